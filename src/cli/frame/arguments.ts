import { InvalidArgumentError } from 'commander';
import { isCustomerNumber, isEmail } from '../../core/identifiers.ts';
import { fromTemporal, HOUR, type Instant, instantOf, type Micros } from '../../core/time/instant.ts';
import { timeZoneNamed } from '../../core/time/timeZone.ts';

/**
 * Readers of arguments and options, for commander: each gives the value or throws with one clear sentence, which
 * commander puts behind the name of what was given.
 */

/** A name for people: 1 to 255 characters, none of them invisible. */
export function aName(text: string): string {
  if (text === '' || Array.from(text).length > 255) throw wrong('It must have 1 to 255 characters.');
  if (!text.isWellFormed() || /\p{Cc}/u.test(text)) throw wrong('It contains a character that cannot be shown.');
  if (text.trim() !== text) throw wrong('It begins or ends with a space.');
  return text;
}

/** A work provider's own identifier of a driver, kept exactly as it is. */
export function aDriverId(text: string): string {
  if (text === '' || Array.from(text).length > 255) throw wrong('It must have 1 to 255 characters.');
  if (!text.isWellFormed() || /\p{Cc}/u.test(text)) throw wrong('It contains a control character.');
  return text;
}

export function aCustomerNumber(text: string): string {
  if (!isCustomerNumber(text)) throw wrong('A customer number has only the letters A-Z and digits, such as ABC12.');
  return text;
}

export function anEmail(text: string): string {
  if (!isEmail(text)) throw wrong('It must be an email address such as ana@example.com.');
  return text;
}

/** An id of a key or an event. */
export function anId(text: string): number {
  const id = Number(text);
  if (!/^\d{1,16}$/.test(text) || !Number.isSafeInteger(id)) throw wrong('An id is made of digits.');
  return id;
}

const MOST_EVENTS = 10_000;

export function aLimit(text: string): number {
  const limit = Number(text);
  if (!/^\d+$/.test(text) || limit < 1 || limit > MOST_EVENTS) {
    throw wrong(`It must be a number from 1 to ${MOST_EVENTS}.`);
  }
  return limit;
}

const EARLIEST = instantOf('2000-01-01T00:00Z');
const LATEST = instantOf('2200-01-01T00:00Z');
const DATE_AND_TIME = /^\d{4}-?\d{2}-?\d{2}[Tt ]\d/;

/** An ISO-8601 date and time that says of itself which moment it is. */
export function anInstant(text: string): Instant {
  const at = DATE_AND_TIME.test(text) && !text.includes('[') ? instantIn(text) : undefined;
  if (at === undefined) throw wrong('It must be a date and time with an offset or Z, such as 2026-03-01T08:30:00Z.');
  if (at < EARLIEST || at >= LATEST) throw wrong('It must lie between the years 2000 and 2200.');
  return at;
}

function instantIn(text: string): Instant | undefined {
  try {
    return fromTemporal(Temporal.Instant.from(text));
  } catch {
    return undefined;
  }
}

/** The name of a time zone as IANA spells it. */
export function aTimeZone(text: string): string {
  const name = timeZoneNamed(text);
  if (name === undefined) throw wrong('It must be the IANA name of a time zone, such as Europe/London.');
  return name;
}

const LONGEST_LONGEST: Micros = 7 * 24 * HOUR;

/** An ISO-8601 duration in hours, minutes and seconds. */
export function aLongestShift(text: string): Micros {
  const length = lengthOf(text);
  if (length === undefined) {
    throw wrong('It must be a duration in hours, minutes and seconds, such as PT14H or PT8H30M.');
  }
  if (length <= 0 || length > LONGEST_LONGEST) {
    throw wrong('It must be longer than nothing and at most seven days (PT168H).');
  }
  return length;
}

function lengthOf(text: string): Micros | undefined {
  try {
    const duration = Temporal.Duration.from(text);
    const { years, months, weeks, days } = duration;
    return years || months || weeks || days ? undefined : Math.round(duration.total('microseconds'));
  } catch {
    return undefined;
  }
}

function wrong(why: string): InvalidArgumentError {
  return new InvalidArgumentError(why);
}
