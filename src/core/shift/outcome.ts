import type { EventKind } from '../event.ts';
import { type Instant, MINUTE, type Micros } from '../time/instant.ts';
import type { Shift } from './timeline.ts';

/** What a settled event came to in its lane: a closed list (docs/semantics.md). */
export type Outcome =
  /** A login: the shift begins here. */
  | 'opened_shift'
  /** A login during a shift, which goes on. */
  | 'repeated_login'
  /** A logout: the shift ends here. */
  | 'ended_shift'
  /** A logout within a minute after the one that closed the last shift. */
  | 'repeated_logout'
  /** A logout that closed a shift whose limit had passed before. */
  | 'after_limit'
  /** A logout that answers no login. A login that arrives later mends it. */
  | 'no_login_before';

const REPEATS_WITHIN: Micros = MINUTE;

/** The event whose outcome is asked. */
type Asked = { readonly id: number; readonly kind: EventKind; readonly occurredAt: Instant };

/** `last`: the last shift of a lane that the event answers, begun before it; for a login, also one begun with it. */
export function outcomeOf({ id, kind, occurredAt }: Asked, last: Shift | undefined): Outcome {
  if (kind === 'login') return last?.openedBy === id ? 'opened_shift' : 'repeated_login';
  if (!last?.logout) return 'no_login_before';
  if (last.logout.id === id) return last.logout.at <= last.limitAt ? 'ended_shift' : 'after_limit';
  return occurredAt - last.logout.at <= REPEATS_WITHIN ? 'repeated_logout' : 'no_login_before';
}

const BEST_FIRST: readonly Outcome[] = [
  'opened_shift',
  'repeated_login',
  'ended_shift',
  'after_limit',
  'repeated_logout',
  'no_login_before',
];

/** Of what a logout came to in several lanes, the most. */
export function best(outcomes: readonly Outcome[]): Outcome | undefined {
  return BEST_FIRST.find((outcome) => outcomes.includes(outcome));
}

/** Whether an event with this outcome belongs to the shift by which it was judged. */
export function isOfShift(outcome: Outcome): boolean {
  return outcome !== 'no_login_before';
}
