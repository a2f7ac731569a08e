import type { Event } from '../event.ts';
import type { Instant, Micros } from '../time/instant.ts';

/** A stretch of work for one work provider, half-open: `[from, end)`. `limitAt` is when the longest shift has passed. */
export type Shift = {
  readonly from: Instant;
  readonly openedBy: number;
  readonly limitAt: Instant;
  readonly end: End;
};

/** `open`: no event has ended it. Whether its limit has ended it depends on when one asks: see `endAsOf`. */
export type End = { readonly tag: 'open' } | { readonly tag: 'logout'; readonly at: Instant; readonly endedBy: number };

/** The end of a shift as it stands at some moment. `limit`: ended by us when the longest shift had passed. */
export type EndAsOf = End | { readonly tag: 'limit'; readonly at: Instant };

/** A state of the fold: the shift a lane is in, or undefined while it is off. */
export type State = Shift | undefined;

/** The longest shift in force for a shift that begins at `from`. */
export type LongestShift = (from: Instant) => Micros;

/**
 * Folds the events of one lane into its shifts. A pure function of the set of events: they may come in any order.
 * `before` is the state just before the earliest of them; when the lane was on, that shift comes back first.
 */
export function fold(events: readonly Event[], longestShift: LongestShift, before?: State): Shift[] {
  const shifts: Shift[] = before ? [{ ...before, end: { tag: 'open' } }] : [];
  for (const moment of moments(events)) foldMoment(shifts, moment, longestShift);
  return shifts;
}

/** All that one lane was told for one instant. */
export type Moment = { readonly at: Instant; readonly logins: Event[]; readonly logouts: Event[] };

/** The events by instant, in order of time. Those of one kind come in an order that arrival has no part in. */
export function moments(events: readonly Event[]): Moment[] {
  const byInstant: Moment[] = [];
  for (const event of events.toSorted(inOrder)) {
    let moment = byInstant.at(-1);
    if (moment?.at !== event.occurredAt) byInstant.push((moment = { at: event.occurredAt, logins: [], logouts: [] }));
    (event.kind === 'login' ? moment.logins : moment.logouts).push(event);
  }
  return byInstant;
}

function inOrder(a: Event, b: Event): number {
  return (
    a.occurredAt - b.occurredAt || compare(a.identifierKind, b.identifierKind) || compare(a.identifier, b.identifier)
  );
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** At one instant: if on, the logout comes first (back-to-back work goes on); if off, the login (a shift of no length). */
function foldMoment(shifts: Shift[], { at, logins, logouts }: Moment, longestShift: LongestShift): void {
  const [login] = logins;
  const [logout] = logouts;
  if (isOn(shifts, at, logout !== undefined)) {
    if (logout) endByLogout(shifts, logout);
    if (logout && login) open(shifts, login, longestShift);
  } else if (login) {
    open(shifts, login, longestShift);
    if (logout) endByLogout(shifts, logout);
  }
}

/** A logout at the very limit still ends the shift itself. */
function isOn(shifts: readonly Shift[], at: Instant, withLogout: boolean): boolean {
  const last = shifts.at(-1);
  if (last?.end.tag !== 'open') return false;
  return withLogout ? at <= last.limitAt : at < last.limitAt;
}

function open(shifts: Shift[], login: Event, longestShift: LongestShift): void {
  const from = login.occurredAt;
  shifts.push({ from, openedBy: login.id, limitAt: from + longestShift(from), end: { tag: 'open' } });
}

function endByLogout(shifts: Shift[], logout: Event): void {
  const last = shifts.at(-1);
  if (!last) throw new Error('a logout ends a shift only while on');
  shifts[shifts.length - 1] = { ...last, end: { tag: 'logout', at: logout.occurredAt, endedBy: logout.id } };
}

/** How the shift stands at `now`: an open one whose limit has come has ended there. */
export function endAsOf(shift: Shift, now: Instant): EndAsOf {
  return shift.end.tag === 'open' && now >= shift.limitAt ? { tag: 'limit', at: shift.limitAt } : shift.end;
}

/** The end of the shift as a moment; Infinity while it is open. */
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
