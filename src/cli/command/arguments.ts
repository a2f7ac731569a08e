import { InvalidArgumentError } from 'commander';
import { isCustomerNumber, isDriverId, isEmail, phoneNumberIn } from '../../core/identifiers.ts';
import { isReceipt } from '../../core/receipt.ts';
import {
  fromTemporal,
  HOUR,
  type Instant,
  instantOf,
  type Micros,
  readInstant,
  readIsoDuration,
} from '../../core/time/instant.ts';
import { timeZoneNamed } from '../../core/time/timeZone.ts';

/*
 * Parsers of arguments and options. Each returns the value, or throws an error with one sentence; commander prints it
 * after the name of the argument.
 */

/** A name for people: 1 to 255 characters without control characters, and no space at either end. */
export function parseName(text: string): string {
  if (text === '' || Array.from(text).length > 255) throw invalid('It must have 1 to 255 characters.');
  if (!text.isWellFormed() || /\p{Cc}/u.test(text)) throw invalid('It contains a character that cannot be shown.');
  if (text.trim() !== text) throw invalid('It begins or ends with a space.');
  return text;
}

/** A work provider's identifier of a driver, exactly as given. */
export function parseDriverId(text: string): string {
  if (!isDriverId(text)) throw invalid('It must have 1 to 255 characters, none of them a control character.');
  return text;
}

/** A customer number. */
export function parseCustomerNumber(text: string): string {
  if (!isCustomerNumber(text)) throw invalid('A customer number has only the letters A-Z and digits, such as ABC12.');
  return text;
}

/** An email address. */
export function parseEmail(text: string): string {
  if (!isEmail(text)) throw invalid('It must be an email address such as ana@example.com.');
  return text;
}

/** A telephone number, as the sign-up takes it. */
export function parsePhone(text: string): string {
  const phone = phoneNumberIn(text);
  if (phone === undefined) throw invalid('It must be a phone number of 6 to 15 digits, such as +44 7700 900123.');
  return phone;
}

/** The id of a key, an event, an endpoint, a link or a link secret. */
export function parseId(text: string): number {
  const id = Number(text);
  if (!/^\d{1,16}$/.test(text) || !Number.isSafeInteger(id)) throw invalid('An id is made of digits.');
  return id;
}

/** The receipt of a request: a UUID. */
export function parseReceipt(text: string): string {
  if (!isReceipt(text)) throw invalid('It must be a receipt as the service answered it, a UUID.');
  return text.toLowerCase();
}

const MOST_ROWS = 10_000;

/** How many rows a list has at most. */
export function parseLimit(text: string): number {
  const limit = Number(text);
  if (!/^\d+$/.test(text) || limit < 1 || limit > MOST_ROWS) {
    throw invalid(`It must be a number from 1 to ${MOST_ROWS}.`);
  }
  return limit;
}

const EARLIEST = instantOf('2000-01-01T00:00Z');
const LATEST = instantOf('2200-01-01T00:00Z');
const DATE_AND_TIME = /^\d{4}-?\d{2}-?\d{2}[Tt ]\d/;

/**
 * An ISO 8601 date and time with an offset, or a date or a local time with a zone (`2026-03-01T08:30 Europe/London`; a date
 * is its midnight), between the years 2000 and 2200.
 */
export function parseInstant(text: string): Instant {
  const [, local, zone] = /^(\S+) (\S+)$/.exec(text) ?? [];
  const at = zone
    ? inZone(local as string, zone)
    : DATE_AND_TIME.test(text) && !text.includes('[')
      ? readInstant(text)
      : undefined;
  if (at === undefined) {
    throw invalid(
      'It must be a date and time with an offset or Z, such as 2026-03-01T08:30:00Z, or with a zone, such as "2026-03-01T08:30 Europe/London".',
    );
  }
  if (at < EARLIEST || at >= LATEST) throw invalid('It must lie between the years 2000 and 2200.');
  return at;
}

/** Undefined for a time that the clocks of the zone show twice or never. */
function inZone(local: string, zone: string): Instant | undefined {
  try {
    const at = Temporal.PlainDateTime.from(local).toZonedDateTime(zone, { disambiguation: 'reject' });
    return fromTemporal(at.toInstant());
  } catch {
    return undefined;
  }
}

/** An instant as parseInstant reads it, or `never`: Infinity. */
export function parseEnd(text: string): Instant {
  return text === 'never' ? Infinity : parseInstant(text);
}

/** The name of a time zone as IANA writes it. */
export function parseTimeZone(text: string): string {
  const name = timeZoneNamed(text);
  if (name === undefined) throw invalid('It must be the IANA name of a time zone, such as Europe/London.');
  return name;
}

const MOST_LONGEST_SHIFT: Micros = 7 * 24 * HOUR;

/** The longest shift: an ISO 8601 duration in days of 24 hours, hours, minutes and seconds, at most seven days. */
export function parseLongestShift(text: string): Micros {
  const length = readIsoDuration(text);
  if (length === undefined) {
    throw invalid('It must be a duration in days, hours, minutes and seconds, such as PT14H, PT8H30M or P1D.');
  }
  if (length <= 0 || length > MOST_LONGEST_SHIFT) {
    throw invalid('It must be longer than nothing and at most seven days (P7D).');
  }
  return length;
}

function invalid(why: string): InvalidArgumentError {
  return new InvalidArgumentError(why);
}
