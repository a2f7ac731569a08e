/** The name of a time zone as IANA spells it, however its letters were written; undefined when there is no such zone. */
export function timeZoneNamed(text: string): string | undefined {
  try {
    // What begins otherwise would be an offset, or a moment with a zone behind it.
    if (!/^[A-Za-z]/.test(text)) return undefined;
    return Temporal.Instant.fromEpochMilliseconds(0).toZonedDateTimeISO(text).timeZoneId;
  } catch {
    return undefined;
  }
}
