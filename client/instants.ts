/** An instant: a Date, a Temporal.Instant or ZonedDateTime, or an ISO-8601 text with its offset. */
export type Instant = Date | string | TemporalInstant | { readonly toInstant: () => TemporalInstant };
type TemporalInstant = { readonly epochMilliseconds: number; readonly toString: () => string };

const WITH_OFFSET = /[Tt ].*([Zz]|[+-]\d\d(:?\d\d)?)$/;

/**
 * The text of an instant on the wire. Throws TypeError for an invalid Date, and without `localTimes` for a text without
 * an offset: the server would read it in the time zone that the insurer has for you.
 */
export function timestampOf(at: Instant, localTimes = false): string {
  if (typeof at === 'string') {
    if (localTimes || WITH_OFFSET.test(at)) return at;
    throw new TypeError(`${at} has no offset: write it with one, or set localTimes: true`);
  }
  if (at instanceof Date) return dateText(at);
  return ('toInstant' in at ? at.toInstant() : at).toString();
}

function dateText(at: Date): string {
  if (Number.isNaN(at.getTime())) throw new TypeError('the Date is invalid: it was made from something unreadable');
  return at.toISOString();
}
