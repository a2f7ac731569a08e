import { fromTemporal, type Instant, toTemporal } from './instant.ts';
import type { Period } from './period.ts';

/** A week from Monday to Sunday, named as ISO 8601 names it: week 1 holds the 4th of January. */
export type IsoWeek = { readonly year: number; readonly week: number };

/** The week in which a moment falls by the wall clock of a zone. */
export function weekAt(at: Instant, timeZone: string): IsoWeek {
  return weekOfDate(toTemporal(at).toZonedDateTimeISO(timeZone).toPlainDate());
}

export function weekOfDate(date: Temporal.PlainDate): IsoWeek {
  return { year: date.yearOfWeek ?? date.year, week: date.weekOfYear ?? 1 };
}

/** Reads `2026-W47`; undefined for what names no week of the years 2000 to 2199. */
export function readIsoWeek(text: string): IsoWeek | undefined {
  const [, year, week] = /^(2[01]\d\d)-W(\d\d)$/.exec(text) ?? [];
  if (!year || !week) return undefined;
  const read = { year: Number(year), week: Number(week) };
  return read.week > 0 && formatIsoWeek(weekOfDate(mondayOf(read))) === text ? read : undefined;
}

/** `2026-W47`. Texts of weeks are in order of time. */
export function formatIsoWeek({ year, week }: IsoWeek): string {
  return `${year}-W${String(week).padStart(2, '0')}`;
}

export function weeksLater(week: IsoWeek, weeks: number): IsoWeek {
  return weekOfDate(mondayOf(week).add({ weeks }));
}

export function mondayOf({ year, week }: IsoWeek): Temporal.PlainDate {
  const fourth = new Temporal.PlainDate(year, 1, 4);
  return fourth.subtract({ days: fourth.dayOfWeek - 1 }).add({ weeks: week - 1 });
}

/** A calendar day where it is kept: 24 hours, or 23 or 25 when the clocks change. */
export type LocalDay = { readonly date: Temporal.PlainDate; readonly period: Period };

export function daysOf(week: IsoWeek, timeZone: string): LocalDay[] {
  const monday = mondayOf(week);
  return [0, 1, 2, 3, 4, 5, 6].map((days) => localDay(monday.add({ days }), timeZone));
}

function localDay(date: Temporal.PlainDate, timeZone: string): LocalDay {
  const begins = (day: Temporal.PlainDate) => fromTemporal(day.toZonedDateTime(timeZone).toInstant());
  return { date, period: { from: begins(date), to: begins(date.add({ days: 1 })) } };
}
