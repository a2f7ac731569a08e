import type { EventKind } from '../event.ts';
import type { Instant, Micros } from '../time/instant.ts';
import type { Period } from '../time/period.ts';

/**
 * A stretch of work in one lane, half-open. `limitAt`: when the longest shift has passed since the last of its logins.
 * `logout`: the one that closed it, which may lie after the limit; null while none has.
 */
export type Shift = {
  readonly from: Instant;
  readonly openedBy: number;
  readonly limitAt: Instant;
  readonly logout: { readonly at: Instant; readonly id: number } | null;
};

/** How a shift stands at some instant. `open`: its end has not come, also where a logout was sent ahead of it. */
export type EndAsOf =
  | { readonly tag: 'open' }
  | { readonly tag: 'logout'; readonly at: Instant; readonly endedBy: number }
  | { readonly tag: 'limit'; readonly at: Instant };

/** The longest shift in force for a login at an instant. */
export type LongestShift = (at: Instant) => Micros;

/** What folding needs of an event. */
export type FoldedEvent = { readonly id: number; readonly kind: EventKind; readonly occurredAt: Instant };

/**
 * Folds the events of one lane into its shifts: a function of the set of events, in whatever order they come. A login
 * covers the time until the first logout after it, at most the longest shift. Shifts are the connected pieces of that
 * time, cut at logouts. `before`: the last shift that began before the earliest event; it comes back first.
 */
export function fold(events: readonly FoldedEvent[], longestShift: LongestShift, before?: Shift): Shift[] {
  const shifts: Shift[] = before ? [before] : [];
  for (const event of events.toSorted(inOrder)) {
    if (event.kind === 'logout') close(shifts, event, longestShift);
    else begin(shifts, event, longestShift);
  }
  return shifts;
}

/** At one instant the logout comes first: back-to-back work goes on, and of both with one timestamp the login stands. */
function inOrder(a: FoldedEvent, b: FoldedEvent): number {
  return a.occurredAt - b.occurredAt || Number(a.kind === 'login') - Number(b.kind === 'login');
}

/** A logout closes a shift also after its limit, within once more the longest shift: it says that nothing is missing. */
function close(shifts: Shift[], { id, occurredAt }: FoldedEvent, longestShift: LongestShift): void {
  const last = shifts.at(-1);
  if (!last || last.logout || occurredAt > last.limitAt + longestShift(last.limitAt)) return;
  shifts[shifts.length - 1] = { ...last, logout: { at: occurredAt, id } };
}

function begin(shifts: Shift[], { id, occurredAt }: FoldedEvent, longestShift: LongestShift): void {
  const last = shifts.at(-1);
  const limitAt = occurredAt + longestShift(occurredAt);
  if (last && !last.logout && occurredAt <= last.limitAt) {
    shifts[shifts.length - 1] = { ...last, limitAt: Math.max(last.limitAt, limitAt) };
  } else {
    shifts.push({ from: occurredAt, openedBy: id, limitAt, logout: null });
  }
}

/** The time of a shift: to its logout, and at most to its limit. */
export function shiftPeriod({ from, limitAt, logout }: Shift): Period {
  return { from, to: Math.min(logout?.at ?? Infinity, limitAt) };
}

/** How the shift stands at `now`. A logout at the very limit ends the shift itself. */
export function endAsOf(shift: Shift, now: Instant): EndAsOf {
  const { limitAt, logout } = shift;
  if (now < shiftPeriod(shift).to) return { tag: 'open' };
  return logout && logout.at <= limitAt
    ? { tag: 'logout', at: logout.at, endedBy: logout.id }
    : { tag: 'limit', at: limitAt };
}

/** The end of the shift as an instant; Infinity while it is open. */
export function endInstant(end: EndAsOf): Instant {
  switch (end.tag) {
    case 'open':
      return Infinity;
    case 'logout':
    case 'limit':
      return end.at;
    default:
      return end satisfies never;
  }
}
