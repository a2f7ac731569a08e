import type {
  Dispute,
  Event,
  EventsFilter,
  Page,
  Previewed,
  RequestFound,
  Shift,
  ShiftsFilter,
  WholeEvent,
} from './answers.ts';
import { drivers } from './drivers.ts';
import { type Instant, timestampOf } from './instants.ts';
import { type HealthReport, type Manifest, manifestBody, type Reconciled } from './repair.ts';
import {
  type Driver,
  previewReports,
  type Report,
  type ReportCallOptions,
  type Reported,
  sendReports,
} from './reports.ts';
import { type CallOptions, callerOf, checkedServer, send } from './send.ts';
import { webHooks } from './webHooks.ts';

export type {
  Event,
  EventsFilter,
  Outcome,
  Page,
  Previewed,
  Reading,
  RequestFound,
  Shift,
  ShiftsFilter,
  Validity,
  WholeEvent,
} from './answers.ts';
export type { DriverStatus, StoredShift } from './drivers.ts';
export type { RefusedItem } from './errors.ts';
export { NotGenuine, NotStored, Refused, ShiftcoverError, Unreachable } from './errors.ts';
export type { Instant } from './instants.ts';
export type { Notice, NoticeTypes } from './notices.ts';
export type { FindingCode, HealthReport, Lateness, Manifest, Reconciled } from './repair.ts';
export type { Driver, RefusedReport, Report, Reported } from './reports.ts';
export { challengeAnswer, isGenuine, verifyWebhook, type WebhookHeaders } from './webHook.ts';
export type { DeliveriesFilter, Delivery, DeliveryInFull, Endpoint, EndpointInput } from './webHooks.ts';

/** How to reach the insurer's server. */
export type Options = {
  /** Such as `https://cover.example.com`. */
  readonly url: string;
  readonly key: string;
  /** How long a request is retried, in milliseconds; two minutes unless given. */
  readonly retryForMs?: number;
  /** Whether texts without an offset may be sent. They are read in the time zone that the insurer has for you. */
  readonly localTimes?: boolean;
};

/** A client of the insurer's server. */
export type Client = ReturnType<typeof shiftcover>;

const RETRY_FOR_MS = 120_000;

/**
 * Makes a client. Throws TypeError for a URL or a key that can never be right. Its methods throw Refused and Unreachable,
 * `report` NotStored, and TypeError for arguments that can never be right. The last argument of each may have a `signal`
 * that aborts the call.
 */
export function shiftcover({ url, key, retryForMs = RETRY_FOR_MS, localTimes = false }: Options) {
  const server = checkedServer({ url, key, retryForMs });
  const caller = callerOf(server);
  const { get, call, all } = caller;
  const report = async <R extends Report>(
    reports: readonly R[],
    options: ReportCallOptions = {},
  ): Promise<Reported<R>> => await sendReports(server, reports, { ...options, localTimes });
  const reportOne = async (one: Report, options?: CallOptions): Promise<string> => {
    const { receipts, refused } = await report([one], options);
    if (refused[0]) throw refused[0].reason;
    return receipts[0] as string;
  };

  return {
    /** Stores a login and returns the receipt. Throws Refused, or NotStored when it is not known to be stored. */
    login: async (driver: Driver, at: Instant, options?: CallOptions) =>
      await reportOne({ ...driver, kind: 'login', at }, options),
    /** Stores a logout and returns the receipt. Throws Refused, or NotStored when it is not known to be stored. */
    logout: async (driver: Driver, at: Instant, options?: CallOptions) =>
      await reportOne({ ...driver, kind: 'logout', at }, options),
    /**
     * Stores any number of logins and logouts. Returns the receipts of the requests that it took, and the reports that
     * the server refused, each with the reason: all others are stored. Throws NotStored when some are not known to be.
     */
    report,
    /** What the reports would come to, each by itself, in their order. Stores nothing. */
    preview: async (reports: readonly Report[], { signal }: CallOptions = {}): Promise<Previewed[]> =>
      await previewReports(server, reports, { signal, localTimes }),
    /** Says that all that happened before a time has been sent; `takeBack` takes back what was said of later times. */
    complete: async (
      upTo: Instant,
      { takeBack, ...options }: CallOptions & { readonly takeBack?: boolean } = {},
    ): Promise<void> => await call('POST', '/v1/complete', { upTo: timestampOf(upTo, localTimes), takeBack }, options),

    /** One event in full. */
    event: async (id: string, options?: CallOptions) =>
      await get<WholeEvent>(`/v1/events/${encodeURIComponent(id)}`, {}, options),
    /** One page of your events; go on with `cursor: page.next` and the same filter. */
    eventsPage: async (filter: EventsFilter = {}, options?: CallOptions) =>
      await get<Page<Event>>('/v1/events', filter, options),
    /** All of your events that the filter chooses, read page after page. */
    events: (filter: EventsFilter = {}, options?: CallOptions) => all<Event>('/v1/events', filter, options),
    /** One shift as it is now. */
    shift: async (id: string, options?: CallOptions) =>
      await get<Shift>(`/v1/shifts/${encodeURIComponent(id)}`, {}, options),
    /** All of your shifts that the filter chooses, the last begun first, read page after page. */
    shifts: (filter: ShiftsFilter = {}, options?: CallOptions) => all<Shift>('/v1/shifts', filter, options),
    /** What drivers say is wrong about shifts, as far as the insurer shares it; the newest first, page after page. */
    disputes: (filter: { readonly open?: boolean } = {}, options?: CallOptions) =>
      all<Dispute>('/v1/disputes', filter, options),
    /** What became of a request, by its Request-Id. */
    request: async (id: string, options?: CallOptions) =>
      await get<RequestFound>(`/v1/requests/${encodeURIComponent(id)}`, {}, options),

    /** How your list of a period and the log differ. Stores nothing. */
    reconcile: async (manifest: Manifest, options?: CallOptions) =>
      await call<Reconciled>('POST', '/v1/reconcile', manifestBody(manifest, localTimes), options),
    /** The quality of your feed over 1 to 31 days, 7 unless given. */
    healthReport: async (days?: number, options?: CallOptions) =>
      await get<HealthReport>('/v1/health-report', { days }, options),

    /** Moves your clock in test mode forward by an ISO 8601 duration such as PT9H, and returns the new time. */
    moveTestClock: async (advanceBy: string, options?: CallOptions): Promise<string> =>
      (await call<{ now: string }>('POST', '/v1/test/clock', { advanceBy }, { ...options, once: true })).now,

    ...drivers(caller, localTimes),
    ...webHooks(caller),
  };
}

/** A work provider of test mode, with a key and drivers to try things with. */
export type TestWorkProvider = {
  readonly workProvider: string;
  readonly key: string;
  readonly keyEndsAt: string;
  readonly timeZone: string;
  readonly drivers: readonly {
    readonly driverId: string;
    readonly customerNumber: string;
    readonly email: string;
    readonly linkedFrom: string | null;
  }[];
};

/** Makes a work provider of test mode; needs no key. `timeZone` is Europe/London unless given. */
export async function addTestWorkProvider(url: string, timeZone = 'Europe/London'): Promise<TestWorkProvider> {
  const server = checkedServer({ url, key: 'none', retryForMs: 0 });
  const path = `/v1/test/work-providers?timeZone=${encodeURIComponent(timeZone)}`;
  return (await send(server, { method: 'POST', path, once: true })).json as TestWorkProvider;
}
