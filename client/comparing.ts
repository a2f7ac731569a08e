import { type Moment, timestampOf } from './moments.ts';
import type { Driver } from './reports.ts';

/** All logins and logouts of a period as you know them: at most 10,000 times and 31 days. */
export type Manifest = {
  readonly from: Moment;
  /** Not part of it. */
  readonly to: Moment;
  readonly drivers: readonly (Driver & {
    readonly logins?: readonly Moment[];
    readonly logouts?: readonly Moment[];
  })[];
};

type Whose = {
  readonly kind: 'login' | 'logout';
  readonly driverId: string | null;
  readonly policyId: string | null;
};
type Listed = { readonly timestamp: string; readonly occurredAt: string };
type Stored = { readonly eventId: string; readonly storedTimestamp: string; readonly storedOccurredAt: string };

/** What your list and the log have to say of each other. */
export type Reconciled = {
  readonly agreeing: number;
  /** Yours, and not stored: report these. */
  readonly missing: readonly (Whose & Listed)[];
  readonly extra: readonly (Whose & Stored)[];
  /** `differenceSeconds`: stored minus listed. */
  readonly different: readonly (Whose & Listed & Stored & { readonly differenceSeconds: number })[];
  readonly voided: readonly (Whose & Listed & { readonly eventId: string })[];
};

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

export function manifestText({ from, to, drivers }: Manifest, localTimes: boolean): string {
  const text = (at: Moment) => timestampOf(at, localTimes);
  return JSON.stringify({
    from: text(from),
    to: text(to),
    drivers: drivers.map((driver) => ({
      ...driver,
      logins: (driver.logins ?? []).map(text),
      logouts: (driver.logouts ?? []).map(text),
    })),
  });
}
