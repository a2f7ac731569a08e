import type { Previewed } from './answers.ts';
import { NotStored, Refused } from './errors.ts';
import { type Instant, timestampOf } from './instants.ts';
import { type Server, send } from './send.ts';

/** A driver by your own identifier, or by the insurer's customer number. */
export type Driver =
  | { readonly driverId: string; readonly policyId?: never }
  | { readonly policyId: string; readonly driverId?: never };

/** A login or a logout at `at`. */
export type Report = Driver & { readonly kind: 'login' | 'logout'; readonly at: Instant };

/** Whether texts without an offset may be sent, and the signal that aborts the call. */
export type ReportOptions = { readonly localTimes: boolean; readonly signal: AbortSignal | undefined };

const KINDS = ['login', 'logout'] as const;
const MOST_ITEMS = 10_000;
/** Below the 8 MiB that a body may have. */
const MOST_BYTES = 8_000_000;

/**
 * Stores the reports in as few batches as they fit, one after the other. Returns the receipts. Throws NotStored with
 * the reports of the first batch that failed and of those after it. Throws TypeError before anything is sent.
 */
export async function sendReports<R extends Report>(
  server: Server,
  reports: readonly R[],
  options: ReportOptions,
): Promise<string[]> {
  const batches = batchesOf(reports, options.localTimes);
  const receipts: string[] = [];
  for (const [index, batch] of batches.entries()) {
    try {
      receipts.push(await store(server, batch, options.signal));
    } catch (error) {
      throw new NotStored(
        batches.slice(index).flatMap(({ items }) => items.map(({ report }) => report)),
        receipts,
        error,
      );
    }
  }
  return receipts;
}

async function store(server: Server, batch: Batch<Report>, signal: AbortSignal | undefined): Promise<string> {
  const path = `/v1/batch/${batch.kind}`;
  const { status, json, requestId } = await send(server, { method: 'POST', path, body: bodyOf(batch), signal });
  if (status === 202 && (json as { status?: unknown }).status === 'PENDING') return requestId;
  throw new Refused(status, 'UNEXPECTED', 'the answer does not say that the reports are stored', requestId);
}

/** What each of the reports would come to, in their order. Stores nothing. Throws Refused, Unreachable or TypeError. */
export async function previewReports(
  server: Server,
  reports: readonly Report[],
  options: ReportOptions,
): Promise<Previewed[]> {
  const previewed = new Map<Report, Previewed>();
  for (const batch of batchesOf(reports, options.localTimes)) {
    const path = `/v1/preview/batch/${batch.kind}`;
    const { json } = await send(server, { method: 'POST', path, body: bodyOf(batch), signal: options.signal });
    const { items } = json as { items: Previewed[] };
    batch.items.forEach(({ report }, index) => previewed.set(report, items[index] as Previewed));
  }
  return reports.map((report) => previewed.get(report) as Previewed);
}

type Item<R> = { readonly report: R; readonly text: string };
type Batch<R> = { readonly kind: Report['kind']; readonly items: readonly Item<R>[] };

function batchesOf<R extends Report>(reports: readonly R[], localTimes: boolean): Batch<R>[] {
  const items = reports.map((report) => ({ report, text: itemText(report, localTimes) }));
  return KINDS.flatMap((kind) =>
    inParts(items.filter(({ report }) => report.kind === kind)).map((part) => ({ kind, items: part })),
  );
}

/** Throws TypeError for another kind: it would be in no batch, and so be lost without an error. */
function itemText({ driverId, policyId, kind, at }: Report, localTimes: boolean): string {
  if (!KINDS.includes(kind)) throw new TypeError(`a report is of a login or a logout, not of ${kind as string}`);
  return JSON.stringify({ driverId, policyId, timestamp: timestampOf(at, localTimes) });
}

function inParts<R>(items: readonly Item<R>[]): Item<R>[][] {
  const parts: Item<R>[][] = [];
  let bytes = Number.POSITIVE_INFINITY;
  for (const item of items) {
    const size = byteLength(item.text) + 1;
    if (bytes + size > MOST_BYTES || parts.at(-1)?.length === MOST_ITEMS) {
      parts.push([]);
      bytes = 0;
    }
    parts.at(-1)?.push(item);
    bytes += size;
  }
  return parts;
}

const encoder = new TextEncoder();

function byteLength(text: string): number {
  return encoder.encode(text).length;
}

function bodyOf({ items }: Batch<Report>): string {
  return `[${items.map(({ text }) => text).join(',')}]`;
}
