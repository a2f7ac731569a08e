import type { Event } from '../event.ts';
import type { Instant, Micros } from '../time/instant.ts';
import type { KeptShift } from './amendment.ts';
import { fold, isOn, type Limits, limitOf, type Shift } from './timeline.ts';

/** A stretch of a lane that is folded again. */
export type Stretch = {
  /** The lane's events of the stretch, all before `upTo`. */
  readonly events: readonly Event[];
  /** The shift that goes on when the stretch begins, as `reopened` gives it. */
  readonly last: Shift | undefined;
  /** The stored shifts that begin or go on in the stretch, in order of time. */
  readonly kept: readonly KeptShift[];
  /** The last instant at which something has changed. */
  readonly until: Instant;
  /** Up to where the events are complete; Infinity: there are no more. */
  readonly upTo: Instant;
  readonly limits: Limits;
  /** The longest shift of all settings. */
  readonly longest: Micros;
};

/**
 * The shifts of the stretch. `ends`: stored shifts that begin at `to` or later cannot have changed. `goes_on`: no such
 * instant lies before `upTo`; the last shift may still change.
 */
export type StretchEnd =
  | { readonly tag: 'ends'; readonly to: Instant; readonly shifts: readonly Shift[] }
  | { readonly tag: 'goes_on'; readonly shifts: readonly Shift[] };

/**
 * Folds a stretch until what comes later cannot have changed. After the last change that is so at the first logout, as
 * it ends every login before it; at a login that begins a shift both now and in the store; and, where logins follow each
 * other without a logout, once the longest shift has passed and the same stored shift goes on.
 */
export function foldStretch(stretch: Stretch): StretchEnd {
  const { until, upTo, limits } = stretch;
  const shifts: Shift[] = stretch.last ? [stretch.last] : [];
  for (const [at, events] of byInstant(stretch.events)) {
    if (at > until && beginsInStore(at, events, shifts.at(-1), stretch)) return { tag: 'ends', to: at, shifts };
    const joined = at > until + stretch.longest ? goesOnInStore(at, shifts.at(-1), stretch) : undefined;
    if (joined) return { tag: 'ends', to: at, shifts: [...shifts.slice(0, -1), joined] };
    const logouts = events.filter(({ kind }) => kind === 'logout');
    const ends = at > until && logouts.length > 0;
    shifts.push(...fold(ends ? logouts : events, limits, shifts.pop()));
    if (ends) return { tag: 'ends', to: at, shifts };
  }
  return upTo === Infinity ? { tag: 'ends', to: Infinity, shifts } : { tag: 'goes_on', shifts };
}

function byInstant(events: readonly Event[]): [Instant, Event[]][] {
  const groups = Map.groupBy(events, ({ occurredAt }) => occurredAt);
  return [...groups].toSorted(([a], [b]) => a - b);
}

function beginsInStore(
  at: Instant,
  events: readonly Event[],
  last: Shift | undefined,
  { kept, limits }: Stretch,
): boolean {
  if (isOn(last, at, limits) || events.some(({ kind }) => kind === 'logout')) return false;
  return kept.some(({ from }) => from === at);
}

/** The last shift with the rest of the stored one that goes on at `at`. */
function goesOnInStore(at: Instant, last: Shift | undefined, { kept, limits }: Stretch): Shift | undefined {
  if (!isOn(last, at, limits)) return undefined;
  const stored = kept.findLast(({ from }) => from < at);
  if (!stored || at > stored.limitAt || (stored.logout && stored.logout.at < at)) return undefined;
  return { ...last, limitAt: stored.limitAt, logout: stored.logout };
}

/**
 * A stored shift as it stands just before `at` when nothing from there on is folded yet. `logins`: the last login of the
 * lane before `at`, and before each change of the longest shift that lies less than one before `at`.
 */
export function reopened(shift: Shift, logins: readonly Instant[], limits: Limits): Shift {
  const own = logins.filter((at) => at >= shift.from);
  const limitAt = own.reduce((latest, at) => Math.max(latest, limitOf(at, limits)), shift.from);
  return { ...shift, limitAt: own.length > 0 ? limitAt : shift.limitAt, logout: null };
}
