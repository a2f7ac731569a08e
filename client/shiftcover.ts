import type { Event, EventsFilter, Page, Previewed, Shift, ShiftsFilter, Validity, WholeEvent } from './answers.ts';
import { Refused } from './errors.ts';
import { type Instant, timestampOf } from './instants.ts';
import { type HealthReport, type Manifest, manifestText, type Reconciled } from './repair.ts';
import { type Driver, previewReports, type Report, sendReports } from './reports.ts';
import { type Server, send } from './send.ts';

export type {
  Event,
  EventsFilter,
  Outcome,
  Page,
  Previewed,
  Reading,
  Shift,
  ShiftsFilter,
  Validity,
  WholeEvent,
} from './answers.ts';
export { NotGenuine, NotStored, Refused, ShiftcoverError, Unreachable } from './errors.ts';
export type { Instant } from './instants.ts';
export type { Notice, NoticeTypes } from './notices.ts';
export type { FindingCode, HealthReport, Lateness, Manifest, Reconciled } from './repair.ts';
export type { Driver, Report } from './reports.ts';
export { isGenuine, verifyWebhook, type WebhookHeaders } from './webHook.ts';

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

type CallOptions = { readonly signal?: AbortSignal };

/** A client of the insurer's server. Every method may be called again after any error: a stored event counts once. */
export type Client = ReturnType<typeof shiftcover>;

const RETRY_FOR_MS = 120_000;

/**
 * Makes a client. Its methods throw Refused and Unreachable, those that report NotStored, and TypeError for arguments
 * that can never be right. The last argument of each may have a `signal` that aborts the call.
 */
export function shiftcover({ url, key, retryForMs = RETRY_FOR_MS, localTimes = false }: Options) {
  const server: Server = { url, key, retryForMs };
  const get = async <T>(path: string, query: Query = {}, { signal }: CallOptions = {}): Promise<T> =>
    (await send(server, { method: 'GET', path: `${path}${parameters(query)}`, signal })).json as T;
  const report = async <R extends Report>(reports: readonly R[], { signal }: CallOptions = {}): Promise<string[]> =>
    await sendReports(server, reports, { localTimes, signal });
  const reportOne = async (one: Report, call?: CallOptions): Promise<string> =>
    (await report([one], call))[0] as string;

  return {
    /** Stores a login and returns the receipt. Throws NotStored. */
    login: async (driver: Driver, at: Instant, call?: CallOptions) =>
      await reportOne({ ...driver, kind: 'login', at }, call),
    /** Stores a logout and returns the receipt. Throws NotStored. */
    logout: async (driver: Driver, at: Instant, call?: CallOptions) =>
      await reportOne({ ...driver, kind: 'logout', at }, call),
    /** Stores any number of logins and logouts. Returns the receipts of the requests that it took. Throws NotStored. */
    report,
    /** What the reports would come to, each by itself, in their order. Stores nothing. */
    preview: async (reports: readonly Report[], { signal }: CallOptions = {}): Promise<Previewed[]> =>
      await previewReports(server, reports, { localTimes, signal }),

    /** One event in full. */
    event: async (id: string, call?: CallOptions) =>
      await get<WholeEvent>(`/v1/events/${encodeURIComponent(id)}`, {}, call),
    /** One page of your events; go on with `cursor: page.next`. */
    eventsPage: async (filter: EventsFilter = {}, call?: CallOptions) =>
      await get<Page<Event>>('/v1/events', filter, call),
    /** All of your events that the filter chooses, read page after page. */
    events: (filter: EventsFilter = {}, call?: CallOptions) =>
      allItems<Event>((cursor) => get('/v1/events', { ...filter, ...cursor }, call)),
    /** One shift as it is now. */
    shift: async (id: string, call?: CallOptions) => await get<Shift>(`/v1/shifts/${encodeURIComponent(id)}`, {}, call),
    /** All of your shifts that the filter chooses, the last begun first, read page after page. */
    shifts: (filter: ShiftsFilter = {}, call?: CallOptions) =>
      allItems<Shift>((cursor) => get('/v1/shifts', { ...filter, ...cursor }, call)),

    /** How your list of a period and the log differ. Stores nothing. */
    reconcile: async (manifest: Manifest, { signal }: CallOptions = {}): Promise<Reconciled> => {
      const body = manifestText(manifest, localTimes);
      return (await send(server, { method: 'POST', path: '/v1/reconcile', body, signal })).json as Reconciled;
    },
    /** The quality of your feed over 1 to 31 days, 7 unless given. */
    healthReport: async (days?: number, call?: CallOptions) =>
      await get<HealthReport>('/v1/health-report', { days }, call),
    /** Whether a customer has the number, and whether the email is theirs. */
    validateCustomerNumber: async (number: string, email?: string, call?: CallOptions): Promise<Validity> => {
      try {
        await get(`/v1/validate/customer-number/${encodeURIComponent(number)}`, { email }, call);
        return 'valid';
      } catch (error) {
        const { code } = error instanceof Refused ? error : {};
        if (code === 'INVALID_CUSTOMER' || code === 'INVALID_CUSTOMER_EMAIL') return code;
        throw error;
      }
    },
  };
}

/** The items of all pages, each page read when it is needed. */
async function* allItems<T>(
  page: (cursor: { cursor?: string }) => Promise<Page<T>>,
): AsyncGenerator<T, void, undefined> {
  let { items, next, more } = await page({});
  yield* items;
  while (more && next) {
    ({ items, next, more } = await page({ cursor: next }));
    yield* items;
  }
}

type Query = Readonly<Record<string, Instant | number | boolean | undefined>>;

function parameters(query: Query): string {
  const given = Object.entries(query).filter(
    (each): each is [string, NonNullable<Query[string]>] => each[1] !== undefined,
  );
  const text = new URLSearchParams(given.map(([name, value]) => [name, parameter(value)])).toString();
  return text && `?${text}`;
}

function parameter(value: NonNullable<Query[string]>): string {
  return typeof value === 'object' ? timestampOf(value) : String(value);
}
