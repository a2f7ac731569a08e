import { type HealthReport, type Manifest, manifestText, type Reconciled } from './comparing.ts';
import { Refused } from './faults.ts';
import { type Moment, timestampOf } from './moments.ts';
import { type Driver, previewReports, type Report, sendReports } from './reports.ts';
import { type Line, send } from './sending.ts';
import type { Event, EventsFilter, Page, Previewed, Shift, ShiftsFilter, Validity, WholeEvent } from './told.ts';

export type { FindingCode, HealthReport, Lateness, Manifest, Reconciled } from './comparing.ts';
export { Fault, NotGenuine, NotStored, Refused, Unreachable } from './faults.ts';
export type { Moment } from './moments.ts';
export type { Notice, NoticeTypes } from './notices.ts';
export type { Driver, Report } from './reports.ts';
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
} from './told.ts';
export { isGenuine, verifyWebhook, type WebhookHeaders } from './webHook.ts';

export type Options = {
  /** Such as `https://cover.example.com`. */
  readonly url: string;
  readonly key: string;
  /** How long a request goes on being tried, in milliseconds. */
  readonly patienceMs?: number;
  /** Whether texts without an offset may be sent: they are read in the zone that the insurer has for you. */
  readonly localTimes?: boolean;
};

type Call = { readonly signal?: AbortSignal };

/** A work provider's line to the insurer. Every method may be called again after any fault: what is stored counts once. */
export type Client = ReturnType<typeof shiftcover>;

const PATIENCE_MS = 120_000;

export function shiftcover({ url, key, patienceMs = PATIENCE_MS, localTimes = false }: Options) {
  const line: Line = { url, key, patienceMs };
  const ask = async <T>(path: string, query: Query = {}, { signal }: Call = {}): Promise<T> =>
    (await send(line, { method: 'GET', path: `${path}${parameters(query)}`, signal })).json as T;
  const report = async <R extends Report>(reports: readonly R[], { signal }: Call = {}): Promise<string[]> =>
    await sendReports(line, reports, { localTimes, signal });
  const reportOne = async (one: Report, call?: Call): Promise<string> => (await report([one], call))[0] as string;

  return {
    /** Returns the receipt, once the login is stored. Throws NotStored. */
    login: async (driver: Driver, at: Moment, call?: Call) => await reportOne({ ...driver, kind: 'login', at }, call),
    logout: async (driver: Driver, at: Moment, call?: Call) => await reportOne({ ...driver, kind: 'logout', at }, call),
    /** Any number of logins and logouts. Returns the receipts of the requests it took. Throws NotStored. */
    report,
    /** What the reports would come to, each by itself, in their order. Stores nothing. */
    preview: async (reports: readonly Report[], { signal }: Call = {}): Promise<Previewed[]> =>
      await previewReports(line, reports, { localTimes, signal }),

    event: async (id: string, call?: Call) => await ask<WholeEvent>(`/v1/events/${encodeURIComponent(id)}`, {}, call),
    /** One page of your events; go on with `cursor: page.next`. */
    eventsPage: async (filter: EventsFilter = {}, call?: Call) => await ask<Page<Event>>('/v1/events', filter, call),
    /** All of your events that the filter lets through, page after page. */
    events: (filter: EventsFilter = {}, call?: Call) =>
      each<Event>((cursor) => ask('/v1/events', { ...filter, ...cursor }, call)),
    shift: async (id: string, call?: Call) => await ask<Shift>(`/v1/shifts/${encodeURIComponent(id)}`, {}, call),
    shifts: (filter: ShiftsFilter = {}, call?: Call) =>
      each<Shift>((cursor) => ask('/v1/shifts', { ...filter, ...cursor }, call)),

    /** What of your list of a period is stored, missing, extra or different. Stores nothing. */
    reconcile: async (manifest: Manifest, { signal }: Call = {}): Promise<Reconciled> => {
      const body = manifestText(manifest, localTimes);
      return (await send(line, { method: 'POST', path: '/v1/reconcile', body, signal })).json as Reconciled;
    },
    /** How well your feed does; 1 to 31 days, 7 unless said. */
    healthReport: async (days?: number, call?: Call) => await ask<HealthReport>('/v1/health-report', { days }, call),
    /** Whether there is such a customer, and whether the email is theirs. */
    validateCustomerNumber: async (number: string, email?: string, call?: Call): Promise<Validity> => {
      try {
        await ask(`/v1/validate/customer-number/${encodeURIComponent(number)}`, { email }, call);
        return 'valid';
      } catch (fault) {
        const { code } = fault instanceof Refused ? fault : {};
        if (code === 'INVALID_CUSTOMER' || code === 'INVALID_CUSTOMER_EMAIL') return code;
        throw fault;
      }
    },
  };
}

/** Follows `next` to the end. */
async function* each<T>(page: (cursor: { cursor?: string }) => Promise<Page<T>>): AsyncGenerator<T, void, undefined> {
  let { items, next, more } = await page({});
  yield* items;
  while (more && next) {
    ({ items, next, more } = await page({ cursor: next }));
    yield* items;
  }
}

type Query = Readonly<Record<string, Moment | number | boolean | undefined>>;

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
