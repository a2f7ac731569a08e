import type { Event } from '../event.ts';
import type { Instant, Micros } from '../time/instant.ts';
import { type Moment, moments } from './timeline.ts';

/**
 * Moments of certainty let a fold read a stretch of a lane instead of its history. After a logout with no login at
 * the same instant a lane is off, whatever came before; and so it is after a silence longer than the longest shift.
 */

/**
 * The first moment from which a change at or before `until` no longer matters: the stretch to fold again ends before
 * it. `events`: the lane's from some point before `until` on. Undefined when they do not reach such a moment.
 */
export function settledFrom(events: readonly Event[], until: Instant, longest: Micros): Instant | undefined {
  let lastTold = until;
  for (const moment of moments(events)) {
    if (moment.at <= until) continue;
    if (moment.at - lastTold > longest) return moment.at;
    if (isPlainLogout(moment)) return moment.at + 1;
    lastTold = moment.at;
  }
  return undefined;
}

/**
 * The last moment at or before `at` from which a fold may begin with the lane off. `events`: the lane's latest up to
 * `at`. Undefined when they do not reach back to such a moment.
 */
export function certainBefore(events: readonly Event[], longest: Micros): Instant | undefined {
  const told = moments(events);
  for (let index = told.length - 1; index >= 0; index--) {
    const moment = told[index] as Moment;
    const previous = told[index - 1];
    if (previous && isPlainLogout(previous)) return moment.at;
    if (previous && moment.at - previous.at > longest) return moment.at;
  }
  return undefined;
}

function isPlainLogout(moment: Moment): boolean {
  return moment.logouts.length > 0 && moment.logins.length === 0;
}
