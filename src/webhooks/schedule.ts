/** When attempts are made: for each attempt, its seconds after the one before it. */
export type Schedule = readonly number[];

/** Nine attempts in about a day: the first at once, the others after ever longer delays. */
export const SCHEDULE: Schedule = [0, 5, 60, 5 * 60, 30 * 60, 2 * 3600, 5 * 3600, 10 * 3600, 6 * 3600];

/** Each delay is lengthened by up to this share, so that deliveries that failed together do not come back together. */
const JITTER = 0.2;

/**
 * Milliseconds until the attempt that follows `attemptsMade` attempts; undefined when no attempt follows. `random`:
 * from 0 to 1.
 */
export function delayMs(schedule: Schedule, attemptsMade: number, random: number): number | undefined {
  const seconds = schedule[attemptsMade];
  return seconds === undefined ? undefined : seconds * 1000 * (1 + JITTER * random);
}
