import type { Subject } from '../../core/event.ts';
import type { KeptShift, LaneAmendments } from '../../core/shift/amendment.ts';
import type { Lane } from '../../core/shift/lane.ts';
import type { Shift } from '../../core/shift/timeline.ts';
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

const AMEND = {
  name: 'amend_shifts',
  text: 'select amend_shifts($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18)',
};

/** A lane that was folded again up to an instant, Infinity for all of it, and what changes in its shifts. */
export type FoldedLane = LaneAmendments & { readonly until: Instant };

/** Makes the stored shifts agree with the amendments. Each lane comes once. */
export async function writeAmendments(db: Queryable, folded: readonly FoldedLane[]): Promise<void> {
  if (folded.length === 0) return;
  const removed = folded.flatMap(({ amendments }) => amendments.removed);
  const amended = folded.flatMap(({ amendments }) => amendments.amended);
  const added = folded.flatMap(({ amendments }, index) =>
    amendments.added.map((shift) => ({ place: index + 1, shift })),
  );
  await rows(db, AMEND, [
    ...subjectColumns(folded.map(({ lane }) => lane)),
    folded.map(({ lane }) => lane.reference),
    plainArray(folded.map(({ until }) => toTimestamptz(until))),
    plainArray(removed.map(({ id }) => id)),
    plainArray(amended.map(({ was }) => was.id)),
    ...facts(amended.map(({ is }) => is)),
    plainArray(added.map(({ place }) => place)),
    ...facts(added.map(({ shift }) => shift)),
  ]);
}

const CONTINUE = {
  name: 'continue_lanes',
  text: `with amended as (
           update shift set limit_at = a.limit_at, ended_at = a.ended_at, ended_by = a.ended_by, folded_until = a.until
           from unnest($1::bigint[], $2::timestamptz[], $3::timestamptz[], $4::bigint[], $5::timestamptz[])
             as a (id, limit_at, ended_at, ended_by, until)
           where shift.id = a.id)
         insert into shift (work_provider_id, subject_id, reference, started_at, opened_by, limit_at, ended_at, ended_by, folded_until)
         select * from unnest($6::int[], $7::int[], $8::text[], $9::timestamptz[], $10::bigint[], $11::timestamptz[],
           $12::timestamptz[], $13::bigint[], $14::timestamptz[])`,
};

/**
 * A lane whose new events go on from its last shift. `last`: that shift as it becomes; undefined if there was none, or if
 * it had ended and another follows.
 */
export type ContinuedLane = {
  readonly subject: number;
  readonly lane: Lane;
  readonly last: KeptShift | undefined;
  readonly added: readonly Shift[];
  /** The last of the new events. */
  readonly until: Instant;
};

/** Stores how lanes go on. Each lane comes once. */
export async function continueLanes(db: Queryable, lanes: readonly ContinuedLane[]): Promise<void> {
  if (lanes.length === 0) return;
  const lasts = lanes.flatMap(({ last, until }) => (last ? [{ last, until }] : []));
  const added = lanes.flatMap(({ added: shifts, ...lane }) => shifts.map((shift) => ({ ...lane, shift })));
  const [, , ...ends] = facts(lasts.map(({ last }) => last));
  await rows(db, CONTINUE, [
    plainArray(lasts.map(({ last }) => last.id)),
    ...ends,
    plainArray(lasts.map(({ until }) => toTimestamptz(until))),
    plainArray(added.map(({ lane }) => lane.workProvider)),
    plainArray(added.map(({ subject }) => subject)),
    added.map(({ lane }) => lane.reference),
    ...facts(added.map(({ shift }) => shift)),
    plainArray(added.map(({ until }) => toTimestamptz(until))),
  ]);
}

function facts(shifts: readonly Shift[]): string[] {
  return [
    plainArray(shifts.map((shift) => toTimestamptz(shift.from))),
    plainArray(shifts.map((shift) => shift.openedBy)),
    plainArray(shifts.map((shift) => toTimestamptz(shift.limitAt))),
    plainArray(shifts.map(({ logout }) => logout && toTimestamptz(logout.at))),
    plainArray(shifts.map(({ logout }) => logout && logout.id)),
  ];
}
