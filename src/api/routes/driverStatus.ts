import type { FastifyInstance } from 'fastify';
import type pg from 'pg';
import type { Subject } from '../../core/event.ts';
import { type Refusal, refuse } from '../../core/refusal.ts';
import { clock } from '../../core/time/instant.ts';
import { type Sharing, sharingOf } from '../../queries/driver/sharing.ts';
import { recordAudit } from '../../store/audit.ts';
import { inTenancy } from '../../store/postgres/tenancy.ts';
import { callerOf } from '../http/authenticate.ts';
import { sendPending, sendRefusal } from '../http/wire.ts';
import { DriverQuery, type DriverStatusJson, DriverStatusShape, MatchBody, NotedShape } from '../wire/driver.ts';
import { refusals } from '../wire/refusal.ts';

const tags = ['Drivers'];
const UNKNOWN = refuse('INVALID_CUSTOMER', 'no customer who shares with you is named by this');

/** What later versions of the contract added about a driver: how one stands, and whether one was found. */
export function driverStatus(app: FastifyInstance, pool: pg.Pool): void {
  const status = {
    operationId: 'getDriverStatus',
    tags,
    summary: 'Whether work for you gives a driver cover',
    description:
      'Of a driver who agreed to share with you. Anyone else is unknown, whether or not there is such a customer. Written to the audit log.',
    querystring: DriverQuery,
    response: { 200: DriverStatusShape, ...refusals('INVALID_DATA', 'INVALID_CUSTOMER') },
  };
  app.get('/v1/user/status', { schema: status }, async (request, reply) => {
    const { keyId, workProvider } = callerOf(request);
    const subject = subjectIn(request.query as DriverQuery, workProvider);
    if ('tag' in subject) return sendRefusal(reply, subject);
    const found = await inTenancy(pool, workProvider, (db) => sharingOf(db, subject, clock()));
    const about = `${subject.identifier.slice(0, 255)}: ${found.tag}`;
    await recordAudit(pool, { who: `key ${keyId}`, did: 'asked for the status of a driver', about });
    const answer = asJson(found);
    return answer ? await reply.send(answer) : sendRefusal(reply, UNKNOWN);
  });

  const match = {
    operationId: 'reportMatch',
    tags,
    summary: 'Whether you found a driver',
    description:
      'Tells the insurer whether a customer number that you were given is one of your drivers. It is kept for operators to read, whatever the number is.',
    body: MatchBody,
    response: { 202: NotedShape, ...refusals('INVALID_DATA') },
  };
  app.post('/v1/match', { schema: match }, async (request, reply) => {
    const { keyId } = callerOf(request);
    const { customerNumber, success } = request.body as MatchBody;
    const did = success ? 'matched a customer with a driver' : 'found no driver for a customer';
    await recordAudit(pool, { who: `key ${keyId}`, did, about: customerNumber });
    return sendPending(reply);
  });
}

function subjectIn(query: DriverQuery, workProvider: number): Subject | Refusal {
  const given = Object.entries(query).filter(([, value]) => value !== undefined);
  if (given.length !== 1) {
    return refuse('INVALID_DATA', 'send exactly one of driverId, policyId, workProviderUserId and customerNumber');
  }
  const driverId = query.driverId ?? query.workProviderUserId;
  if (driverId !== undefined) return { workProvider, identifierKind: 'driverId', identifier: driverId };
  return { workProvider, identifierKind: 'policyId', identifier: (query.policyId ?? query.customerNumber) as string };
}

/** Undefined for whoever is unknown. */
function asJson(found: Sharing): DriverStatusJson | undefined {
  switch (found.tag) {
    case 'enabled':
      return told(found, 'ENABLED', 'Work for you gives cover.');
    case 'suspended':
      return told(found, 'DISABLED', 'The insurer gives this customer no cover at present.');
    case 'link_ended':
      return told(found, 'DISABLED', 'The link with you has ended.');
    case 'unknown':
      return undefined;
    default:
      return found satisfies never;
  }
}

type Known = Exclude<Sharing, { tag: 'unknown' }>;

function told({ customerNumber, driverId }: Known, status: 'ENABLED' | 'DISABLED', detail: string): DriverStatusJson {
  return { status, detail, policyId: customerNumber, customerNumber, driverId, workProviderUserId: driverId };
}
