import type { IdentifierKind } from '../event.ts';
import { type Instant, type Micros, SECOND } from '../time/instant.ts';
import type { Reading } from '../time/localTime.ts';
import { type ZoneOffset, zoneOffset } from './zoneOffset.ts';

/** An event as far as the health of its feed goes. */
export type Observed = {
  readonly id: number;
  readonly identifierKind: IdentifierKind;
  readonly reading: Reading;
  readonly occurredAt: Instant;
  readonly receivedAt: Instant;
  readonly outcome: string;
  readonly linked: boolean;
  readonly repeated: boolean;
};

/** What can be wrong with a feed: a closed list (docs/api.md). */
export type FindingCode =
  | 'time_zone_fault'
  | 'missing_logouts'
  | 'logouts_without_login'
  | 'repeated_logins'
  | 'repeated_events'
  | 'drivers_not_linked'
  | 'timestamps_without_offset'
  | 'events_set_aside';

/** `share`: of the events looked at, from 0 to 1. `eventIds`: a few of them. */
export type Finding = {
  readonly code: FindingCode;
  readonly count: number;
  readonly share: number;
  readonly eventIds: readonly number[];
  readonly zone?: ZoneOffset & { readonly local: boolean };
};

/** How late events come, in seconds; null when there are none. */
export type Lateness = {
  readonly p50: number | null;
  readonly p90: number | null;
  readonly p99: number | null;
  readonly max: number | null;
};

const MOST_EXAMPLES = 5;

/** Everything that is wrong with a feed, the gravest first. `missingLogouts`: the logins of shifts that ended at their limit. */
export function findings(events: readonly Observed[], missingLogouts: readonly number[]): Finding[] {
  const some = (code: FindingCode, is: (event: Observed) => boolean) =>
    finding(
      code,
      events.filter(is).map(({ id }) => id),
      events.length,
    );
  return [
    ...zoneFindings(events),
    finding('missing_logouts', missingLogouts, events.length),
    some('logouts_without_login', ({ outcome }) => outcome === 'no_login_before'),
    some('drivers_not_linked', ({ identifierKind, linked }) => identifierKind === 'driverId' && !linked),
    some('repeated_logins', ({ outcome }) => outcome === 'repeated_login'),
    some('repeated_events', ({ repeated }) => repeated),
    some('timestamps_without_offset', ({ reading }) => reading !== 'offset'),
    some('events_set_aside', ({ outcome }) => outcome === 'set_aside'),
  ].filter(({ count }) => count > 0);
}

function finding(code: FindingCode, ids: readonly number[], of: number): Finding {
  const share = of === 0 ? 0 : Math.min(1, ids.length / of);
  return { code, count: ids.length, share, eventIds: ids.slice(0, MOST_EXAMPLES) };
}

/** Timestamps with an offset and without one go wrong each in their own way. */
function zoneFindings(events: readonly Observed[]): Finding[] {
  return [true, false].flatMap((local) => {
    const own = events.filter(({ reading }) => (reading !== 'offset') === local);
    const zone = zoneOffset(own.map(latenessOf));
    if (!zone) return [];
    const shifted = own.filter((event) => Math.abs(latenessOf(event) - zone.offset) <= 5 * 60 * SECOND);
    const ids = shifted.map(({ id }) => id);
    return [{ ...finding('time_zone_fault', ids, events.length), zone: { ...zone, local } }];
  });
}

function latenessOf({ occurredAt, receivedAt }: Observed): Micros {
  return receivedAt - occurredAt;
}

export function lateness(events: readonly Observed[]): Lateness {
  const sorted = events.map(latenessOf).toSorted((a, b) => a - b);
  const at = (share: number) => (sorted.length === 0 ? null : (sorted[rank(share, sorted.length)] as Micros) / SECOND);
  return { p50: at(0.5), p90: at(0.9), p99: at(0.99), max: at(1) };
}

/** The nearest rank: the smallest value that this share of all does not exceed. */
function rank(share: number, count: number): number {
  return Math.max(0, Math.ceil(share * count) - 1);
}
