import type { Event } from '../../src/core/event.ts';
import type { Outcome } from '../../src/core/shift/outcome.ts';
import { endAsOf, type LongestShift, type Shift } from '../../src/core/shift/timeline.ts';
import type { Instant } from '../../src/core/time/instant.ts';

/** A shift in the plainest words: who opened and ended it, or that its limit did or will. */
export type PlainShift = { from: Instant; openedBy: number; to: Instant; endedBy: number | 'limit' };

/**
 * The table of docs/semantics.md a second time and as plainly as can be: a clock that ticks through every moment,
 * one state, and nothing in common with src/core. Only for moments that are small whole numbers.
 */
export function tickThrough(events: readonly Event[], longestShift: LongestShift) {
  const shifts: PlainShift[] = [];
  const outcomes = new Map<number, Outcome>();
  let on: PlainShift | undefined;
  const end = (to: Instant, endedBy: number | 'limit') => {
    shifts.push({ ...(on as PlainShift), to, endedBy });
    on = undefined;
  };

  const last = Math.max(-1, ...events.map((event) => event.occurredAt));
  for (let now = 0; now <= last; now++) {
    const said = events.filter((event) => event.occurredAt === now).toSorted(byName);
    const logins = said.filter((event) => event.kind === 'login');
    const logouts = said.filter((event) => event.kind === 'logout');
    for (const login of logins) outcomes.set(login.id, 'repeated_login');
    for (const logout of logouts) outcomes.set(logout.id, 'no_login_before');

    const wasOn = on !== undefined;
    const endNow = (by: Event) => {
      end(now, by.id);
      for (const logout of logouts) outcomes.set(logout.id, logout === by ? 'ended_shift' : 'repeated_logout');
    };
    if (wasOn && logouts[0]) endNow(logouts[0]);
    if (on && now === on.to) end(now, 'limit');
    if (!on && logins[0]) {
      on = { from: now, openedBy: logins[0].id, to: now + longestShift(now), endedBy: 'limit' };
      outcomes.set(logins[0].id, 'opened_shift');
    }
    const logoutIsLeft = logouts[0] && outcomes.get(logouts[0].id) === 'no_login_before';
    if (on && logoutIsLeft) endNow(logouts[0] as Event);
  }
  if (on) shifts.push(on);
  return { shifts, outcomes };
}

/** Driver ID before customer number, then by the text: which of several that say the same gets the credit. */
function byName(a: Event, b: Event): number {
  return `${a.identifierKind} ${a.identifier}` < `${b.identifierKind} ${b.identifier}` ? -1 : 1;
}

/** Shifts of src/core in the same words, as they will stand when every limit has come. */
export function plain(shifts: readonly Shift[]): PlainShift[] {
  return shifts.map((shift) => {
    const end = endAsOf(shift, Infinity);
    if (end.tag === 'open') throw new Error('a limit that never comes');
    const endedBy = end.tag === 'logout' ? end.endedBy : 'limit';
    return { from: shift.from, openedBy: shift.openedBy, to: end.at, endedBy };
  });
}
