import { LOCALES } from '../../core/language.ts';
import { type Instant, MINUTE, type Micros, toTemporal } from '../../core/time/instant.ts';
import type { Period } from '../../core/time/period.ts';
import { zoneAbbreviation } from '../../core/time/timeZone.ts';
import { language, texts } from './texts.ts';

/** The language and region by which dates are formatted and names are sorted. */
export function locale(): string {
  return LOCALES[language()];
}

/** `yesterday` for -1, `tomorrow` for 1. */
function dayFromToday(days: -1 | 1): string {
  return new Intl.RelativeTimeFormat(locale(), { numeric: 'auto' }).format(days, 'day');
}

/** `08:12` in the time zone. On a day of a clock change with the abbreviation of the zone: `01:30 GMT`. */
export function clockTime(at: Instant, timeZone: string): string {
  const local = toTemporal(at).toZonedDateTimeISO(timeZone);
  const time = local.toPlainTime().toString({ smallestUnit: 'minute' });
  return local.hoursInDay === 24 ? time : `${time} ${zoneAbbreviation(local, locale())}`;
}

/**
 * `08:12` if the instant is today, else `yesterday, 22:10`, `tomorrow, 02:10` or `Mon 16 Nov, 22:10`. The year is added
 * if it is not the current one.
 */
export function dayAndTime(at: Instant, timeZone: string, now: Instant): string {
  const date = dateOf(at, timeZone);
  const today = dateOf(now, timeZone);
  if (date.equals(today)) return clockTime(at, timeZone);
  if (date.equals(today.add({ days: 1 }))) return `${dayFromToday(1)}, ${clockTime(at, timeZone)}`;
  if (date.equals(today.subtract({ days: 1 }))) return `${dayFromToday(-1)}, ${clockTime(at, timeZone)}`;
  return `${shortDate(date, today)}, ${clockTime(at, timeZone)}`;
}

function dateOf(at: Instant, timeZone: string): Temporal.PlainDate {
  return toTemporal(at).toZonedDateTimeISO(timeZone).toPlainDate();
}

function shortDate(date: Temporal.PlainDate, today: Temporal.PlainDate): string {
  const year = date.year === today.year ? {} : ({ year: 'numeric' } as const);
  return date.toLocaleString(locale(), { weekday: 'short', day: 'numeric', month: 'short', ...year }).replace(',', '');
}

/** `Mon 16` */
export function weekdayAndDay(date: Temporal.PlainDate): string {
  return `${date.toLocaleString(locale(), { weekday: 'short' })} ${date.day}`;
}

/** `Monday 16 November` */
export function longDay(date: Temporal.PlainDate): string {
  return date.toLocaleString(locale(), { weekday: 'long', day: 'numeric', month: 'long' });
}

/** `16–22 November 2026`, `30 November – 6 December 2026` */
export function dateRange(from: Temporal.PlainDate, to: Temporal.PlainDate): string {
  const format = new Intl.DateTimeFormat(locale(), { day: 'numeric', month: 'long', year: 'numeric' });
  return format.formatRange(from, to);
}

/** `16 November 2026` */
export function longDate(at: Instant, timeZone: string): string {
  return dateOf(at, timeZone).toLocaleString(locale(), { day: 'numeric', month: 'long', year: 'numeric' });
}

/** `08:00–16:00`. An end at midnight of the next day is `24:00`. */
export function periodTimes({ from, to }: Period, timeZone: string): string {
  const start = toTemporal(from).toZonedDateTimeISO(timeZone);
  const end = toTemporal(to).toZonedDateTimeISO(timeZone);
  const isMidnight = to > from && end.equals(end.startOfDay()) && !end.toPlainDate().equals(start.toPlainDate());
  return `${clockTime(from, timeZone)}–${isMidnight ? '24:00' : clockTime(to, timeZone)}`;
}

/** `Monday 16 November, 08:00–16:00`, by the day on which the period begins. */
export function dayAndTimes(period: Period, timeZone: string): string {
  return `${longDay(dateOf(period.from, timeZone))}, ${periodTimes(period, timeZone)}`;
}

/** `7 h 30 min`, rounded down to whole minutes. */
export function duration(length: Micros): string {
  const { times: text } = texts();
  const minutes = Math.floor(length / MINUTE);
  if (minutes === 0) return length > 0 ? text.lessThanAMinute : text.minutes(0);
  const parts = [
    [Math.floor(minutes / 60), text.hours],
    [minutes % 60, text.minutes],
  ] as const;
  return parts.flatMap(([count, format]) => (count > 0 ? format(count) : [])).join(' ');
}
