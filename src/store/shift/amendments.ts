import type { KeptShift, LaneAmendments } from '../../core/shift/amendment.ts';
import type { Lane } from '../../core/shift/lane.ts';
import type { Shift } from '../../core/shift/timeline.ts';
import type { Instant } from '../../core/time/instant.ts';
import { type Queryable, rows } from '../postgres/database.ts';
import { plainArray, subjectColumns, toTimestamptz } from '../postgres/sqlTypes.ts';

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
