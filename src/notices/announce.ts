import {
  type CustomerCover,
  currentState,
  diffNotices,
  NOTHING_NOTIFIED,
  type NotifiedState,
  nextChangeAt,
  type ShiftNotice,
} from '../core/cover/notice.ts';
import type { LaneAmendments } from '../core/shift/amendment.ts';
import { type Lane, laneKey } from '../core/shift/lane.ts';
import type { Shift } from '../core/shift/timeline.ts';
import { shiftPeriod } from '../core/shift/timeline.ts';
import type { Instant } from '../core/time/instant.ts';
import { overlaps } from '../core/time/period.ts';
import type { Queryable } from '../store/postgres/database.ts';
import { type LaneShift, lastShiftsBefore, shiftsBegunIn } from '../store/shift/shifts.ts';
import { type Listening, type Notice, writeNotices } from '../store/webhook/notices.ts';
import { deleteNotified, notifiedStatesOf, queueRechecks, saveNotified } from '../store/webhook/notifiedShifts.ts';
import { readCertainCover } from './certainCover.ts';

/** A shift to compare with what was last notified of it; undefined when it is gone. */
type Recheck = {
  readonly lane: Lane;
  readonly id: number;
  readonly shift: Shift | undefined;
  /** Baseline when no notice was sent for this shift: its previous version, none, or its current one. */
  readonly baseline: Shift | 'nothing' | 'the_shift' | 'the_shift_and_its_cover';
};

/** Notifies the listening work providers of what settling has changed, in the same transaction. */
export async function announceChanges(
  db: Queryable,
  changes: readonly LaneAmendments[],
  listening: Listening,
): Promise<void> {
  const own = changes.filter(({ lane }) => listening.has(lane.workProvider));
  const removed = own.flatMap(({ lane, amendments }) =>
    amendments.removed.map((was) => ({ lane, id: was.id, shift: undefined, baseline: was })),
  );
  await announce(db, [...removed, ...(await changedNow(db, own))], listening);
}

/** The shifts that were added or amended, with the ids under which they are stored. */
async function changedNow(db: Queryable, changes: readonly LaneAmendments[]): Promise<Recheck[]> {
  const beginnings = changes.flatMap(({ lane, amendments: { added, amended } }) =>
    [...added, ...amended.map(({ is }) => is)].map(({ from }) => ({ lane, period: { from, to: from + 1 } })),
  );
  if (beginnings.length === 0) return [];
  const before = new Map(changes.flatMap(({ amendments }) => amendments.amended.map(({ was }) => [was.id, was])));
  return (await shiftsBegunIn(db, beginnings)).map(({ lane, shift }) => {
    return { lane, id: shift.id, shift, baseline: before.get(shift.id) ?? 'nothing' };
  });
}

/** A lane whose shifts that go on at or after `since` are rechecked. */
export type LaneToRecheck = { readonly lane: Lane; readonly since: Instant; readonly withCover: boolean };

/** How far back a change of a link, a suspension or an opt-out is notified, in shifts of one lane. */
const MOST_SHIFTS_BACK = 200;

/**
 * Rechecks shifts that run at or after `since` after a link, a suspension or an opt-out changed. `withCover`: the
 * baseline of a shift without notices includes its cover.
 */
export async function recheckLanes(
  db: Queryable,
  lanes: readonly LaneToRecheck[],
  listening: Listening,
): Promise<void> {
  const asked = eachOnce(lanes.filter(({ lane }) => listening.has(lane.workProvider)));
  if (asked.size === 0) return;
  const stretches = [...asked.values()].map(({ lane }) => ({ lane, period: { from: Infinity, to: Infinity } }));
  const found = (await lastShiftsBefore(db, stretches, MOST_SHIFTS_BACK)).filter(({ lane, shift }) =>
    overlaps(shiftPeriod(shift), { from: asked.get(laneKey(lane))?.since ?? Infinity, to: Infinity }),
  );
  await announce(
    db,
    found.map((each) => unchanged(each, asked.get(laneKey(each.lane))?.withCover)),
    listening,
  );
}

/** Each lane once, from the earliest change on. */
function eachOnce(lanes: readonly LaneToRecheck[]): Map<string, LaneToRecheck> {
  const byLane = Map.groupBy(lanes, ({ lane }) => laneKey(lane));
  return new Map(
    [...byLane].map(([key, same]) => {
      const since = same.reduce((least, each) => Math.min(least, each.since), Infinity);
      const withCover = same.every((each) => each.withCover);
      return [key, { lane: (same[0] as LaneToRecheck).lane, since, withCover }];
    }),
  );
}

/** A shift that did not change itself. */
export function unchanged({ lane, shift }: LaneShift, withCover = false): Recheck {
  return { lane, id: shift.id, shift, baseline: withCover ? 'the_shift_and_its_cover' : 'the_shift' };
}

/**
 * Notifies of what differs in each shift from its last notices, and queues a recheck for the time at which it will differ
 * by itself. The caller has locked the lanes, so no other transaction notifies of them meanwhile.
 */
export async function announce(db: Queryable, rechecks: readonly Recheck[], listening: Listening): Promise<void> {
  if (rechecks.length === 0) return;
  const notified = await notifiedStatesOf(
    db,
    rechecks.map(({ id }) => id),
  );
  const coverOf = await readCertainCover(db, rechecks);
  const compared = rechecks.map((recheck) => {
    const found = coverOf(recheck);
    const cover = found ?? [];
    const now = listening.get(recheck.lane.workProvider) as Instant;
    const was = notified.get(recheck.id) ?? neverNotified(recheck, cover, now);
    const is = currentState(recheck.shift, cover, now);
    // What may not be said is not taken back either.
    return { ...recheck, cover, now, was, is: found ? is : { ...is, cover: was.cover } };
  });
  const [there, gone] = [compared.filter(({ shift }) => shift), compared.filter(({ shift }) => !shift)];
  await writeNotices(
    db,
    compared.flatMap(({ lane, id, was, is }) => diffNotices(was, is).map((notice) => asNotice(lane, id, notice))),
  );
  await saveNotified(
    db,
    there.map(({ id, lane, is }) => ({ shiftId: id, workProvider: lane.workProvider, state: is })),
  );
  await deleteNotified(
    db,
    gone.map(({ id }) => id),
  );
  await queueRechecks(
    db,
    there.flatMap((recheck) => nextRecheck(recheck)),
  );
}

/** The state of a shift of which no notice was ever sent. */
function neverNotified({ shift, baseline }: Recheck, cover: CustomerCover[], now: Instant): NotifiedState {
  switch (baseline) {
    case 'nothing':
      return NOTHING_NOTIFIED;
    case 'the_shift':
      return currentState(shift, [], now);
    case 'the_shift_and_its_cover':
      return currentState(shift, cover, now);
    default:
      return currentState(baseline, [], now);
  }
}

function nextRecheck({ id, shift, cover, now }: Recheck & { cover: CustomerCover[]; now: Instant }) {
  const at = shift && nextChangeAt(shift, cover, now);
  return at === undefined ? [] : [{ shiftId: id, at, now }];
}

/** The facts name the driver as the work provider reported them, never the customer whose driver ID it is. */
function asNotice(lane: Lane, shiftId: number, { type, ...facts }: ShiftNotice): Notice {
  const { workProvider, identifierKind, identifier, reference } = lane;
  return { workProvider, type, facts: { shiftId, identifierKind, identifier, reference, ...facts } };
}
