import { HOUR, type Instant, instantOf, type Micros } from './instant.ts';
import { type Locale, type Reading, readLocal } from './localTime.ts';

/** `problem` is a sentence without its subject: `must be …`. The caller names the field before it. */
export type Timestamp =
  | { readonly tag: 'read'; readonly instant: Instant; readonly reading: Reading }
  | { readonly tag: 'refused'; readonly problem: string };

const LONGEST_TEXT = 64;
const EARLIEST: Instant = instantOf('2000-01-01T00:00Z');
const FURTHEST_AHEAD: Micros = 24 * HOUR;
const DATE_AND_TIME = /^[-+\d]+[Tt ]\d/;
const OFFSET = /[Tt ].*[-+Zz]/;

/**
 * Reads an ISO-8601 calendar date and time, with or without offset, to the microsecond; further digits are cut
 * off. `Temporal` is the grammar; bare dates and zone annotations, which it would take, are refused.
 * Source: the contract, "timestamp: String (ISO-8601)".
 */
export function readTimestamp(text: string, locale: Locale): Timestamp {
  if (text.length > LONGEST_TEXT || !DATE_AND_TIME.test(text) || text.includes('[')) return NOT_A_TIMESTAMP;
  try {
    return withinReach(OFFSET.test(text) ? readWithOffset(text) : readLocal(text, locale), locale.now);
  } catch (error) {
    if (error instanceof RangeError) return NOT_A_TIMESTAMP;
    throw error;
  }
}

const NOT_A_TIMESTAMP: Timestamp = {
  tag: 'refused',
  problem: 'must be an ISO-8601 date and time such as 2026-03-01T08:30:00+00:00',
};

function readWithOffset(text: string): { instant: Instant; reading: Reading } {
  return { instant: instantOf(text), reading: 'offset' };
}

function withinReach(read: { instant: Instant; reading: Reading }, now: Instant): Timestamp {
  if (read.instant < EARLIEST) return { tag: 'refused', problem: 'lies before the year 2000' };
  if (read.instant > now + FURTHEST_AHEAD) {
    return { tag: 'refused', problem: 'lies more than 24 hours ahead of now' };
  }
  return { tag: 'read', ...read };
}
