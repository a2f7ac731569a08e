import { NotStored } from './faults.ts';
import { type Line, send } from './sending.ts';

/** A driver by your own identifier, or by the insurer's customer number. */
export type Driver = { readonly driverId: string } | { readonly policyId: string };

/** A moment: a Date, anything that writes itself as an instant (Temporal.Instant), or an ISO-8601 text with its offset. */
export type Moment = Date | string | { toString(): string; readonly epochMilliseconds: number };

export type Report = Driver & { readonly kind: 'login' | 'logout'; readonly at: Moment };

const MOST_ITEMS = 10_000;
const WITH_OFFSET = /[Tt ].*([Zz]|[+-]\d\d(:?\d\d)?)$/;

/** The text of a moment on the wire. Throws TypeError for a text without offset: it would be read in the zone the insurer has for you. */
function timestampOf(at: Moment, localTimes: boolean): string {
  if (at instanceof Date) return at.toISOString();
  if (typeof at !== 'string') return at.toString();
  if (localTimes || WITH_OFFSET.test(at)) return at;
  throw new TypeError(`${at} has no offset: write it with one, or say localTimes: true`);
}

/**
 * Stores the reports, in as many requests as they need, one after the other. Returns the receipts. Throws NotStored with
 * those that are not known to be stored; what came before them is.
 */
export async function sendReports<R extends Report>(
  line: Line,
  reports: readonly R[],
  { localTimes, signal }: { readonly localTimes: boolean; readonly signal?: AbortSignal | undefined },
): Promise<string[]> {
  const items = reports.map((report) => ({ report, item: itemOf(report, localTimes) }));
  const batches = (['login', 'logout'] as const).flatMap((kind) =>
    inParts(items.filter(({ report }) => report.kind === kind)).map((part) => ({ kind, part })),
  );
  const receipts: string[] = [];
  for (const [index, { kind, part }] of batches.entries()) {
    try {
      const body = part.map(({ item }) => item);
      const { requestId } = await send(line, { method: 'POST', path: `/v1/batch/${kind}`, body, signal });
      receipts.push(requestId);
    } catch (fault) {
      throw new NotStored(
        batches.slice(index).flatMap((batch) => batch.part.map(({ report }) => report)),
        fault,
      );
    }
  }
  return receipts;
}

function itemOf(report: Report, localTimes: boolean) {
  const driver = 'driverId' in report ? { driverId: report.driverId } : { policyId: report.policyId };
  return { ...driver, timestamp: timestampOf(report.at, localTimes) };
}

function inParts<T>(all: readonly T[]): T[][] {
  return Array.from({ length: Math.ceil(all.length / MOST_ITEMS) }, (_, part) =>
    all.slice(part * MOST_ITEMS, (part + 1) * MOST_ITEMS),
  );
}
