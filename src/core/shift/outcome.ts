import type { Event } from '../event.ts';
import { endInstant, type Shift } from './timeline.ts';

/** What a settled event came to in its lane. */
export type Outcome =
  /** A login: the shift begins here. */
  | 'opened_shift'
  /** A login while on: the shift goes on from its first login. */
  | 'repeated_login'
  /** A logout: the shift ends here. */
  | 'ended_shift'
  /** A logout for the instant at which another identifier's logout has ended the shift already. */
  | 'repeated_logout'
  /** A logout while off: no login before it. A login that arrives later mends it. */
  | 'no_login_before';

/** `shifts`: those of the event's lane that begin at or before it, at least the last two of them. */
export function outcomeOf(event: Event, shifts: readonly Shift[]): Outcome {
  if (event.kind === 'login')
    return shifts.some((shift) => shift.openedBy === event.id) ? 'opened_shift' : 'repeated_login';
  const ended = shifts.find((shift) => shift.end.tag === 'logout' && endInstant(shift.end) === event.occurredAt);
  if (!ended) return 'no_login_before';
  return ended.end.tag === 'logout' && ended.end.endedBy === event.id ? 'ended_shift' : 'repeated_logout';
}

/** The shift that an event belongs to: the one it opened, repeated or ended. `shifts` as for its outcome. */
export function shiftOf<S extends Shift>(event: Event, shifts: readonly S[]): S | undefined {
  const around = shifts.filter((shift) => shift.from <= event.occurredAt && event.occurredAt <= lastMoment(shift));
  return event.kind === 'login'
    ? latest(around.filter((shift) => event.occurredAt < lastMoment(shift) || shift.from === event.occurredAt))
    : around.find((shift) => shift.end.tag === 'logout' && endInstant(shift.end) === event.occurredAt);
}

function lastMoment(shift: Shift): number {
  return Math.min(endInstant(shift.end), shift.limitAt);
}

function latest<S extends Shift>(shifts: readonly S[]): S | undefined {
  return shifts.reduce<S | undefined>((last, shift) => (last && last.from > shift.from ? last : shift), undefined);
}
