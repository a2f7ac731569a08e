import { Refused } from './faults.ts';
import { type Driver, type Moment, type Report, sendReports } from './reports.ts';
import { type Line, send } from './sending.ts';
import type { Event, EventsFilter, Page, Shift, ShiftsFilter, Validity } from './told.ts';

export { NotStored, Refused, Unreachable } from './faults.ts';
export type { Driver, Moment, Report } from './reports.ts';
export type { Event, EventsFilter, Outcome, Page, Shift, ShiftsFilter, Validity } from './told.ts';
export { isGenuine } from './webHook.ts';

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
  const ask = async <T>(path: string, query: object = {}, call: Call = {}): Promise<T> => {
    const { json } = await send(line, { method: 'GET', path: `${path}?${parameters(query)}`, signal: call.signal });
    return json as T;
  };
  const report = async <R extends Report>(reports: readonly R[], call: Call = {}): Promise<string[]> =>
    await sendReports(line, reports, { localTimes, signal: call.signal });

  return {
    /** Returns the receipt, once the login is stored. Throws NotStored. */
    login: async (driver: Driver, at: Moment, call?: Call) =>
      (await report([{ ...driver, kind: 'login', at }], call))[0],
    logout: async (driver: Driver, at: Moment, call?: Call) =>
      (await report([{ ...driver, kind: 'logout', at }], call))[0],
    /** Any number of logins and logouts. Returns the receipts of the requests it took. Throws NotStored. */
    report,

    event: async (id: string, call?: Call) => await ask<Event>(`/v1/events/${encodeURIComponent(id)}`, {}, call),
    /** One page of your events; go on with `cursor: page.next`. */
    eventsPage: async (filter: EventsFilter = {}, call?: Call) => await ask<Page<Event>>('/v1/events', filter, call),
    /** All of your events that the filter lets through, page after page. */
    events: (filter: EventsFilter = {}, call?: Call) =>
      each<Event>((cursor) => ask('/v1/events', { ...filter, ...cursor }, call)),
    shift: async (id: string, call?: Call) => await ask<Shift>(`/v1/shifts/${encodeURIComponent(id)}`, {}, call),
    shifts: (filter: ShiftsFilter = {}, call?: Call) =>
      each<Shift>((cursor) => ask('/v1/shifts', { ...filter, ...cursor }, call)),

    /** Whether there is such a customer, and whether the email is theirs. */
    validateCustomerNumber: async (number: string, email?: string, call?: Call): Promise<Validity> => {
      const path = `/v1/validate/customer-number/${encodeURIComponent(number)}`;
      try {
        await ask(path, { email }, call);
        return 'valid';
      } catch (fault) {
        if (fault instanceof Refused && fault.status === 404) return fault.code as Validity;
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

function parameters(query: object): string {
  const given = Object.entries(query).filter(([, value]) => value !== undefined);
  return new URLSearchParams(given.map(([name, value]) => [name, String(value)])).toString();
}
