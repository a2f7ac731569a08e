import { HOUR, MINUTE, type Micros, SECOND } from '../time/instant.ts';

/** A steady difference between when events occurred, as we read it, and when they came. */
export type ZoneOffset = {
  /** How much too late events look; negative when they look as if they came before they happened. */
  readonly offset: Micros;
  /** How much of the feed shows it, from 0 to 1. */
  readonly share: number;
};

const HALF_HOUR: Micros = 30 * MINUTE;
const FURTHEST: Micros = 14 * HOUR;
/** What is sent at once comes this much after, or, where clocks differ, before. */
const AHEAD: Micros = 2 * MINUTE;
const BEHIND: Micros = 5 * MINUTE;
const FEWEST = 20;
const MOST_OF_THEM = 0.6;

/**
 * Finds a feed that is live and read in the wrong zone: most of it comes a whole number of half hours, and little more, after it happened.
 * A feed that is live and right shows none, and one that is sent in batches none either: it is late by ever different times.
 * `latenesses`: received minus occurred, of each event. Undefined when there is no such difference, or too little to tell.
 */
export function zoneOffset(latenesses: readonly Micros[]): ZoneOffset | undefined {
  if (latenesses.length < FEWEST) return undefined;
  const counts = new Map<Micros, number>();
  for (const lateness of latenesses) {
    const offset = nearestOffset(lateness);
    if (offset !== undefined) counts.set(offset, (counts.get(offset) ?? 0) + 1);
  }
  const [offset, count] = [...counts].reduce((most, each) => (each[1] > most[1] ? each : most), [0, 0] as const);
  const share = count / latenesses.length;
  return offset !== 0 && share >= MOST_OF_THEM ? { offset, share } : undefined;
}

function nearestOffset(lateness: Micros): Micros | undefined {
  const offset = Math.round((lateness - (BEHIND - AHEAD) / 2) / HALF_HOUR) * HALF_HOUR;
  const rest = lateness - offset;
  return Math.abs(offset) <= FURTHEST && rest >= -AHEAD && rest <= BEHIND ? offset : undefined;
}

const STEADY: Micros = 30 * SECOND;

/** How far the clock of a feed is off: positive when it is ahead of ours. `share` of the feed shows it, from 0 to 1. */
export type ClockOffset = { readonly offset: Micros; readonly share: number };

/**
 * Finds a clock that is ahead or behind: most events arrive at one and the same distance from their instants, give or
 * take half a minute, and this distance is more than a minute. Undefined when there is none, or too few events to say.
 */
export function clockOffset(latenesses: readonly Micros[]): ClockOffset | undefined {
  if (latenesses.length < FEWEST) return undefined;
  const median = latenesses.toSorted((a, b) => a - b)[latenesses.length >> 1] as Micros;
  const share = latenesses.filter((each) => Math.abs(each - median) <= STEADY).length / latenesses.length;
  return Math.abs(median) > MINUTE && share >= MOST_OF_THEM ? { offset: -median, share } : undefined;
}
