import type { Previewed } from './answers.ts';
import { NotStored, Refused } from './errors.ts';
import { type Instant, timestampOf } from './instants.ts';
import { type CallOptions, type Server, send } from './send.ts';

/** A driver by your own identifier, or by the insurer's customer number. */
export type Driver =
  | { readonly driverId: string; readonly policyId?: never }
  | { readonly policyId: string; readonly driverId?: never };

/** A login or a logout at `at`. */
export type Report = Driver & {
  readonly kind: 'login' | 'logout';
  readonly at: Instant;
  /** Names the job that a login begins and a logout ends. */
  readonly reference?: string;
};

/** Whether texts without an offset may be sent, and what a call of `report` may have. */
export type ReportOptions = ReportCallOptions & { readonly localTimes: boolean };

const KINDS = ['login', 'logout'] as const;
const MOST_ITEMS = 10_000;
/** Below the 8 MiB that a body may have. */
const MOST_BYTES = 8_000_000;

/** What a call of `report` may have. `allOrNone`: a report that is refused stops its batch, and NotStored is thrown. */
export type ReportCallOptions = CallOptions & { readonly allOrNone?: boolean | undefined };

/** A report that the server refused: the same report again would be refused again. */
export type RefusedReport<R> = { readonly report: R; readonly reason: Refused };

/** What became of reports: all but the refused are stored. `receipts`: of the requests that stored them. */
export type Reported<R> = { readonly receipts: readonly string[]; readonly refused: readonly RefusedReport<R>[] };

/**
 * Stores the reports in as few batches as they fit, one after the other. A report that is refused is set apart, and the
 * rest of its batch is sent again; a batch that is too large for the server or a proxy is halved. Throws NotStored with
 * the reports of the first batch that failed and of those after it. Throws TypeError before anything is sent.
 */
export async function sendReports<R extends Report>(
  server: Server,
  reports: readonly R[],
  options: ReportOptions,
): Promise<Reported<R>> {
  const waiting = batchesOf(reports, options.localTimes);
  const receipts: string[] = [];
  const refused: RefusedReport<R>[] = [];
  for (let batch = waiting.shift(); batch; batch = waiting.shift()) {
    try {
      receipts.push(await store(server, batch, options.signal));
    } catch (error) {
      const parts = options.allOrNone ? undefined : partsAfter(error, batch);
      if (!parts) throw new NotStored(reportsOf([batch, ...waiting]), { receipts, refused }, error);
      refused.push(...parts.refused);
      waiting.unshift(...parts.batches.filter(({ items }) => items.length > 0));
    }
  }
  return { receipts, refused };
}

type Parts<R> = { readonly batches: readonly Batch<R>[]; readonly refused: readonly RefusedReport<R>[] };

/** What to send instead of a batch that was refused; undefined when only the caller can help. Each part is smaller. */
function partsAfter<R extends Report>(error: unknown, { kind, items }: Batch<R>): Parts<R> | undefined {
  if (!(error instanceof Refused)) return undefined;
  const reasons = reasonsOf(error);
  const refused = items.flatMap(({ report }, index) => {
    const reason = reasons.get(index);
    return reason ? [{ report, reason }] : [];
  });
  if (refused.length > 0)
    return { batches: [{ kind, items: items.filter((_item, index) => !reasons.has(index)) }], refused };
  if (error.status !== 413 || items.length < 2) return undefined;
  const middle = Math.ceil(items.length / 2);
  return {
    batches: [
      { kind, items: items.slice(0, middle) },
      { kind, items: items.slice(middle) },
    ],
    refused,
  };
}

/** Why each bad item of a batch was refused, by its place. */
export function reasonsOf(error: Refused): ReadonlyMap<number, Refused> {
  const { status, code, requestId, items } = error;
  return new Map(
    items.map(({ param, detail }) => [
      Number(/^\[(\d+)\]/.exec(param)?.[1]),
      new Refused(status, code, detail, requestId, { param }),
    ]),
  );
}

function reportsOf<R>(batches: readonly Batch<R>[]): R[] {
  return batches.flatMap(({ items }) => items.map(({ report }) => report));
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
function itemText({ driverId, policyId, reference, kind, at }: Report, localTimes: boolean): string {
  if (!KINDS.includes(kind)) throw new TypeError(`a report is of a login or a logout, not of ${kind as string}`);
  return JSON.stringify({ driverId, policyId, reference, timestamp: timestampOf(at, localTimes) });
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
