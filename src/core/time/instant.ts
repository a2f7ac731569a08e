/**
 * A moment: whole microseconds since 1970-01-01T00:00Z. A plain number, because the timeline compares
 * and sorts millions of them; exact until the year 2255.
 */
export type Instant = number;

/** A length of time in microseconds. */
export type Micros = number;

export const SECOND: Micros = 1_000_000;
export const MINUTE: Micros = 60 * SECOND;
export const HOUR: Micros = 60 * MINUTE;

/** The instant of an RFC 3339 text with an offset; sub-microsecond digits are cut off. Throws RangeError. */
export function instantOf(text: string): Instant {
  return fromTemporal(Temporal.Instant.from(text));
}

/** The same; undefined for a text that is no instant. */
export function readInstant(text: string): Instant | undefined {
  try {
    return instantOf(text);
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

export function fromTemporal(moment: Temporal.Instant): Instant {
  return Number(moment.epochNanoseconds / 1000n);
}

export function toTemporal(instant: Instant): Temporal.Instant {
  return Temporal.Instant.fromEpochNanoseconds(BigInt(instant) * 1000n);
}

/** RFC 3339 in UTC, with as many fractional digits as are needed: `2026-03-01T08:00:00Z`. */
export function toRfc3339(instant: Instant): string {
  return toTemporal(instant).toString();
}

/** RFC 3339 in UTC; null for no instant, and for one infinitely far away. */
export function toRfc3339OrNull(instant: Instant | null | undefined): string | null {
  return typeof instant === 'number' && Number.isFinite(instant) ? toRfc3339(instant) : null;
}

/** The present moment of this machine's clock, for what calls the core: the core takes the time as an argument. */
export function clock(): Instant {
  return Date.now() * 1000;
}

/** A duration in hours, minutes and seconds as ISO 8601 writes it: `PT14H`. */
export function toIsoDuration(length: Micros): string {
  return Temporal.Duration.from({ microseconds: length }).round({ largestUnit: 'hours' }).toString();
}

/** The length of an ISO 8601 duration in days of 24 hours, hours, minutes and seconds; undefined for any other text. */
export function readIsoDuration(text: string): Micros | undefined {
  try {
    const duration = Temporal.Duration.from(text);
    const { years, months, weeks } = duration;
    return years || months || weeks ? undefined : Math.round(duration.total('microseconds'));
  } catch {
    return undefined;
  }
}

/** `14h`, `1h 30min`, `45s`: a length of time for people, cut to whole seconds. */
export function formatDuration(length: Micros): string {
  const total = Math.trunc(length / SECOND);
  const parts = [
    [Math.trunc(total / 3600), 'h'],
    [Math.trunc((total % 3600) / 60), 'min'],
    [total % 60, 's'],
  ] as const;
  const shown = parts.filter(([count]) => count > 0).map(([count, unit]) => `${count}${unit}`);
  return shown.length > 0 ? shown.join(' ') : '0s';
}
