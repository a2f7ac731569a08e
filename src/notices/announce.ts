import { coverThrough, type Eligibility, shiftPeriod } from '../core/cover/cover.ts';
import {
  type CustomerCover,
  currentState,
  diffNotices,
  NOTHING_NOTIFIED,
  type NotifiedState,
  nextChangeAt,
  type ShiftNotice,
} from '../core/cover/notice.ts';
import { distinctSubjects, subjectKey } from '../core/event.ts';
import type { LaneAmendments } from '../core/shift/amendment.ts';
import { indexLinks, type Lane } from '../core/shift/lane.ts';
import type { Shift } from '../core/shift/timeline.ts';
import type { Instant } from '../core/time/instant.ts';
import { overlaps } from '../core/time/period.ts';
import { eligibilitiesOf } from '../store/customer/eligibility.ts';
import { linksAround } from '../store/customer/links.ts';
import type { Queryable } from '../store/postgres/database.ts';
import { type LaneShift, lastShiftsBefore, shiftsBegunIn } from '../store/shift/shifts.ts';
import { type Listening, type Notice, writeNotices } from '../store/webhook/notices.ts';
import { deleteNotified, notifiedStatesOf, queueRechecks, saveNotified } from '../store/webhook/notifiedShifts.ts';

/** A shift to look at; undefined when it is gone. */
type Recheck = {
  readonly lane: Lane;
  readonly id: number;
  readonly shift: Shift | undefined;
  /** What is taken as told of it when nothing was: it as it stood before, nothing, or it as it stands. */
  readonly unlessTold: Shift | 'nothing' | 'the_shift' | 'the_shift_and_its_cover';
};

/** Tells the work providers that listen what settling has changed, in the same transaction. */
export async function announceChanges(
  db: Queryable,
  changes: readonly LaneAmendments[],
  { providers, now }: Listening,
): Promise<void> {
  const own = changes.filter(({ lane }) => providers.has(lane.workProvider));
  const removed = own.flatMap(({ lane, amendments }) =>
    amendments.removed.map((was) => ({ lane, id: was.id, shift: undefined, unlessTold: was })),
  );
  await announce(db, [...removed, ...(await changedNow(db, own))], now);
}

/** The shifts that were added or amended, under the ids they are kept by. */
async function changedNow(db: Queryable, changes: readonly LaneAmendments[]): Promise<Recheck[]> {
  const beginnings = changes.flatMap(({ lane, amendments: { added, amended } }) =>
    [...added, ...amended.map(({ is }) => is)].map(({ from }) => ({ lane, period: { from, to: from + 1 } })),
  );
  if (beginnings.length === 0) return [];
  const before = new Map(changes.flatMap(({ amendments }) => amendments.amended.map(({ was }) => [was.id, was])));
  return (await shiftsBegunIn(db, beginnings)).map(({ lane, shift }) => {
    return { lane, id: shift.id, shift, unlessTold: before.get(shift.id) ?? 'nothing' };
  });
}

/** A lane to look at, and since when. */
export type LaneToRecheck = { readonly lane: Lane; readonly since: Instant; readonly withCover: boolean };

/** How far back a change of a link, a suspension or a refusal is told, in shifts of one lane. */
const MOST_SHIFTS_BACK = 200;

/**
 * Looks at the shifts that go on at or after `since` in each lane, because something else than they has changed.
 * `withCover`: the cover through a shift of which nothing was told is taken as known as well.
 */
export async function recheckLanes(
  db: Queryable,
  lanes: readonly LaneToRecheck[],
  { providers, now }: Listening,
): Promise<void> {
  const asked = eachOnce(lanes.filter(({ lane }) => providers.has(lane.workProvider)));
  if (asked.size === 0) return;
  const stretches = [...asked.values()].map(({ lane }) => ({ lane, period: { from: Infinity, to: Infinity } }));
  const found = (await lastShiftsBefore(db, stretches, MOST_SHIFTS_BACK)).filter(({ lane, shift }) =>
    overlaps(shiftPeriod(shift), { from: asked.get(subjectKey(lane))?.since ?? Infinity, to: Infinity }),
  );
  await announce(
    db,
    found.map((each) => unchanged(each, asked.get(subjectKey(each.lane))?.withCover)),
    now,
  );
}

/** Several changes may have met in one lane. */
function eachOnce(lanes: readonly LaneToRecheck[]): Map<string, LaneToRecheck> {
  const byLane = Map.groupBy(lanes, ({ lane }) => subjectKey(lane));
  return new Map(
    [...byLane].map(([key, same]) => {
      const since = same.reduce((least, each) => Math.min(least, each.since), Infinity);
      const withCover = same.every((each) => each.withCover);
      return [key, { lane: (same[0] as LaneToRecheck).lane, since, withCover }];
    }),
  );
}

/** A shift that stands as it stood. */
export function unchanged({ lane, shift }: LaneShift, withCover = false): Recheck {
  return { lane, id: shift.id, shift, unlessTold: withCover ? 'the_shift_and_its_cover' : 'the_shift' };
}

/**
 * Tells of each shift what differs from what was told of it, and has it looked at again when time alone will change
 * that. The lanes are locked by the caller, so that nobody else tells of them meanwhile.
 */
export async function announce(db: Queryable, rechecks: readonly Recheck[], now: Instant): Promise<void> {
  if (rechecks.length === 0) return;
  const told = await notifiedStatesOf(
    db,
    rechecks.map(({ id }) => id),
  );
  const coverOf = await readCover(db, rechecks);
  const seen = rechecks.map((look) => {
    const cover = coverOf(look);
    return {
      ...look,
      cover,
      was: told.get(look.id) ?? unseen(look, cover, now),
      is: currentState(look.shift, cover, now),
    };
  });
  const [there, gone] = [seen.filter(({ shift }) => shift), seen.filter(({ shift }) => !shift)];
  await writeNotices(
    db,
    seen.flatMap(({ lane, id, was, is }) => diffNotices(was, is).map((notice) => asNotice(lane, id, notice))),
  );
  await saveNotified(
    db,
    there.map(({ id, lane, is }) => ({ shiftId: id, workProvider: lane.workProvider, told: is })),
  );
  await deleteNotified(
    db,
    gone.map(({ id }) => id),
  );
  await queueRechecks(
    db,
    there.flatMap((look) => nextLook(look, now)),
  );
}

/** Of a shift from before anyone listened nothing was told: it is taken as known. */
function unseen({ shift, unlessTold }: Recheck, cover: CustomerCover[], now: Instant): NotifiedState {
  switch (unlessTold) {
    case 'nothing':
      return NOTHING_NOTIFIED;
    case 'the_shift':
      return currentState(shift, [], now);
    case 'the_shift_and_its_cover':
      return currentState(shift, cover, now);
    default:
      return currentState(unlessTold, [], now);
  }
}

function nextLook({ id, shift, cover }: Recheck & { cover: CustomerCover[] }, now: Instant) {
  const at = shift && nextChangeAt(shift, cover, now);
  return at === undefined ? [] : [{ shiftId: id, at }];
}

/** A lane by driver ID tells of the driver by that, and never by whose it is. */
function asNotice(lane: Lane, shiftId: number, { type, ...facts }: ShiftNotice): Notice {
  const { workProvider, identifierKind, identifier } = lane;
  return { workProvider, type, facts: { shiftId, identifierKind, identifier, ...facts } };
}

async function readCover(db: Queryable, rechecks: readonly Recheck[]): Promise<(look: Recheck) => CustomerCover[]> {
  const lanes = distinctSubjects(rechecks.map(({ lane }) => lane));
  const links = await linksAround(db, lanes);
  const { onDriver } = indexLinks(links);
  const holders = (lane: Lane): string[] =>
    lane.identifierKind === 'policyId'
      ? [lane.identifier]
      : [...new Set(onDriver(lane).map(({ customerNumber }) => customerNumber))];
  const eligibilities = await eligibilitiesOf(db, lanes.flatMap(holders), links);
  return ({ lane, shift }) =>
    shift ? holders(lane).flatMap((number) => coverOfOne(lane, shift, eligibilities.get(number))) : [];
}

function coverOfOne(lane: Lane, shift: Shift, eligibility: Eligibility | undefined): CustomerCover[] {
  if (!eligibility) return [];
  const periods = coverThrough({ lane, shift }, eligibility).map(({ period }) => period);
  return periods.length === 0 ? [] : [{ customerNumber: eligibility.customerNumber, periods }];
}
