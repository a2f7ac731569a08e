import { type EventKind, type Identifier, subjectKey } from '../event.ts';
import type { Steps } from '../steps.ts';
import { type Instant, MINUTE, type Micros, SECOND } from '../time/instant.ts';
import type { Reading } from '../time/localTime.ts';
import { type SimilarDriverIds, similarDriverIds } from './similarDriverIds.ts';
import { type ClockOffset, clockOffset, type ZoneOffset, zoneOffset } from './zoneOffset.ts';

/** An event as far as the health of its feed goes. */
export type Observed = Identifier & {
  readonly id: number;
  readonly reference: string;
  readonly kind: EventKind;
  readonly reading: Reading;
  readonly occurredAt: Instant;
  readonly receivedAt: Instant;
  readonly outcome: string;
  /** A login whose shift its limit has ended, as no logout came. */
  readonly endedByLimit: boolean;
  readonly linked: boolean;
  readonly repeated: boolean;
};

/** What can be wrong with a feed: a closed list (docs/api.md), the gravest first. */
export type FindingCode =
  | 'time_zone_fault'
  | 'clock_ahead'
  | 'clock_behind'
  | 'missing_logouts'
  | 'logouts_without_login'
  | 'login_and_logout_at_one_instant'
  | 'drivers_not_linked'
  | 'similar_driver_ids'
  | 'events_ahead_of_time'
  | 'repeated_logins'
  | 'repeated_events'
  | 'timestamps_without_offset'
  | 'events_set_aside';

/** `share`: of the events looked at, from 0 to 1. `eventIds`: a few of them. */
export type Finding = {
  readonly code: FindingCode;
  readonly count: number;
  readonly share: number;
  readonly eventIds: readonly number[];
  readonly zone?: ZoneOffset & { readonly local: boolean };
  readonly clock?: ClockOffset;
  readonly similar?: readonly SimilarDriverIds[];
};

/** How late events come, in seconds; null when there are none. */
export type Lateness = {
  readonly p50: number | null;
  readonly p90: number | null;
  readonly p99: number | null;
  readonly max: number | null;
};

const MOST_EXAMPLES = 5;
/** Clocks differ by less than this in a feed that is well. */
const AHEAD: Micros = MINUTE;

/** Everything that is wrong with a feed in one period: all findings are about the same events. */
export function* findings(events: readonly Observed[], linkedDriverIds: readonly string[]): Steps<Finding[]> {
  const some = (code: FindingCode, is: (event: Observed) => boolean) => finding(code, events.filter(is), events);
  const zones = zoneFindings(events);
  const clock = zones.length === 0 ? clockOffset(events.map(latenessOf)) : undefined;
  yield;
  const similar = yield* similarFinding(events, linkedDriverIds);
  const usual = Math.min(0, -(clock?.offset ?? 0));
  return [
    ...zones,
    ...(clock ? [clockFinding(events, clock)] : []),
    some('missing_logouts', ({ endedByLimit }) => endedByLimit),
    some('logouts_without_login', ({ outcome }) => outcome === 'no_login_before'),
    finding('login_and_logout_at_one_instant', atOneInstant(events), events),
    some('drivers_not_linked', ({ identifierKind, linked }) => identifierKind === 'driverId' && !linked),
    similar,
    some('events_ahead_of_time', (event) => latenessOf(event) < usual - AHEAD),
    some('repeated_logins', ({ outcome }) => outcome === 'repeated_login'),
    some('repeated_events', ({ repeated }) => repeated),
    some('timestamps_without_offset', ({ reading }) => reading !== 'offset'),
    some('events_set_aside', ({ outcome }) => outcome === 'set_aside'),
  ].filter(({ count }) => count > 0);
}

function finding(code: FindingCode, found: readonly Observed[], all: readonly Observed[]): Finding {
  const eventIds = found.slice(0, MOST_EXAMPLES).map(({ id }) => id);
  return { code, count: found.length, share: all.length === 0 ? 0 : found.length / all.length, eventIds };
}

/** Timestamps with an offset and without one go wrong each in their own way. */
function zoneFindings(events: readonly Observed[]): Finding[] {
  return [true, false].flatMap((local) => {
    const own = events.filter(({ reading }) => (reading !== 'offset') === local);
    const zone = zoneOffset(own.map(latenessOf));
    if (!zone) return [];
    const shifted = own.filter((event) => Math.abs(latenessOf(event) - zone.offset) <= 5 * MINUTE);
    return [{ ...finding('time_zone_fault', shifted, events), zone: { ...zone, local } }];
  });
}

function clockFinding(events: readonly Observed[], clock: ClockOffset): Finding {
  const shown = events.filter((event) => Math.abs(latenessOf(event) + clock.offset) <= MINUTE / 2);
  return { ...finding(clock.offset > 0 ? 'clock_ahead' : 'clock_behind', shown, events), clock };
}

/** The logins for whose identifier, reference and instant there is a logout too. */
function atOneInstant(events: readonly Observed[]): Observed[] {
  const key = (event: Observed) =>
    `${event.occurredAt} ${subjectKey({ ...event, workProvider: 0 })}\n${event.reference}`;
  const logouts = new Set(events.filter(({ kind }) => kind === 'logout').map(key));
  return events.filter((event) => event.kind === 'login' && logouts.has(key(event)));
}

function* similarFinding(events: readonly Observed[], linkedDriverIds: readonly string[]): Steps<Finding> {
  const notLinked = events.filter(({ identifierKind, linked }) => identifierKind === 'driverId' && !linked);
  const ids = notLinked.map(({ identifier }) => identifier);
  const similar = yield* similarDriverIds(ids, linkedDriverIds);
  const reported = new Set(similar.map((each) => each.reported));
  const found = notLinked.filter(({ identifier }) => reported.has(identifier));
  return { ...finding('similar_driver_ids', found, events), similar: similar.slice(0, MOST_EXAMPLES) };
}

function latenessOf({ occurredAt, receivedAt }: Observed): Micros {
  return receivedAt - occurredAt;
}

/** How late the events came. */
export function lateness(events: readonly Observed[]): Lateness {
  const sorted = events.map(latenessOf).toSorted((a, b) => a - b);
  const at = (share: number) => (sorted.length === 0 ? null : percentile(sorted, share) / SECOND);
  return { p50: at(0.5), p90: at(0.9), p99: at(0.99), max: at(1) };
}

/** The nearest rank of sorted lengths: the smallest that this share of all does not exceed. Throws when there are none. */
function percentile(sorted: readonly Micros[], share: number): Micros {
  const found = sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)];
  if (found === undefined) throw new Error('a percentile of nothing');
  return found;
}
