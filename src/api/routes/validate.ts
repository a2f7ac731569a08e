import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { isCustomerNumber, sameEmail } from '../../core/identifiers.ts';
import { type Refusal, refuse } from '../../core/refusal.ts';
import { recordAudit } from '../../store/audit.ts';
import { emailsOf } from '../../store/customer/customers.ts';
import type { Queryable } from '../../store/postgres/database.ts';
import { sendRefusal } from '../http/answers.ts';
import { actorOf } from '../http/authenticate.ts';
import { VALIDATE_CUSTOMER_NUMBER, type ValidateQuery } from '../wire/driver.ts';
import type { RouteParts } from './parts.ts';

/** Registers the contract's check that a customer number exists and, where `email` is given, that it is theirs. */
export function validate(app: FastifyInstance, { requests: db }: RouteParts): void {
  app.get('/v1/validate/customer-number', validateCustomerNumber);
  app.get('/v1/validate/customer-number/*', { schema: VALIDATE_CUSTOMER_NUMBER }, validateCustomerNumber);

  async function validateCustomerNumber(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
    const { '*': number = '' } = request.params as { '*'?: string };
    const { email } = request.query as ValidateQuery;
    const refusal = await check(db, number.replace(/\/$/, ''), email);
    await recordAudit(db, actorOf(request), {
      action: email === undefined ? 'validated a customer number' : 'validated a customer number and email',
      about: `${storable(number)}: ${refusal?.code ?? 'valid'}`,
      customerNumber: isCustomerNumber(number) ? number : undefined,
    });
    return refusal ? sendRefusal(reply, refusal) : reply.code(204).send();
  }
}

/** PostgreSQL stores every character but NUL. */
function storable(text: string): string {
  return text.slice(0, 255).replaceAll('\0', '\uFFFD');
}

async function check(db: Queryable, number: string, email: ValidateQuery['email']): Promise<Refusal | undefined> {
  const emails = isCustomerNumber(number) ? await emailsOf(db, number) : [];
  if (emails.length === 0) return refuse('INVALID_CUSTOMER', 'no customer has this number');
  if (email === undefined) return undefined;
  if (typeof email === 'string' && emails.some((own) => sameEmail(withPlusSigns(email), own))) return undefined;
  return refuse('INVALID_CUSTOMER_EMAIL', 'the customer with this number has another email address');
}

/** An address holds no space: one here is a plus sign that was not percent-encoded. */
function withPlusSigns(email: string): string {
  return email.replaceAll(' ', '+');
}
