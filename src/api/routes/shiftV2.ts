import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Report } from '../../core/event.ts';
import { type Refusal, refuse } from '../../core/refusal.ts';
import { settingAt } from '../../core/shift/setting.ts';
import { type Instant, toRfc3339, toRfc3339OrNull } from '../../core/time/instant.ts';
import { shiftOfLogin } from '../../queries/provider/shiftOfLogin.ts';
import type { LoggedEvent } from '../../store/log/eventLog.ts';
import { storedEvents } from '../../store/log/events.ts';
import { providerEvent } from '../../store/log/providerEvents.ts';
import { inTenancy } from '../../store/postgres/tenancy.ts';
import { recordRefusal, sendRefusal } from '../http/answers.ts';
import { type Caller, callerOf, nowOf } from '../http/authenticate.ts';
import { CHECKS_ITSELF } from '../http/checking.ts';
import { readByFor } from '../parse/eventTime.ts';
import { parseShift, parseShiftEnd } from '../parse/shift.ts';
import { BEGIN_SHIFT, END_SHIFT, type ShiftV2Json } from '../wire/shiftV2.ts';
import { idInPath, type RouteParts } from './parts.ts';

/**
 * Registers shifts as later versions of the contract report them. They are stored as a login and a logout like any
 * other.
 */
export function shiftV2(app: FastifyInstance, { requests, intake, ids }: RouteParts): void {
  const options = { ...CHECKS_ITSELF, config: { refuseBody } };
  app.post('/v2/shift', { schema: BEGIN_SHIFT, ...options }, beginShift);
  app.put('/v2/shift/:id', { schema: END_SHIFT, ...options }, endShift);

  async function beginShift(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
    const { workProvider, settings, ahead } = callerOf(request);
    const now = nowOf({ ahead });
    const parsed = parseShift(request.body, readByFor({ settings }, now), settingAt(settings, now).longestShift);
    if (parsed.tag === 'refused') return sendNotOk(reply, 400, CANNOT_BE_TAKEN, parsed.problems);
    const { login, logout } = parsed;
    const stored = await intake.store(workProvider, request.id, logout ? [login, logout] : [login]);
    if (stored.tag === 'refused') return sendRefusal(reply, stored);
    const [event] = await inTenancy(requests, workProvider, (db) => storedEvents(db, workProvider, [login]));
    if (!event) throw new Error('a login that was stored is not there');
    return reply.code(201).send(shiftJson(ids.write('event', workProvider, event.id), login, logout?.occurredAt));
  }

  async function endShift(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
    const caller = callerOf(request);
    const { workProvider, settings } = caller;
    const login = await findLogin(request);
    if (!login) return sendNotOk(reply, 404, 'you have begun no shift with this id', {});
    const start = login.occurredAt;
    // The longest shift is the one in force when it began.
    const { longestShift } = settingAt(settings, start);
    const parsed = parseShiftEnd(request.body, readByFor(caller, nowOf(caller)), { start, longestShift });
    if (parsed.tag === 'refused') return sendNotOk(reply, 400, CANNOT_BE_TAKEN, parsed.problems);
    const problem = await endingProblem(caller, login, parsed.end.occurredAt);
    if (problem !== undefined) return sendNotOk(reply, 400, CANNOT_BE_TAKEN, { endTime: problem });
    const { identifierKind, identifier, reference } = login;
    const logout: Report = { identifierKind, identifier, reference, kind: 'logout', ...parsed.end };
    const stored = await intake.store(workProvider, request.id, [logout]);
    if (stored.tag === 'refused') return sendRefusal(reply, stored);
    return reply.send(shiftJson(ids.write('event', workProvider, login.id), login, logout.occurredAt));
  }

  async function findLogin(request: FastifyRequest): Promise<LoggedEvent | undefined> {
    const { workProvider } = callerOf(request);
    const id = idInPath(request, ids, 'event');
    const event = id && (await inTenancy(requests, workProvider, (db) => providerEvent(db, workProvider, id)));
    return event && event.kind === 'login' ? event : undefined;
  }

  /**
   * An end that is stored already stays: another would be a second logout, which has no effect or ends the shift
   * earlier.
   */
  async function endingProblem(caller: Caller, login: LoggedEvent, at: Instant): Promise<string | undefined> {
    const shift = await inTenancy(requests, caller.workProvider, (db) => shiftOfLogin(db, login, caller));
    if (!shift) return 'the shift was taken back by the insurer';
    if (shift.logout && shift.logout.at !== at) return `the shift ended at ${toRfc3339(shift.logout.at)}`;
    return undefined;
  }
}

const CANNOT_BE_TAKEN = 'the shift cannot be taken as it is';

function sendNotOk(reply: FastifyReply, status: 400 | 404, message: string, detail: Readonly<Record<string, string>>) {
  const error = status === 404 ? 'NOT_FOUND' : 'INVALID_DATA';
  const [param] = Object.keys(detail);
  const why = Object.entries(detail).map(([name, problem]) => `${name}: ${problem}`);
  recordRefusal(
    reply.request,
    refuse(error, [message, ...why].join('; '), param === undefined ? undefined : { param }),
  );
  return reply.code(status).send({ status: 'NOK', error, message, detail });
}

function refuseBody(reply: FastifyReply, refusal: Refusal): FastifyReply {
  return refusal.code === 'INVALID_DATA' ? sendNotOk(reply, 400, refusal.detail, {}) : sendRefusal(reply, refusal);
}

function shiftJson(id: string, login: Pick<Report, 'occurredAt'>, end: Instant | undefined): ShiftV2Json {
  return { id, startTime: toRfc3339(login.occurredAt), endTime: toRfc3339OrNull(end) };
}
