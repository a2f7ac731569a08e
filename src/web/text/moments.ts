import { type Instant, MINUTE, type Micros, toTemporal } from '../../core/time/instant.ts';
import type { Period } from '../../core/time/period.ts';
import { myCoverWords as words } from './myCover.ts';

/** `08:12`: the wall clock of a zone. On days when the clocks change, with what they show: `01:30 GMT`. */
export function clockTime(at: Instant, timeZone: string): string {
  const local = toTemporal(at).toZonedDateTimeISO(timeZone);
  const time = local.toPlainTime().toString({ smallestUnit: 'minute' });
  return local.hoursInDay === 24 ? time : `${time} ${zoneLetters(local)}`;
}

/** `08:12` today, else `yesterday, 22:10`, `tomorrow, 02:10` or `Mon 16 Nov, 22:10`; with the year when it is another. */
export function dayAndTime(at: Instant, timeZone: string, now: Instant): string {
  const date = dateOf(at, timeZone);
  const today = dateOf(now, timeZone);
  if (date.equals(today)) return clockTime(at, timeZone);
  if (date.equals(today.add({ days: 1 }))) return `${words.tomorrow}, ${clockTime(at, timeZone)}`;
  if (date.equals(today.subtract({ days: 1 }))) return `${words.yesterday}, ${clockTime(at, timeZone)}`;
  return `${shortDate(date, today)}, ${clockTime(at, timeZone)}`;
}

function dateOf(at: Instant, timeZone: string): Temporal.PlainDate {
  return toTemporal(at).toZonedDateTimeISO(timeZone).toPlainDate();
}

function shortDate(date: Temporal.PlainDate, today: Temporal.PlainDate): string {
  const year = date.year === today.year ? {} : ({ year: 'numeric' } as const);
  return date
    .toLocaleString(words.locale, { weekday: 'short', day: 'numeric', month: 'short', ...year })
    .replace(',', '');
}

/** `Mon 16` */
export function weekdayAndDay(date: Temporal.PlainDate): string {
  return `${date.toLocaleString(words.locale, { weekday: 'short' })} ${date.day}`;
}

/** `Monday 16 November` */
export function longDay(date: Temporal.PlainDate): string {
  return date.toLocaleString(words.locale, { weekday: 'long', day: 'numeric', month: 'long' });
}

/** `16–22 November 2026`, `30 November – 6 December 2026` */
export function dateRange(from: Temporal.PlainDate, to: Temporal.PlainDate): string {
  const written = new Intl.DateTimeFormat(words.locale, { day: 'numeric', month: 'long', year: 'numeric' });
  return written.formatRange(from, to);
}

/** `16 November 2026` */
export function longDate(at: Instant, timeZone: string): string {
  return dateOf(at, timeZone).toLocaleString(words.locale, { day: 'numeric', month: 'long', year: 'numeric' });
}

/** `08:00–16:00`; a day that is over ends at 24:00, not at 00:00. */
export function span({ from, to }: Period, timeZone: string): string {
  const start = toTemporal(from).toZonedDateTimeISO(timeZone);
  const end = toTemporal(to).toZonedDateTimeISO(timeZone);
  const isMidnight = to > from && end.equals(end.startOfDay()) && !end.toPlainDate().equals(start.toPlainDate());
  return `${clockTime(from, timeZone)}–${isMidnight ? '24:00' : clockTime(to, timeZone)}`;
}

/** `7 h 30 min`, cut to whole minutes: time that is not over does not count as full. */
export function lasting(length: Micros): string {
  const minutes = Math.floor(length / MINUTE);
  if (minutes === 0) return length > 0 ? words.lessThanAMinute : words.minutes(0);
  const parts = [
    [Math.floor(minutes / 60), words.hours],
    [minutes % 60, words.minutes],
  ] as const;
  return parts.flatMap(([count, spelt]) => (count > 0 ? spelt(count) : [])).join(' ');
}

function zoneLetters(local: Temporal.ZonedDateTime): string {
  const format = new Intl.DateTimeFormat(words.locale, { timeZone: local.timeZoneId, timeZoneName: 'short' });
  const parts = format.formatToParts(local.epochMilliseconds);
  return parts.find((part) => part.type === 'timeZoneName')?.value ?? local.timeZoneId;
}
