import type { EventKind } from '../event.ts';
import type { Instant, Micros } from '../time/instant.ts';
import type { Period } from '../time/period.ts';

/**
 * A stretch of work in one lane, half-open. `limitAt`: when the longest shift has passed since the last of its logins, or
 * the work provider has ended before. `logout`: the one that closed it, which may lie after the limit; null while none has.
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

/** What limits the shifts of a work provider. */
export type Limits = {
  /** The longest shift in force for a login at an instant. */
  readonly longestShift: (login: Instant) => Micros;
  /** The end of the work provider, at which work is cut; Infinity: none. */
  readonly end: Instant;
};

/** How far the work reaches that a login begins: the longest shift, and not beyond the end of the work provider. */
export function limitOf(login: Instant, { longestShift, end }: Limits): Instant {
  const limit = login + longestShift(login);
  return login < end ? Math.min(limit, end) : limit;
}

/** What folding needs of an event. */
export type FoldedEvent = { readonly id: number; readonly kind: EventKind; readonly occurredAt: Instant };

/**
 * Folds the events of one lane into its shifts: a function of the set of events, in whatever order they come. A login
 * covers the time until the first logout after it, at most to its limit. Shifts are the connected pieces of that time,
 * cut at logouts and at the end of the work provider. `before`: the last shift that began before the earliest event; it comes back first.
 */
export function fold(events: readonly FoldedEvent[], limits: Limits, before?: Shift): Shift[] {
  const shifts: Shift[] = before ? [before] : [];
  for (const event of events.toSorted(inOrder)) {
    if (event.kind === 'logout') close(shifts, event, limits);
    else begin(shifts, event, limits);
  }
  return shifts;
}

/** At one instant the logout comes first: back-to-back work goes on, and of both with one timestamp the login stands. */
function inOrder(a: FoldedEvent, b: FoldedEvent): number {
  return a.occurredAt - b.occurredAt || Number(a.kind === 'login') - Number(b.kind === 'login');
}

/** A logout closes a shift also after its limit, within once more the longest shift: it says that nothing is missing. */
function close(shifts: Shift[], { id, occurredAt }: FoldedEvent, { longestShift }: Limits): void {
  const last = shifts.at(-1);
  if (!last || last.logout || occurredAt > last.limitAt + longestShift(last.limitAt)) return;
  shifts[shifts.length - 1] = { ...last, logout: { at: occurredAt, id } };
}

function begin(shifts: Shift[], { id, occurredAt }: FoldedEvent, limits: Limits): void {
  const last = shifts.at(-1);
  const limitAt = limitOf(occurredAt, limits);
  if (isOn(last, occurredAt, limits)) {
    shifts[shifts.length - 1] = { ...last, limitAt: Math.max(last.limitAt, limitAt) };
  } else {
    shifts.push({ from: occurredAt, openedBy: id, limitAt, logout: null });
  }
}

/** Whether a login at an instant carries a shift on that began before. */
export function isOn(shift: Shift | undefined, login: Instant, { end }: Limits): shift is Shift {
  if (!shift || shift.logout || login > shift.limitAt) return false;
  return login < end || shift.from >= end;
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
