import type { Subject } from '../../core/event.ts';
import type { KeptShift } from '../../core/shift/amendment.ts';
import type { Lane } from '../../core/shift/lane.ts';
import type { Instant } from '../../core/time/instant.ts';
import type { Period } from '../../core/time/period.ts';
import { type Queryable, rows } from '../postgres/database.ts';
import { plainArray, subjectColumns, toTimestamptz } from '../postgres/sqlTypes.ts';

/** A stored shift and its lane. */
export type LaneShift = { readonly lane: Lane; readonly shift: KeptShift };

/** The columns of a ShiftRow; `sh` is the shift and `s` its subject. */
export const SHIFT = `sh.id, sh.work_provider_id as "workProvider", s.identifier_kind as "identifierKind", s.identifier, sh.reference,
  sh.started_at as "startedAt", sh.opened_by as "openedBy", sh.limit_at as "limitAt", sh.ended_at as "endedAt", sh.ended_by as "endedBy"`;
/** The shifts with the identifiers of their lanes. */
export const SHIFTS = 'shift sh join subject s on s.id = sh.subject_id';

const LANES = `unnest($1::int[], $2::identifier_kind[], $3::text[], $4::text[], $5::timestamptz[])
    as lane (work_provider_id, identifier_kind, identifier, reference, since)
  join subject s using (work_provider_id, identifier_kind, identifier)`;
/**
 * Ordered by all that the index of a lane holds, though the lane is one: only that index gives this order, so that
 * PostgreSQL never takes one by time instead and walks through the shifts of everyone.
 */
const BY_LANE = 'sh.subject_id, sh.reference, sh.started_at';
const BY_LANE_BACKWARDS = 'sh.subject_id desc, sh.reference desc, sh.started_at desc';

const LAST_BEFORE = {
  name: 'shifts_last_before',
  text: `select found.*, lane.since as before from ${LANES} cross join lateral (
           select ${SHIFT} from shift sh
           where sh.subject_id = s.id and sh.reference = lane.reference and sh.started_at < lane.since
           order by ${BY_LANE_BACKWARDS} limit $6) found`,
};
const BEGUN_IN = {
  name: 'shifts_begun_in',
  text: `select found.* from unnest($1::int[], $2::identifier_kind[], $3::text[], $4::text[], $5::timestamptz[], $6::timestamptz[])
           as lane (work_provider_id, identifier_kind, identifier, reference, since, until)
         join subject s using (work_provider_id, identifier_kind, identifier)
         cross join lateral (
           select ${SHIFT} from shift sh
           where sh.subject_id = s.id and sh.reference = lane.reference
             and sh.started_at >= lane.since and sh.started_at < lane.until
           order by ${BY_LANE}) found`,
};

/** A lane, and the period of it that is asked about. */
export type LaneStretch = { readonly lane: Lane; readonly period: Period };

/** For each lane its last `limit` shifts that began before the period, the latest first. `before`: where that begins. */
export async function lastShiftsBefore(
  db: Queryable,
  stretches: readonly LaneStretch[],
  limit: number,
): Promise<(LaneShift & { readonly before: Instant })[]> {
  const found = await rows<ShiftRow & { before: Instant }>(db, LAST_BEFORE, [...columns(stretches), limit]);
  return found.map((row) => ({ ...fromRow(row), before: row.before }));
}

/** For each lane its shifts that began within the period, each lane's in order of time. */
export async function shiftsBegunIn(db: Queryable, stretches: readonly LaneStretch[]): Promise<LaneShift[]> {
  const ends = plainArray(stretches.map(({ period }) => toTimestamptz(period.to)));
  return (await rows<ShiftRow>(db, BEGUN_IN, [...columns(stretches), ends])).map(fromRow);
}

function columns(stretches: readonly LaneStretch[]): unknown[] {
  const lanes = stretches.map(({ lane }) => lane);
  return [
    ...subjectColumns(lanes),
    lanes.map(({ reference }) => reference),
    plainArray(stretches.map(({ period }) => toTimestamptz(period.from))),
  ];
}

export type ShiftRow = Lane & {
  id: number;
  startedAt: Instant;
  openedBy: number;
  limitAt: Instant;
  endedAt: Instant | null;
  endedBy: number | null;
};

export function fromRow(row: ShiftRow): LaneShift {
  const { workProvider, identifierKind, identifier, reference } = row;
  return { lane: { workProvider, identifierKind, identifier, reference }, shift: shiftOfRow(row) };
}

/** The shift of a row that has its columns. */
export function shiftOfRow({
  id,
  startedAt,
  openedBy,
  limitAt,
  endedAt,
  endedBy,
}: Omit<ShiftRow, keyof Lane>): KeptShift {
  const logout = endedAt === null || endedBy === null ? null : { at: endedAt, id: endedBy };
  return { id, from: startedAt, openedBy, limitAt, logout };
}

const OF_SUBJECTS = {
  name: 'shifts_of_subjects',
  text: `select ${SHIFT}
         from unnest($1::int[], $2::identifier_kind[], $3::text[]) as asked (work_provider_id, identifier_kind, identifier)
         join subject s using (work_provider_id, identifier_kind, identifier)
         join shift sh on sh.subject_id = s.id and sh.started_at < $5 and least(sh.limit_at, sh.ended_at) > $4
         order by sh.started_at`,
};

/** The shifts of subjects, of every reference, that go on in a period, in order of time. */
export async function shiftsOfSubjects(
  db: Queryable,
  subjects: readonly Subject[],
  { from, to }: Period,
): Promise<LaneShift[]> {
  const bounds = [toTimestamptz(from), toTimestamptz(to)];
  return (await rows<ShiftRow>(db, OF_SUBJECTS, [...subjectColumns(subjects), ...bounds])).map(fromRow);
}

const LAST_OF_SUBJECTS = {
  name: 'last_shifts_of_subjects',
  text: `select ${SHIFT}
         from unnest($1::int[], $2::identifier_kind[], $3::text[]) as asked (work_provider_id, identifier_kind, identifier)
         join subject s using (work_provider_id, identifier_kind, identifier)
         join shift sh on sh.subject_id = s.id and sh.started_at < $4
         order by sh.started_at desc, sh.id desc limit $5`,
};

/** The last `limit` shifts of subjects, of every reference, that began before an instant, in order of time. */
export async function lastShiftsOfSubjects(
  db: Queryable,
  subjects: readonly Subject[],
  { before, limit }: { readonly before: Instant; readonly limit: number },
): Promise<LaneShift[]> {
  const values = [...subjectColumns(subjects), toTimestamptz(before), limit];
  return (await rows<ShiftRow>(db, LAST_OF_SUBJECTS, values)).map(fromRow).toReversed();
}

const AT_ONCE = 1_000;

/** All shifts of subjects, a thousand at a time, in order of time. `db` must be in a transaction, which holds them. */
export async function* everyShiftOfSubjects(db: Queryable, subjects: readonly Subject[]): AsyncGenerator<LaneShift[]> {
  const bounds = [toTimestamptz(-Infinity), toTimestamptz(Infinity)];
  await db.query(`declare shifts cursor for ${OF_SUBJECTS.text}`, [...subjectColumns(subjects), ...bounds]);
  for (;;) {
    const { rows: found } = await db.query<ShiftRow>(`fetch ${AT_ONCE} from shifts`);
    if (found.length === 0) return;
    yield found.map(fromRow);
  }
}

const LANES_SINCE = {
  name: 'lanes_since',
  text: `select distinct s.work_provider_id as "workProvider", s.identifier_kind as "identifierKind", s.identifier, sh.reference
         from unnest($1::int[], $2::identifier_kind[], $3::text[], $4::timestamptz[])
           as asked (work_provider_id, identifier_kind, identifier, since)
         join subject s using (work_provider_id, identifier_kind, identifier)
         join shift sh on sh.subject_id = s.id and sh.limit_at >= asked.since`,
};

/** The lanes of subjects that have shifts which may go on at or after an instant. */
export async function lanesSince(
  db: Queryable,
  asked: readonly { readonly subject: Subject; readonly since: Instant }[],
): Promise<Lane[]> {
  if (asked.length === 0) return [];
  const since = plainArray(asked.map((each) => toTimestamptz(each.since)));
  return await rows<Lane>(db, LANES_SINCE, [...subjectColumns(asked.map(({ subject }) => subject)), since]);
}
