import { type Instant, timestampOf } from './instants.ts';
import type { Driver } from './reports.ts';

/** All logins and logouts of a period as you know them: at most 10,000 times and 31 days. */
export type Manifest = {
  readonly from: Instant;
  /** Exclusive. */
  readonly to: Instant;
  readonly drivers: readonly (Driver & {
    readonly logins?: readonly Instant[];
    readonly logouts?: readonly Instant[];
  })[];
};

type KindAndDriver = {
  readonly kind: 'login' | 'logout';
  readonly driverId: string | null;
  readonly policyId: string | null;
};
type Listed = { readonly timestamp: string; readonly occurredAt: string };
type Stored = { readonly eventId: string; readonly storedTimestamp: string; readonly storedOccurredAt: string };

/** How your list and the log differ. */
export type Reconciled = {
  readonly agreeing: number;
  /** In your list, and not stored: report these. */
  readonly missing: readonly (KindAndDriver & Listed)[];
  readonly extra: readonly (KindAndDriver & Stored)[];
  /** `differenceSeconds`: stored minus listed. */
  readonly different: readonly (KindAndDriver & Listed & Stored & { readonly differenceSeconds: number })[];
  readonly voided: readonly (KindAndDriver & Listed & { readonly eventId: string })[];
};

/** What is wrong with a feed. Source: docs/api.md. */
export type FindingCode =
  | 'time_zone_fault'
  | 'missing_logouts'
  | 'logouts_without_login'
  | 'drivers_not_linked'
  | 'repeated_logins'
  | 'repeated_events'
  | 'timestamps_without_offset'
  | 'events_set_aside';

/** Received minus occurred, in seconds; null where there are no events. */
export type Lateness = Readonly<Record<'p50' | 'p90' | 'p99' | 'max', number | null>>;

/** The quality of your feed over some days; `looked` is how many events were read. */
export type HealthReport = {
  readonly from: string;
  readonly to: string;
  readonly looked: number;
  readonly complete: boolean;
  readonly lateness: Lateness;
  readonly days: readonly { readonly date: string; readonly events: number; readonly lateness: Lateness }[];
  readonly findings: readonly {
    readonly code: FindingCode;
    readonly count: number;
    readonly share: number;
    readonly sentence: string;
    readonly likelyFix: string;
    /** Ids of a few such events. */
    readonly examples: readonly string[];
  }[];
};

/** The manifest as the server takes it. Throws TypeError as `timestampOf` does. */
export function manifestBody({ from, to, drivers }: Manifest, localTimes: boolean): object {
  const text = (at: Instant) => timestampOf(at, localTimes);
  return {
    from: text(from),
    to: text(to),
    drivers: drivers.map((driver) => ({
      ...driver,
      logins: (driver.logins ?? []).map(text),
      logouts: (driver.logouts ?? []).map(text),
    })),
  };
}
