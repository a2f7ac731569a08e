/** A moment: a Date, a Temporal.Instant or ZonedDateTime, or an ISO-8601 text with its offset. */
export type Moment = Date | string | Instant | { readonly toInstant: () => Instant };
type Instant = { readonly epochMilliseconds: number; readonly toString: () => string };

const WITH_OFFSET = /[Tt ].*([Zz]|[+-]\d\d(:?\d\d)?)$/;

/** The text of a moment on the wire. Throws TypeError for a text without offset: it would be read in the zone the insurer has for you. */
export function timestampOf(at: Moment, localTimes = false): string {
  if (typeof at === 'string') {
    if (localTimes || WITH_OFFSET.test(at)) return at;
    throw new TypeError(`${at} has no offset: write it with one, or say localTimes: true`);
  }
  if (at instanceof Date) return dateText(at);
  return ('toInstant' in at ? at.toInstant() : at).toString();
}

function dateText(at: Date): string {
  if (Number.isNaN(at.getTime()))
    throw new TypeError('the Date is none: it was made of something that could not be read');
  return at.toISOString();
}
