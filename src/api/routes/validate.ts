import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import { isCustomerNumber, sameEmail } from '../../core/identifiers.ts';
import { type Refusal, refuse } from '../../core/refusal.ts';
import { recordAudit } from '../../store/audit.ts';
import { customerByNumber } from '../../store/customer/customers.ts';
import type { Queryable } from '../../store/postgres/database.ts';
import { callerOf } from '../http/authenticate.ts';
import { sendRefusal } from '../http/wire.ts';
import { refusals } from '../wire/refusal.ts';

const ENTRY = {
  operationId: 'validateCustomerNumber',
  tags: ['Drivers'],
  summary: 'Whether a customer number exists',
  description:
    'And, with `email`, whether it is theirs. Written to the audit log, and limited more tightly than the rest.',
  querystring: Type.Object({
    email: Type.Optional(
      Type.Union([Type.String(), Type.Array(Type.String())], {
        description: 'The address that must be theirs; letters of ASCII compare without case.',
        examples: ['driver@example.com'],
      }),
    ),
  }),
  response: {
    204: Type.Null({ description: 'There is such a customer.' }),
    ...refusals('INVALID_CUSTOMER', 'INVALID_CUSTOMER_EMAIL'),
  },
};

/** The contract's check that a customer number exists and, where `email` is given, that it is theirs. */
export function validate(app: FastifyInstance, db: Queryable): void {
  app.get('/v1/validate/customer-number', answer);
  app.get('/v1/validate/customer-number/*', { schema: ENTRY }, answer);

  async function answer(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
    const { '*': number = '' } = request.params as { '*'?: string };
    const { email } = request.query as { email?: string | string[] };
    const found = await check(db, number.replace(/\/$/, ''), email);
    await recordAudit(db, {
      who: `key ${callerOf(request).keyId}`,
      did: email === undefined ? 'validated a customer number' : 'validated a customer number and email',
      about: `${storable(number)}: ${found?.code ?? 'valid'}`,
    });
    return found ? sendRefusal(reply, found) : reply.code(204).send();
  }
}

/** A text of PostgreSQL holds any character but NUL. */
function storable(text: string): string {
  return text.slice(0, 255).replaceAll('\0', '\uFFFD');
}

async function check(
  db: Queryable,
  number: string,
  email: string | string[] | undefined,
): Promise<Refusal | undefined> {
  const customer = isCustomerNumber(number) ? await customerByNumber(db, number) : undefined;
  if (!customer) return refuse('INVALID_CUSTOMER', 'no customer has this number');
  if (email === undefined || (typeof email === 'string' && sameEmail(asAddress(email), customer.email)))
    return undefined;
  return refuse('INVALID_CUSTOMER_EMAIL', 'the customer with this number has another email address');
}

/** No address holds a space: one here is a plus sign that was not percent-encoded. */
function asAddress(email: string): string {
  return email.replaceAll(' ', '+');
}
