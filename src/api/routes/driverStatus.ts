import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Subject } from '../../core/event.ts';
import { refuse } from '../../core/refusal.ts';
import { type Sharing, sharingOf } from '../../queries/driver/sharing.ts';
import { recordAudit } from '../../store/audit.ts';
import { inTenancy } from '../../store/postgres/tenancy.ts';
import { sendPending, sendRefusal } from '../http/answers.ts';
import { actorOf, callerOf, nowOf } from '../http/authenticate.ts';
import {
  type DriverQuery,
  type DriverStatusJson,
  GET_DRIVER_STATUS,
  type MatchBody,
  REPORT_MATCH,
} from '../wire/driver.ts';
import { namesIn, subjectIn } from '../wire/identifier.ts';
import type { RouteParts } from './parts.ts';

const UNKNOWN = refuse('INVALID_CUSTOMER', 'no customer who shares with you is named by this');
const NOT_ONE_NAME = refuse(
  'INVALID_DATA',
  'send exactly one of driverId, policyId, workProviderUserId and customerNumber',
);

/**
 * Registers what later versions of the contract added about drivers: whether work gives one cover, and whether one was
 * found.
 */
export function driverStatus(app: FastifyInstance, { requests }: RouteParts): void {
  app.get('/v1/user/status', { schema: GET_DRIVER_STATUS }, getDriverStatus);
  app.post('/v1/match', { schema: REPORT_MATCH }, reportMatch);

  async function getDriverStatus(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
    const { workProvider, ahead } = callerOf(request);
    const query = request.query as DriverQuery;
    const subject = namesIn(query).length === 1 ? subjectIn(query, workProvider) : undefined;
    if (!subject) return sendRefusal(reply, NOT_ONE_NAME);
    const found = await inTenancy(requests, workProvider, (db) => sharingOf(db, subject, nowOf({ ahead })));
    await recordAudit(requests, actorOf(request), {
      action: 'asked for the status of a driver',
      about: `${subject.identifier.slice(0, 255)}: ${found.tag}`,
      customerNumber: found.tag === 'unknown' ? numberIn(subject) : found.customerNumber,
    });
    const answer = statusJson(found);
    return answer ? reply.send(answer) : sendRefusal(reply, UNKNOWN);
  }

  async function reportMatch(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
    const { customerNumber, success } = request.body as MatchBody;
    const action = success ? 'matched a customer with a driver' : 'found no driver for a customer';
    await recordAudit(requests, actorOf(request), { action, about: customerNumber, customerNumber });
    return sendPending(reply);
  }
}

function numberIn({ identifierKind, identifier }: Subject): string | undefined {
  return identifierKind === 'policyId' ? identifier : undefined;
}

/** Undefined for a driver who is unknown to the work provider. */
function statusJson(found: Sharing): DriverStatusJson | undefined {
  switch (found.tag) {
    case 'enabled':
      return withNames(found, 'ENABLED', 'Work for you gives cover.');
    case 'suspended':
      return withNames(found, 'DISABLED', 'The insurer gives this customer no cover at present.');
    case 'link_ended':
      return withNames(found, 'DISABLED', 'The link with you has ended.');
    case 'unknown':
      return undefined;
    default:
      return found satisfies never;
  }
}

type Known = Exclude<Sharing, { tag: 'unknown' }>;

function withNames(
  { customerNumber, driverId }: Known,
  status: 'ENABLED' | 'DISABLED',
  detail: string,
): DriverStatusJson {
  return { status, detail, policyId: customerNumber, customerNumber, driverId, workProviderUserId: driverId };
}
