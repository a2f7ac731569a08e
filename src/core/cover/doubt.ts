import { limitOf, type Shift, shiftPeriod } from '../shift/timeline.ts';
import type { Instant } from '../time/instant.ts';
import type { Period } from '../time/period.ts';
import type { View } from './facts.ts';
import { type KnownLane, type KnownLanes, outcomeIn } from './knownLanes.ts';

/**
 * Whether the driver was at work in a lane at an instant and it is not known since when: the next logout answers nothing,
 * and lies no further away than the longest shift.
 */
export function isLoginMissing({ events, limits }: KnownLane, at: Instant, view: View, lanes: KnownLanes): boolean {
  const logouts = events.filter(({ kind, occurredAt }) => kind === 'logout' && occurredAt > at);
  const nextAt = logouts.reduce((least, { occurredAt }) => Math.min(least, occurredAt), Infinity);
  if (nextAt - at > limits.longestShift(at)) return false;
  const next = logouts.filter(({ occurredAt }) => occurredAt === nextAt);
  return next.every((logout) => outcomeIn(logout, view, lanes) === 'no_login_before');
}

/**
 * Whether doubtful times can be read so that one of the lanes covers an instant, and also so that none does. Each time is
 * read either way, whatever the others are. Whom a logout answers follows from its stored instant.
 */
export function isDoubtful(lanes: readonly KnownLane[], at: Instant): boolean {
  const isCertain = lanes.every(({ events }) => events.every(({ alternative }) => alternative === null));
  return !isCertain && lanes.some((lane) => canCover(lane, at)) && lanes.every((lane) => canFailToCover(lane, at));
}

/**
 * The part of a shift that is work under either reading of its login and of its logout. Empty (`to` before `from`) where
 * there is none.
 */
export function certainPart(shift: Shift, alternativeOf: (event: number) => Instant | undefined): Period {
  const { from, to } = shiftPeriod(shift);
  const login = alternativeOf(shift.openedBy) ?? from;
  const logout = (shift.logout && alternativeOf(shift.logout.id)) ?? to;
  return { from: Math.max(from, login), to: Math.min(to, logout) };
}

/** A login covers the instant where every logout can be read outside the time between the two. */
function canCover(lane: KnownLane, at: Instant): boolean {
  const logouts = readings(lane, 'logout');
  return readings(lane, 'login')
    .flat()
    .some((from) => reaches(from, at, lane) && logouts.every((each) => each.some((cut) => cut <= from || cut > at)));
}

/** Logouts cut most where each has its latest reading up to the instant; logins are then read one by one. */
function canFailToCover(lane: KnownLane, at: Instant): boolean {
  const cuts = readings(lane, 'logout').flat();
  const lastCut = cuts.reduce((last, cut) => (cut <= at ? Math.max(last, cut) : last), -Infinity);
  return readings(lane, 'login').every((each) => each.some((from) => from < lastCut || !reaches(from, at, lane)));
}

function reaches(from: Instant, at: Instant, { limits }: KnownLane): boolean {
  return from <= at && at < limitOf(from, limits);
}

/** The instants that each event may mean. */
function readings({ events }: KnownLane, kind: 'login' | 'logout'): Instant[][] {
  return events
    .filter((event) => event.kind === kind)
    .map(({ occurredAt, alternative }) => (alternative === null ? [occurredAt] : [occurredAt, alternative]));
}
