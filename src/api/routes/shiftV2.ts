import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type pg from 'pg';
import type { Report } from '../../core/event.ts';
import type { Refusal } from '../../core/refusal.ts';
import { settingAt } from '../../core/shift/setting.ts';
import { clock, type Instant, toRfc3339 } from '../../core/time/instant.ts';
import type { Intake } from '../../intake/intake.ts';
import { shiftOfLogin } from '../../queries/provider/shiftOfLogin.ts';
import type { LoggedEvent } from '../../store/log/eventLog.ts';
import { idOfReport } from '../../store/log/events.ts';
import { providerEvent } from '../../store/log/providerEvents.ts';
import { inTenancy } from '../../store/postgres/tenancy.ts';
import type { PublicIds } from '../../store/publicIds.ts';
import { type Caller, callerOf } from '../http/authenticate.ts';
import { readJson, sendRefusal } from '../http/wire.ts';
import { parseShift, parseShiftEnd, type ShiftReader } from '../parse/shift.ts';
import { idIn } from '../wire/page.ts';
import { refusals } from '../wire/refusal.ts';
import { NotOk, ShiftV2Body, ShiftV2End, type ShiftV2Json, ShiftV2Shape } from '../wire/shiftV2.ts';

const tags = ['Reporting'];
const takesBytes = { takesBytes: true };
const INVALID = NotOk(['INVALID_DATA'], 'INVALID_DATA');
const MISSING = NotOk(['NOT_FOUND'], 'NOT_FOUND');

/** Shifts as later versions of the contract take them. Underneath they are a login and a logout like any other. */
export function shiftV2(app: FastifyInstance, pool: pg.Pool, intake: Intake, ids: PublicIds): void {
  const begin = {
    operationId: 'beginShift',
    tags,
    summary: 'A shift begins, or has just been worked',
    description: 'Becomes a login, and a logout where `endTime` is given. The same again is the same shift.',
    body: ShiftV2Body,
    response: { 201: ShiftV2Shape, ...refusals(), 400: INVALID },
  };
  app.post('/v2/shift', { schema: begin, config: takesBytes }, async (request, reply) => {
    const caller = callerOf(request);
    const now = clock();
    const json = readJson(request.body);
    if (json.tag === 'refused') return sendUnreadable(reply, json);
    const parsed = parseShift(json.value, readerOf(caller, now, now));
    if (parsed.tag === 'faults') return sendNotOk(reply, 400, CANNOT_BE_TAKEN, parsed.detail);
    const { login, logout } = parsed;
    const stored = await intake.store(caller.workProvider, request.id, logout ? [login, logout] : [login]);
    if (stored.tag === 'refused') return sendRefusal(reply, stored);
    const id = await inTenancy(pool, caller.workProvider, (db) => idOfReport(db, caller.workProvider, login));
    if (id === undefined) throw new Error('a login that was stored is not there');
    return reply.code(201).send(asJson(ids.write('event', caller.workProvider, id), login, logout?.occurredAt));
  });

  const end = {
    operationId: 'endShift',
    tags,
    summary: 'A shift ends',
    description: 'Becomes a logout. The same end again is the same; a shift that has ended keeps its end.',
    params: idIn('shift', 'evt_1yRBdLkarZwZWBEnzU9Phg'),
    body: ShiftV2End,
    response: { 200: ShiftV2Shape, ...refusals(), 400: INVALID, 404: MISSING },
  };
  app.put('/v2/shift/:id', { schema: end, config: takesBytes }, async (request, reply) => {
    const caller = callerOf(request);
    const login = await loginOf(request, caller);
    if (!login) return sendNotOk(reply, 404, 'you have begun no shift with this id', {});
    const json = readJson(request.body);
    if (json.tag === 'refused') return sendUnreadable(reply, json);
    const reader = readerOf(caller, clock(), login.occurredAt);
    const parsed = parseShiftEnd(json.value, { from: login.occurredAt, reader });
    if (parsed.tag === 'faults') return sendNotOk(reply, 400, CANNOT_BE_TAKEN, parsed.detail);
    const why = await whyNotEnding(caller, login, parsed.end.occurredAt);
    if (why !== undefined) return sendNotOk(reply, 400, CANNOT_BE_TAKEN, { endTime: why });
    const { identifierKind, identifier } = login;
    const logout: Report = { identifierKind, identifier, kind: 'logout', ...parsed.end };
    const stored = await intake.store(caller.workProvider, request.id, [logout]);
    if (stored.tag === 'refused') return sendRefusal(reply, stored);
    return reply.send(asJson(ids.write('event', caller.workProvider, login.id), login, logout.occurredAt));
  });

  async function loginOf(request: FastifyRequest, { workProvider }: Caller): Promise<LoggedEvent | undefined> {
    const id = ids.read('event', workProvider, (request.params as { id: string }).id);
    if (id === undefined) return undefined;
    const event = await inTenancy(pool, workProvider, (db) => providerEvent(db, workProvider, id));
    return event?.kind === 'login' ? event : undefined;
  }

  /** What is in the log stands: another end would be a second logout, which comes to nothing or cuts the first short. */
  async function whyNotEnding({ workProvider, settings }: Caller, login: LoggedEvent, at: Instant) {
    const shift = await inTenancy(pool, workProvider, (db) => shiftOfLogin(db, login, settings));
    if (!shift) return 'the shift was taken back by the insurer';
    if (shift.end.tag === 'logout' && shift.end.at !== at) return `the shift ended at ${toRfc3339(shift.end.at)}`;
    return undefined;
  }
}

const CANNOT_BE_TAKEN = 'the shift cannot be taken as it is';

/** The longest shift is the one in force when it began. */
function readerOf({ settings }: Caller, now: Instant, beganAt: Instant): ShiftReader {
  return { timeZone: settingAt(settings, now).timeZone, longestShift: settingAt(settings, beganAt).longestShift, now };
}

function sendNotOk(reply: FastifyReply, status: 400 | 404, message: string, detail: Readonly<Record<string, string>>) {
  const error = status === 404 ? 'NOT_FOUND' : 'INVALID_DATA';
  return reply.code(status).send({ status: 'NOK', error, message, detail });
}

function sendUnreadable(reply: FastifyReply, refusal: Refusal): FastifyReply {
  return refusal.code === 'INVALID_DATA' ? sendNotOk(reply, 400, refusal.detail, {}) : sendRefusal(reply, refusal);
}

function asJson(id: string, login: Pick<Report, 'occurredAt'>, end: Instant | undefined): ShiftV2Json {
  return { id, startTime: toRfc3339(login.occurredAt), endTime: end === undefined ? null : toRfc3339(end) };
}
