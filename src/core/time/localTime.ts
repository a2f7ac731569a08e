import { fromTemporal, HOUR, type Instant, instantOf, type Micros, toTemporal } from './instant.ts';
import { contains, type Period } from './period.ts';

/** How an instant was read from the text as sent. All but `offset` were local time in the provider's zone. */
export type Reading = 'offset' | 'local' | 'repeated_earlier' | 'repeated_later' | 'skipped';

/** What a text without offset is read by. */
export type Locale = {
  /** An IANA name. */
  readonly timeZone: string;
  /** The present moment: when the text arrived. */
  readonly now: Instant;
  /** What to take when a repeated hour is reported too late for `now` to tell which of the two it was. */
  readonly whenInDoubt: 'earlier' | 'later';
};

type LocalTime = { readonly instant: Instant; readonly reading: Reading };

/**
 * Reads a date and time without offset as the wall clock of a time zone. In a repeated hour: the reading nearest
 * to now if it arrives within that hour or the next, else as the locale says. In a skipped hour: forward by the
 * length of the skip. Throws RangeError for what is no date and time.
 */
export function readLocal(text: string, locale: Locale): LocalTime {
  const wallClock = instantOf(`${text}Z`);
  const season = seasonOf(locale.timeZone, wallClock);
  if (season) return { instant: wallClock - season.offset, reading: 'local' };
  return readNearChange(Temporal.PlainDateTime.from(text), locale);
}

function readNearChange(local: Temporal.PlainDateTime, locale: Locale): LocalTime {
  const before = local.toZonedDateTime(locale.timeZone, { disambiguation: 'earlier' });
  const after = local.toZonedDateTime(locale.timeZone, { disambiguation: 'later' });
  const [earlier, later] = [fromTemporal(before.toInstant()), fromTemporal(after.toInstant())];
  if (earlier === later) return { instant: earlier, reading: 'local' };
  if (!after.toPlainDateTime().equals(local)) return { instant: later, reading: 'skipped' };
  return whichOfTwo(earlier, later, locale) === 'earlier'
    ? { instant: earlier, reading: 'repeated_earlier' }
    : { instant: later, reading: 'repeated_later' };
}

/**
 * The instant that a text in a repeated hour may mean as well. Undefined when it lies in none, or when it arrived while
 * its hour or the next went on: then the nearer reading is what was meant.
 */
export function otherReading({
  instant,
  reading,
  zone,
  receivedAt,
}: {
  readonly instant: Instant;
  readonly reading: Reading;
  readonly zone: string | null;
  readonly receivedAt: Instant;
}): Instant | undefined {
  if (zone === null || (reading !== 'repeated_earlier' && reading !== 'repeated_later')) return undefined;
  const local = toTemporal(instant).toZonedDateTimeISO(zone).toPlainDateTime();
  const disambiguation = reading === 'repeated_earlier' ? 'later' : 'earlier';
  const other = fromTemporal(local.toZonedDateTime(zone, { disambiguation }).toInstant());
  return isLive(zone, Math.min(instant, other), Math.max(instant, other), receivedAt) ? undefined : other;
}

/** Whether a time in a repeated hour arrived within that hour or the next. */
function isLive(timeZone: string, earlier: Instant, later: Instant, arrivedAt: Instant): boolean {
  const repetition = later - earlier;
  const change = clockChange(timeZone, earlier, 'next') ?? later;
  return arrivedAt < change + repetition + HOUR;
}

/** A wall-clock time that was shown twice: `earlier` before the clocks went back, `later` after. */
function whichOfTwo(earlier: Instant, later: Instant, { timeZone, now, whenInDoubt }: Locale): 'earlier' | 'later' {
  if (!isLive(timeZone, earlier, later, now)) return whenInDoubt;
  return Math.abs(now - earlier) <= Math.abs(now - later) ? 'earlier' : 'later';
}

/**
 * A run of wall-clock time in which a zone keeps one offset, with a day to spare at both ends. Most local times
 * fall in one, and an addition then does the work of a calendar.
 */
type Season = Period & { readonly offset: Micros };

const DAY: Micros = 24 * HOUR;
const lastSeasons = new Map<string, Season>();

function seasonOf(timeZone: string, wallClock: Instant): Season | undefined {
  const last = lastSeasons.get(timeZone);
  if (last && contains(last, wallClock)) return last;
  const found = findSeason(timeZone, wallClock);
  lastSeasons.set(timeZone, found);
  return contains(found, wallClock) ? found : undefined;
}

function findSeason(timeZone: string, wallClock: Instant): Season {
  const offset = zoned(timeZone, wallClock).offsetNanoseconds / 1000;
  // Temporal looks strictly before: a change at this very moment must count as the previous one.
  const previous = clockChange(timeZone, wallClock + 1, 'previous') ?? -Infinity;
  const next = clockChange(timeZone, wallClock, 'next') ?? Infinity;
  return { from: previous + offset + DAY, to: next + offset - DAY, offset };
}

function clockChange(timeZone: string, at: Instant, direction: 'next' | 'previous'): Instant | undefined {
  const change = zoned(timeZone, at).getTimeZoneTransition(direction);
  return change ? fromTemporal(change.toInstant()) : undefined;
}

function zoned(timeZone: string, at: Instant): Temporal.ZonedDateTime {
  return toTemporal(at).toZonedDateTimeISO(timeZone);
}
