import { type Setting, settingAt } from '../../core/shift/setting.ts';
import { type Instant, toRfc3339, toTemporal } from '../../core/time/instant.ts';

/** RFC 3339 in UTC; null for a moment that has not come, or came before all others. */
export function orNull(at: Instant): string | null {
  return Number.isFinite(at) ? toRfc3339(at) : null;
}

export function localTime(at: Instant, timeZone: string): Temporal.ZonedDateTime {
  return toTemporal(at).toZonedDateTimeISO(timeZone);
}

/** `2026-03-01 08:30:00 GMT`: the wall clock of a zone, for people. */
export function formatInstant(at: Instant, timeZone = 'UTC'): string {
  const local = localTime(at, timeZone);
  return `${local.toPlainDate().toString()} ${clockTime(local)} ${zoneLetters(local)}`;
}

/** `08:30:00` */
function clockTime(local: Temporal.ZonedDateTime): string {
  return local.toPlainTime().toString({ smallestUnit: 'second' });
}

/** `GMT`, `CEST`, `GMT-5`: as the British write it. */
function zoneLetters(local: Temporal.ZonedDateTime): string {
  const parts = new Intl.DateTimeFormat('en-GB', { timeZone: local.timeZoneId, timeZoneName: 'short' });
  return (
    parts.formatToParts(local.epochMilliseconds).find((part) => part.type === 'timeZoneName')?.value ?? local.timeZoneId
  );
}

/** The work provider's own zone at a moment. */
export function zoneAt(settings: readonly Setting[], at: Instant): string {
  return settingAt(settings, at).timeZone;
}
