import type { FastifyInstance } from 'fastify';
import type pg from 'pg';
import { type Refusal, refuse } from '../../core/refusal.ts';
import { longestOfAll } from '../../core/shift/setting.ts';
import { endAsOf } from '../../core/shift/timeline.ts';
import { clock, type Instant, toRfc3339 } from '../../core/time/instant.ts';
import { inTenancy } from '../../store/postgres/tenancy.ts';
import type { PublicIds } from '../../store/publicIds.ts';
import { providerShift, providerShifts, type ShiftsChoice } from '../../store/shift/providerShifts.ts';
import type { LaneShift } from '../../store/shift/shifts.ts';
import { type Caller, callerOf } from '../http/authenticate.ts';
import { sendRefusal } from '../http/wire.ts';
import { askedPeriod } from '../parse/period.ts';
import { idIn, readCursor, writeCursor } from '../wire/page.ts';
import { refusals } from '../wire/refusal.ts';
import { type ShiftJson, ShiftShape, ShiftsPageShape, ShiftsQuery } from '../wire/shift.ts';
import { subjectIn } from '../wire/subject.ts';

const tags = ['Shifts'];

/** The shifts that a work provider's events make. */
export function shifts(app: FastifyInstance, pool: pg.Pool, ids: PublicIds): void {
  const list = {
    operationId: 'listShifts',
    tags,
    summary: 'Your shifts',
    description:
      'The last begun first. Shifts follow from events and are amended when events arrive late; the list shows them as they stand now.',
    querystring: ShiftsQuery,
    response: { 200: ShiftsPageShape, ...refusals('INVALID_DATA') },
  };
  app.get('/v1/shifts', { schema: list }, async (request, reply) => {
    const caller = callerOf(request);
    const now = clock();
    const choice = asChoice(request.query as ShiftsQuery, caller, ids, now);
    if ('tag' in choice) return sendRefusal(reply, choice);
    const found = await inTenancy(pool, caller.workProvider, (db) => providerShifts(db, choice));
    return await reply.send(pageJson(found, choice, ids, now));
  });

  const one = {
    operationId: 'getShift',
    tags,
    summary: 'One shift',
    description: 'As it stands now.',
    params: idIn('shift', 'shf_8Yx0vQ3m1nKp5sTtUuVvWw'),
    response: { 200: ShiftShape, ...refusals('NOT_FOUND') },
  };
  app.get('/v1/shifts/:id', { schema: one }, async (request, reply) => {
    const { workProvider } = callerOf(request);
    const id = ids.read('shift', workProvider, (request.params as { id: string }).id);
    const found =
      id === undefined ? undefined : await inTenancy(pool, workProvider, (db) => providerShift(db, workProvider, id));
    if (!found) return sendRefusal(reply, refuse('NOT_FOUND', 'you have no shift with this id'));
    return await reply.send(shiftJson(found, ids, clock()));
  });
}

/** A shift lasts no longer than the longest one: that tells how far back those may have begun that last into a period. */
function asChoice(query: ShiftsQuery, caller: Caller, ids: PublicIds, now: Instant): ShiftsChoice | Refusal {
  const { workProvider, settings } = caller;
  const place = query.cursor === undefined ? undefined : readCursor(ids, workProvider, query.cursor);
  if (query.cursor !== undefined && !place) return refuse('INVALID_DATA', 'cursor must be `next` of an earlier page');
  const asked = askedPeriod(['from', query.from], ['to', query.to]);
  if ('tag' in asked) return asked;
  const lastsBeyond = query.open ? Math.max(asked.from, now) : asked.from;
  return {
    workProvider,
    subject: subjectIn(query, workProvider),
    begun: { from: lastsBeyond - longestOfAll(settings), to: asked.to },
    lastsBeyond,
    onlyOpen: query.open,
    before: { begun: place?.[0] ?? Infinity, id: place?.[1] ?? 0 },
    limit: query.limit + 1,
  };
}

/** One more than a page holds was asked for: it tells whether there is more. */
function pageJson(found: readonly LaneShift[], { workProvider, limit }: ShiftsChoice, ids: PublicIds, now: Instant) {
  const items = found.slice(0, limit - 1);
  const last = items.at(-1);
  const more = found.length === limit;
  const next = more && last ? writeCursor(ids, workProvider, [last.shift.from, last.shift.id]) : null;
  return { items: items.map((each) => shiftJson(each, ids, now)), next, more };
}

function shiftJson({ lane, shift }: LaneShift, ids: PublicIds, now: Instant): ShiftJson {
  const end = endAsOf(shift, now);
  const event = (id: number) => ids.write('event', lane.workProvider, id);
  return {
    id: ids.write('shift', lane.workProvider, shift.id),
    driverId: lane.identifierKind === 'driverId' ? lane.identifier : null,
    policyId: lane.identifierKind === 'policyId' ? lane.identifier : null,
    from: toRfc3339(shift.from),
    to: end.tag === 'open' ? null : toRfc3339(end.at),
    endedBy: end.tag === 'open' ? null : end.tag,
    loginEventId: event(shift.openedBy),
    logoutEventId: end.tag === 'logout' ? event(end.endedBy) : null,
  };
}
