import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { identifierMembers } from '../../core/event.ts';
import { type Refusal, refuse } from '../../core/refusal.ts';
import { longestOfAll } from '../../core/shift/setting.ts';
import { endAsOf } from '../../core/shift/timeline.ts';
import { HOUR, type Instant, SECOND, toRfc3339 } from '../../core/time/instant.ts';
import { inTenancy } from '../../store/postgres/tenancy.ts';
import type { PublicIds } from '../../store/publicIds.ts';
import {
  providerShift,
  providerShifts,
  type ReportedShift,
  type ShiftsChoice,
} from '../../store/shift/providerShifts.ts';
import { sendRefusal } from '../http/answers.ts';
import { type Caller, callerOf, nowOf } from '../http/authenticate.ts';
import { driverFilter } from '../parse/driver.ts';
import { periodIn } from '../parse/period.ts';
import { type CursorScope, cursorScope, pageOf, readCursor, writeCursor } from '../wire/page.ts';
import { GET_SHIFT, LIST_SHIFTS, type ShiftJson, type ShiftsQuery } from '../wire/shift.ts';
import { idInPath, type RouteParts } from './parts.ts';

const NO_SUCH_SHIFT = refuse('NOT_FOUND', 'you have no shift with this id');

/** Registers the endpoints that answer which shifts the events of a work provider make. */
export function shifts(app: FastifyInstance, { reads, ids }: RouteParts): void {
  app.get('/v1/shifts', { schema: LIST_SHIFTS }, listShifts);
  app.get('/v1/shifts/:id', { schema: GET_SHIFT }, getShift);

  async function listShifts(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
    const caller = callerOf(request);
    const { workProvider } = caller;
    const query = request.query as ShiftsQuery;
    const now = nowOf(caller);
    const scope = cursorScope(ids, workProvider, 'shifts', query);
    const asked = choiceIn(query, caller, scope, now);
    if (asked.tag === 'refused') return sendRefusal(reply, asked);
    const found = await inTenancy(reads, workProvider, (db) => providerShifts(db, asked.choice));
    const page = pageOf(found, query.limit, {
      toJson: (each) => shiftJson(each, ids, now),
      cursorOf: ({ shift }) => writeCursor(scope, [shift.from, shift.id]),
    });
    return reply.send(page);
  }

  async function getShift(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
    const { workProvider, ahead } = callerOf(request);
    const id = idInPath(request, ids, 'shift');
    const found = id && (await inTenancy(reads, workProvider, (db) => providerShift(db, workProvider, id)));
    return found ? reply.send(shiftJson(found, ids, nowOf({ ahead }))) : sendRefusal(reply, NO_SUCH_SHIFT);
  }
}

/** Bounds how far back a shift may have begun that lasts into the period, except where repeated logins carried it on. */
function choiceIn(
  query: ShiftsQuery,
  { workProvider, settings }: Caller,
  scope: CursorScope,
  now: Instant,
): { readonly tag: 'choice'; readonly choice: ShiftsChoice } | Refusal {
  const cursor = readCursor(scope, query.cursor, 2);
  if (cursor.tag === 'refused') return cursor;
  const asked = periodIn(['from', query.from], ['to', query.to]);
  if (asked.tag === 'refused') return asked;
  const driver = driverFilter(query, workProvider);
  if (driver.tag === 'refused') return driver;
  const { from, to } = asked.period;
  const lastsBeyond = query.open ? Math.max(from, now) : from;
  const [begun = Infinity, id = 0] = cursor.position ?? [];
  const choice: ShiftsChoice = {
    workProvider,
    subject: driver.subject,
    begun: {
      from: lastsBeyond - Math.max(longestOfAll(settings), 24 * HOUR),
      to: query.open ? Math.min(to, now + 1) : to,
    },
    lastsBeyond,
    before: { begun, id },
    limit: query.limit + 1,
  };
  return { tag: 'choice', choice };
}

function shiftJson({ lane, shift, loginReceivedAt }: ReportedShift, ids: PublicIds, now: Instant): ShiftJson {
  const end = endAsOf(shift, now);
  const event = (id: number) => ids.write('event', lane.workProvider, id);
  return {
    id: ids.write('shift', lane.workProvider, shift.id),
    ...identifierMembers(lane),
    from: toRfc3339(shift.from),
    to: end.tag === 'open' ? null : toRfc3339(end.at),
    endedBy: end.tag === 'open' ? null : end.tag,
    sentAheadSeconds: loginReceivedAt < shift.from ? Math.trunc((shift.from - loginReceivedAt) / SECOND) : null,
    loginEventId: event(shift.openedBy),
    logoutEventId: end.tag === 'logout' ? event(end.endedBy) : null,
  };
}
