/** When a delivery is tried: for each attempt how many seconds after the one before it. */
export type Schedule = readonly number[];

/** At once, then ever more patiently: nine attempts in about a day. */
export const SCHEDULE: Schedule = [0, 5, 60, 5 * 60, 30 * 60, 2 * 3600, 5 * 3600, 10 * 3600, 6 * 3600];

/** Up to so much of a delay is added to it, so that what failed together does not come back together. */
const JITTER = 0.2;

/** Milliseconds until the attempt after `made` attempts; undefined when that was the last. `chance`: from 0 to 1. */
export function delayMs(schedule: Schedule, made: number, chance: number): number | undefined {
  const seconds = schedule[made];
  return seconds === undefined ? undefined : seconds * 1000 * (1 + JITTER * chance);
}
