import type { Subject } from '../../core/event.ts';
import type { Amendments, KeptShift } from '../../core/shift/amendment.ts';
import type { Lane } from '../../core/shift/lane.ts';
import type { End, Shift } from '../../core/shift/timeline.ts';
import type { Instant } from '../../core/time/instant.ts';
import type { Period } from '../../core/time/period.ts';
import { type Queryable, rows } from '../postgres/database.ts';
import { plainArray, subjectColumns, toTimestamptz } from '../postgres/sqlTypes.ts';

/** A kept shift and its lane. */
export type LaneShift = { readonly lane: Lane; readonly shift: KeptShift };

/** The columns of a ShiftRow. */
export const SHIFT = `s.id, s.work_provider_id as "workProvider", s.identifier_kind as "identifierKind", s.identifier,
  s.started_at as "startedAt", s.opened_by as "openedBy", s.limit_at as "limitAt", s.ended_at as "endedAt", s.ended_by as "endedBy"`;
const IN_LANE = `(s.work_provider_id, s.identifier_kind, s.identifier) = (lane.work_provider_id, lane.identifier_kind, lane.identifier)`;

/**
 * Ordered by all that the index of a lane holds, though the lane is one: only that index gives this order, so that
 * PostgreSQL never takes one by time instead and walks through the shifts of everyone.
 */
const BY_LANE = 's.work_provider_id, s.identifier_kind, s.identifier, s.started_at';
const BY_LANE_BACKWARDS = 's.work_provider_id desc, s.identifier_kind desc, s.identifier desc, s.started_at desc';

const LAST_BEFORE = {
  name: 'shifts_last_before',
  text: `select found.* from unnest($1::int[], $2::identifier_kind[], $3::text[], $4::timestamptz[])
           as lane (work_provider_id, identifier_kind, identifier, since)
         cross join lateral (
           select ${SHIFT} from shift s where ${IN_LANE} and s.started_at < lane.since
           order by ${BY_LANE_BACKWARDS} limit $5) found`,
};
const BEGUN_IN = {
  name: 'shifts_begun_in',
  text: `select found.* from unnest($1::int[], $2::identifier_kind[], $3::text[], $4::timestamptz[], $5::timestamptz[])
           as lane (work_provider_id, identifier_kind, identifier, since, until)
         cross join lateral (
           select ${SHIFT} from shift s where ${IN_LANE} and s.started_at >= lane.since and s.started_at < lane.until
           order by ${BY_LANE}) found`,
};

/** A lane, and the stretch of it that is asked about. */
export type LaneStretch = { readonly lane: Lane; readonly period: Period };

/** For each lane its last `limit` shifts that began before the stretch. */
export async function lastShiftsBefore(
  db: Queryable,
  stretches: readonly LaneStretch[],
  limit: number,
): Promise<LaneShift[]> {
  return (await rows<ShiftRow>(db, LAST_BEFORE, [...columns(stretches), limit])).map(fromRow);
}

/** For each lane its shifts that began within the stretch, each lane's in order of time. */
export async function shiftsBegunIn(db: Queryable, stretches: readonly LaneStretch[]): Promise<LaneShift[]> {
  const ends = plainArray(stretches.map(({ period }) => toTimestamptz(period.to)));
  return (await rows<ShiftRow>(db, BEGUN_IN, [...columns(stretches), ends])).map(fromRow);
}

function columns(stretches: readonly LaneStretch[]): unknown[] {
  const since = stretches.map(({ period }) => toTimestamptz(period.from));
  return [...subjectColumns(stretches.map(({ lane }) => lane)), plainArray(since)];
}

export type ShiftRow = Subject & {
  id: number;
  startedAt: Instant;
  openedBy: number;
  limitAt: Instant;
  endedAt: Instant | null;
  endedBy: number | null;
};

export function fromRow(row: ShiftRow): LaneShift {
  const { workProvider, identifierKind, identifier } = row;
  const shift = { id: row.id, from: row.startedAt, openedBy: row.openedBy, limitAt: row.limitAt, end: endOf(row) };
  return { lane: { workProvider, identifierKind, identifier }, shift };
}

function endOf(row: ShiftRow): End {
  if (row.endedAt === null || row.endedBy === null) return { tag: 'open' };
  return { tag: 'logout', at: row.endedAt, endedBy: row.endedBy };
}

const REMOVE = { name: 'remove_shifts', text: 'delete from shift where id = any($1::bigint[])' };
const AMEND = {
  name: 'amend_shifts',
  text: `update shift set started_at = a.started_at, opened_by = a.opened_by, limit_at = a.limit_at,
           ended_at = a.ended_at, ended_by = a.ended_by
         from unnest($1::bigint[], $2::timestamptz[], $3::bigint[], $4::timestamptz[], $5::timestamptz[], $6::bigint[])
           as a (id, started_at, opened_by, limit_at, ended_at, ended_by)
         where shift.id = a.id`,
};
const ADD = {
  name: 'add_shifts',
  text: `insert into shift (work_provider_id, identifier_kind, identifier, started_at, opened_by, limit_at, ended_at, ended_by)
         select * from unnest($1::int[], $2::identifier_kind[], $3::text[], $4::timestamptz[], $5::bigint[],
           $6::timestamptz[], $7::timestamptz[], $8::bigint[])`,
};

/** Makes the kept shifts agree with what the events tell, lane by lane. */
export async function writeAmendments(
  db: Queryable,
  changes: readonly { readonly lane: Lane; readonly amendments: Amendments }[],
): Promise<void> {
  const removed = changes.flatMap(({ amendments }) => amendments.removed);
  const amended = changes.flatMap(({ amendments }) => amendments.amended);
  const added = changes.flatMap(({ lane, amendments }) => amendments.added.map((shift) => ({ lane, shift })));
  if (removed.length > 0) await rows(db, REMOVE, [removed.map((shift) => shift.id)]);
  if (amended.length > 0)
    await rows(db, AMEND, [amended.map(({ was }) => was.id), ...told(amended.map(({ is }) => is))]);
  if (added.length > 0)
    await rows(db, ADD, [...subjectColumns(added.map(({ lane }) => lane)), ...told(added.map(({ shift }) => shift))]);
}

function told(shifts: readonly Shift[]): string[] {
  return [
    plainArray(shifts.map((shift) => toTimestamptz(shift.from))),
    plainArray(shifts.map((shift) => shift.openedBy)),
    plainArray(shifts.map((shift) => toTimestamptz(shift.limitAt))),
    plainArray(shifts.map((shift) => (shift.end.tag === 'open' ? null : toTimestamptz(shift.end.at)))),
    plainArray(shifts.map((shift) => (shift.end.tag === 'logout' ? shift.end.endedBy : null))),
  ];
}
