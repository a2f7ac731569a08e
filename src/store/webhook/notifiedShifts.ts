import type { NotifiedState } from '../../core/cover/notice.ts';
import type { Lane } from '../../core/shift/lane.ts';
import type { Instant } from '../../core/time/instant.ts';
import { addJobs } from '../jobs.ts';
import { type Queryable, rows } from '../postgres/database.ts';
import { plainArray, timestamptzOrNull } from '../postgres/sqlTypes.ts';
import { SHIFTS } from '../shift/shifts.ts';

const NOTIFIED = {
  name: 'notified_shifts',
  text: 'select shift_id as "shiftId", state from notified_shift where shift_id = any($1::bigint[])',
};
/** In one order, so that two that notify of the same shifts wait for each other and never deadlock. */
const KEEP = {
  name: 'keep_notified_shifts',
  text: `insert into notified_shift (shift_id, work_provider_id, state)
         select * from unnest($1::bigint[], $2::int[], $3::jsonb[]) as each (shift_id, work_provider_id, state) order by shift_id
         on conflict (shift_id) do update set state = excluded.state, recorded_at = clock_timestamp()`,
};
const FORGET = {
  name: 'forget_notified_shifts',
  text: 'delete from notified_shift where shift_id = any($1::bigint[])',
};

/** The state last notified of each of the shifts; shifts without notices are left out. */
export async function notifiedStatesOf(
  db: Queryable,
  shiftIds: readonly number[],
): Promise<Map<number, NotifiedState>> {
  const found = await rows<{ shiftId: number; state: NotifiedState }>(db, NOTIFIED, [plainArray(shiftIds)]);
  return new Map(found.map(({ shiftId, state }) => [shiftId, state]));
}

export type ShiftState = { readonly shiftId: number; readonly workProvider: number; readonly state: NotifiedState };

export async function saveNotified(db: Queryable, shifts: readonly ShiftState[]): Promise<void> {
  if (shifts.length === 0) return;
  await rows(db, KEEP, [
    plainArray(shifts.map(({ shiftId }) => shiftId)),
    plainArray(shifts.map(({ workProvider }) => workProvider)),
    shifts.map(({ state }) => JSON.stringify(state)),
  ]);
}

export async function deleteNotified(db: Queryable, shiftIds: readonly number[]): Promise<void> {
  if (shiftIds.length > 0) await rows(db, FORGET, [plainArray(shiftIds)]);
}

const MICROS_PER_MS = 1_000;

/** Queues rechecks of shifts for the time at which their state changes by itself. `now`: of their work provider. */
export async function queueRechecks(
  db: Queryable,
  rechecks: readonly { readonly shiftId: number; readonly at: Instant; readonly now: Instant }[],
): Promise<void> {
  const jobs = rechecks.map(({ shiftId, at, now }) => ({
    payload: { shift: shiftId, at },
    delayMs: (at - now) / MICROS_PER_MS,
    key: `recheck shift ${shiftId}`,
  }));
  await addJobs(db, 'recheck_shift', jobs);
}

/** Where a shift lies: its lane and its beginning, by which it is found. */
export type ShiftPlace = { readonly shiftId: number; readonly lane: Lane; readonly from: Instant };

type PlaceRow = Lane & { readonly shiftId: number; readonly from: Instant };

const PLACE = `sh.id as "shiftId", sh.work_provider_id as "workProvider", s.identifier_kind as "identifierKind", s.identifier, sh.reference,
  sh.started_at as "from"`;
const PLACE_OF = { name: 'place_of_shift', text: `select ${PLACE} from ${SHIFTS} where sh.id = $1` };
const OPEN = {
  name: 'places_of_open_shifts',
  text: `select ${PLACE} from ${SHIFTS} where sh.work_provider_id = $1 and sh.ended_at is null
           and sh.limit_at > coalesce($2, now_of($1))`,
};

/** Undefined when there is no such shift any more. */
export async function placeOfShift(db: Queryable, shiftId: number): Promise<ShiftPlace | undefined> {
  return (await rows<PlaceRow>(db, PLACE_OF, [shiftId])).map(asPlace)[0];
}

/** The shifts of a work provider that go on, or went on at `since`. */
export async function placesOfOpenShifts(
  db: Queryable,
  workProvider: number,
  since: Instant | undefined,
): Promise<ShiftPlace[]> {
  return (await rows<PlaceRow>(db, OPEN, [workProvider, timestamptzOrNull(since)])).map(asPlace);
}

function asPlace({ shiftId, from, ...lane }: PlaceRow): ShiftPlace {
  return { shiftId, from, lane };
}
