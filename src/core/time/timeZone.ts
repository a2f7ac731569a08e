/** The name of a time zone as IANA writes it, whatever the case of the letters given; undefined when there is no such zone. */
export function timeZoneNamed(text: string): string | undefined {
  try {
    // What begins otherwise would be an offset, or a moment with a zone behind it.
    if (!/^[A-Za-z]/.test(text)) return undefined;
    return Temporal.Instant.fromEpochMilliseconds(0).toZonedDateTimeISO(text).timeZoneId;
  } catch {
    return undefined;
  }
}

/** The letters of a zone as a locale writes them: `GMT`, `CEST`, `GMT-5`. */
export function zoneAbbreviation({ timeZoneId, epochMilliseconds }: Temporal.ZonedDateTime, locale: string): string {
  const format = new Intl.DateTimeFormat(locale, { timeZone: timeZoneId, timeZoneName: 'short' });
  const parts = format.formatToParts(epochMilliseconds);
  return parts.find((part) => part.type === 'timeZoneName')?.value ?? timeZoneId;
}
