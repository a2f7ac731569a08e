import { type Setting, settingAt } from '../../core/shift/setting.ts';
import { type Instant, toTemporal } from '../../core/time/instant.ts';
import { zoneAbbreviation } from '../../core/time/timeZone.ts';

/** The wall clock of a zone at an instant. */
export function localTime(at: Instant, timeZone: string): Temporal.ZonedDateTime {
  return toTemporal(at).toZonedDateTimeISO(timeZone);
}

/** `2026-03-01 08:30:00 GMT`: an instant as the wall clock of a zone shows it. */
export function formatInstant(at: Instant, timeZone = 'UTC'): string {
  const local = localTime(at, timeZone);
  const time = local.toPlainTime().toString({ smallestUnit: 'second' });
  return `${local.toPlainDate().toString()} ${time} ${zoneAbbreviation(local, 'en-GB')}`;
}

/** The time zone that a work provider's settings have at an instant. */
export function zoneAt(settings: readonly Setting[], at: Instant): string {
  return settingAt(settings, at).timeZone;
}
