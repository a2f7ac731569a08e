import type { Event } from '../../src/core/event.ts';
import type { Limits } from '../../src/core/shift/timeline.ts';
import type { Instant } from '../../src/core/time/instant.ts';

/**
 * The rule of docs/semantics.md a second time and as plainly as can be: at work at an instant means that some login came
 * before it, less than its longest shift ago and on the same side of the work provider's end, and no logout lies after that login up to the instant.
 */
export function isAtWork(events: readonly Event[], limits: Limits, at: Instant): boolean {
  const logouts = events.filter(({ kind }) => kind === 'logout').map(({ occurredAt }) => occurredAt);
  return events.some(({ kind, occurredAt: login }) => {
    if (kind === 'logout' || login > at || at >= login + limits.longestShift(login)) return false;
    if (login < limits.end && limits.end <= at) return false;
    return !logouts.some((logout) => login < logout && logout <= at);
  });
}

/** The shifts of whole-numbered instants up to `last` as `[from, to)`: instants at work in a row, cut at logouts and at the end. */
export function shiftsTickByTick(events: readonly Event[], limits: Limits, last: Instant): [Instant, Instant][] {
  const shifts: [Instant, Instant][] = [];
  for (let at = 0; at <= last; at++) {
    if (!isAtWork(events, limits, at)) continue;
    const current = shifts.at(-1);
    const cut = at === limits.end || events.some(({ kind, occurredAt }) => kind === 'logout' && occurredAt === at);
    if (current && current[1] === at && !cut) current[1] = at + 1;
    else shifts.push([at, at + 1]);
  }
  return shifts;
}

/**
 * The same rule login by login, for longer times: each covers the time until the first logout after it, at the longest
 * its longest shift; what overlaps is one shift.
 */
export function shiftsByHand(
  logins: readonly Instant[],
  logouts: readonly Instant[],
  longestShift: number,
): [Instant, Instant][] {
  const shifts: [Instant, Instant][] = [];
  for (const from of logins.toSorted((a, b) => a - b)) {
    const to = logouts.filter((at) => at > from).reduce((first, at) => Math.min(first, at), from + longestShift);
    const last = shifts.at(-1);
    if (last && (from < last[1] || (from === last[1] && !logouts.includes(from)))) last[1] = Math.max(last[1], to);
    else shifts.push([from, to]);
  }
  return shifts;
}
