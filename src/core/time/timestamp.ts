import { HOUR, type Instant, instantOf, type Micros } from './instant.ts';
import { type Locale, type Reading, readLocal } from './localTime.ts';

/** `problem` is a sentence without its subject: `must be …`. The caller names the field before it. */
export type Timestamp =
  | { readonly tag: 'read'; readonly instant: Instant; readonly reading: Reading }
  | { readonly tag: 'refused'; readonly problem: string };

const LONGEST_TEXT = 64;
const EARLIEST: Instant = instantOf('2000-01-01T00:00Z');
const FURTHEST_AHEAD: Micros = 24 * HOUR;
const FURTHEST_OFFSET_HOURS = 18;
const DATE_AND_TIME = /^[-+\d]+[Tt ]\d/;
const OFFSET = /[Tt ].*[-+Zz]/;
const HOURS_AND_MINUTES_OF_OFFSET = /[Tt ].*[-+](\d\d)(?::?(\d\d))?/;
/** The end of a day: `24`, `24:00` or `24:00:00`, with nothing but zeros after it. */
const END_OF_DAY = /([Tt ])24(?=(?::?00(?::?00(?:[.,]0+)?)?)?(?:$|[-+Zz]))/;

/**
 * Reads an ISO-8601 calendar date and time, with or without offset, to the microsecond; further digits are cut off.
 * `Temporal` is the grammar, with these differences: bare dates, zone annotations and offsets beyond 18 hours are
 * refused, `24:00:00` is midnight of the next day, and a fraction may have any number of digits. A second of `60` is
 * read as `59`, as `Temporal` does. Source: the contract, "timestamp: String (ISO-8601)".
 */
export function readTimestamp(text: string, locale: Locale): Timestamp {
  if (text.length > LONGEST_TEXT || !DATE_AND_TIME.test(text) || text.includes('[')) return notATimestamp(text);
  if (hasFarOffset(text)) return refused(`must have an offset from UTC of at most ${FURTHEST_OFFSET_HOURS} hours`);
  try {
    const nineDigits = text.replace(/([.,]\d{9})\d+/, '$1');
    return withinReach(
      END_OF_DAY.test(nineDigits) ? readEndOfDay(nineDigits, locale) : read(nineDigits, locale),
      locale,
    );
  } catch (error) {
    if (error instanceof RangeError) return notATimestamp(text);
    throw error;
  }
}

type Read = { readonly instant: Instant; readonly reading: Reading };

function read(text: string, locale: Locale): Read {
  return OFFSET.test(text) ? { instant: instantOf(text), reading: 'offset' } : readLocal(text, locale);
}

/** Midnight of the next day, by the same offset or on the same wall clock. */
function readEndOfDay(text: string, locale: Locale): Read {
  const midnight = text.replace(END_OF_DAY, '$100');
  if (OFFSET.test(midnight)) return { instant: instantOf(midnight) + 24 * HOUR, reading: 'offset' };
  return readLocal(Temporal.PlainDateTime.from(midnight).add({ days: 1 }).toString(), locale);
}

function hasFarOffset(text: string): boolean {
  const [, hours, minutes = '0'] = HOURS_AND_MINUTES_OF_OFFSET.exec(text) ?? [];
  return hours !== undefined && Number(hours) + Number(minutes) / 60 > FURTHEST_OFFSET_HOURS;
}

function withinReach(found: Read, { now }: Locale): Timestamp {
  if (found.instant < EARLIEST) return refused('lies before the year 2000');
  if (found.instant > now + FURTHEST_AHEAD) return refused('lies more than 24 hours ahead of now');
  return { tag: 'read', ...found };
}

const SECONDS = /^-?\d{9,10}([.]\d+)?$/;
const MILLISECONDS = /^-?\d{12,13}([.]\d+)?$/;

/** What is sent instead of a timestamp, each with the words for it. */
const OTHER_KINDS: readonly (readonly [RegExp, string])[] = [
  [SECONDS, 'a number of seconds since 1970'],
  [MILLISECONDS, 'a number of milliseconds since 1970'],
  [/^\d{4}-\d\d-\d\d$|^\d{8}$/, 'a date without a time'],
  [/^\d{1,2}[/.]\d{1,2}[/.]\d{4}/, 'a date that begins with its day or month'],
  [/^[A-Z][a-z]{2}, \d{1,2} [A-Z][a-z]{2} \d{4} /, 'a date of RFC 2822'],
  [/[Tt ]\d\d:?\d\d(:?\d\d([.,]\d+)?)? \d\d:?\d\d$/, 'one whose + has become a blank: write it as %2B in a form'],
  // Written as it should be, and yet not read.
  [/^\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d(:\d\d([.,]\d{1,9})?)?([Zz]|[+-]\d\d:\d\d)?$/, 'a day or a time that does not exist'],
];

function notATimestamp(text: string): Timestamp {
  const known = text.length > LONGEST_TEXT ? undefined : OTHER_KINDS.find(([pattern]) => pattern.test(text));
  const sentence = 'must be an ISO-8601 date and time such as 2026-03-01T08:30:00+00:00';
  return refused(known ? `${sentence}, not ${known[1]}${asIso(text)}` : sentence);
}

/** What to write instead of a number of seconds or milliseconds. */
function asIso(text: string): string {
  const milliseconds = SECONDS.test(text) ? Number(text) * 1000 : MILLISECONDS.test(text) ? Number(text) : undefined;
  return milliseconds === undefined ? '' : `: write ${new Date(milliseconds).toISOString().replace('.000Z', 'Z')}`;
}

function refused(problem: string): Timestamp {
  return { tag: 'refused', problem };
}
