import { fromTemporal, type Instant, toTemporal } from '../../core/time/instant.ts';

/**
 * The instant of `2026-11-16T14:30`; in a repeated hour the earlier one. Undefined for any other text, and for years before
 * 1000 or after 2999.
 */
export function instantOfLocal(text: string | undefined, timeZone: string): Instant | undefined {
  if (text === undefined || !/^[12]\d{3}-\d\d-\d\dT\d\d:\d\d(:\d\d)?$/.test(text)) return undefined;
  try {
    return fromTemporal(Temporal.PlainDateTime.from(text).toZonedDateTime(timeZone).toInstant());
  } catch {
    return undefined;
  }
}

/** As the input of a date and time writes it. */
export function localOfInstant(at: Instant, timeZone: string): string {
  return toTemporal(at).toZonedDateTimeISO(timeZone).toPlainDateTime().toString({ smallestUnit: 'minute' });
}
