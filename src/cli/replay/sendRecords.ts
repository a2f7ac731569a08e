import { reasonsOf } from '../../../client/reports.ts';
import { NotStored, Refused, type Report } from '../../../client/shiftcover.ts';
import type { FileRecord } from './fileRecords.ts';

type EventRecord = FileRecord & { readonly tag: 'event' };
type BadRecord = FileRecord & { readonly tag: 'bad' };

/** What is done with the records of a file. */
export type RecordHandlers = {
  /** Sends reports of one kind, all or none. Throws what the client throws. */
  readonly send: (reports: readonly Report[]) => Promise<unknown>;
  /** Gets each record that is left out. Without it the first bad one stops the replay. */
  readonly onBad?: (bad: BadRecord) => Promise<void>;
  /** Gets the number of events in each request that was answered. */
  readonly onSent: (count: number) => void;
};

/** Why a replay stopped: the bad record, if there is one, and the first record that may not be stored. */
export type Stop = { readonly why: string; readonly line?: number; readonly from: number };

const RECORDS_AT_ONCE = 10_000;
/** With the longest identifiers a request of so many events stays below 8 MiB. */
const MOST_IN_REQUEST = 5_000;

/**
 * Sends the events of a file from a record on, at most 10,000 of them in memory. Undefined when all were sent.
 */
export async function sendRecords(
  records: AsyncIterable<FileRecord>,
  fromLine: number,
  handlers: RecordHandlers,
): Promise<Stop | undefined> {
  let waiting: EventRecord[] = [];
  let next = fromLine;
  try {
    for await (const each of records) {
      if (each.line < fromLine) continue;
      next = each.line + 1;
      if (each.tag === 'event') waiting.push(each);
      if (each.tag === 'bad') {
        if (!handlers.onBad) {
          return (await sendAll(waiting, handlers)) ?? { why: each.why, line: each.line, from: each.line };
        }
        await handlers.onBad(each);
      }
      if (waiting.length < RECORDS_AT_ONCE) continue;
      const stop = await sendAll(waiting, handlers);
      if (stop) return stop;
      waiting = [];
    }
    return await sendAll(waiting, handlers);
  } catch (error) {
    return { why: messageOf(error), from: waiting[0]?.line ?? next };
  }
}

/** Sends records in requests of one kind each. Of a refused request the bad records are left out, and the rest is sent. */
async function sendAll(records: readonly EventRecord[], handlers: RecordHandlers): Promise<Stop | undefined> {
  const waiting = (['login', 'logout'] as const).map((kind) => records.filter(({ report }) => report.kind === kind));
  for (let [ofKind] = waiting; ofKind; [ofKind] = waiting) {
    const request = ofKind.slice(0, MOST_IN_REQUEST);
    const sent = await send(request, handlers);
    if (sent.tag === 'failed') return { why: sent.why, from: firstOf(waiting) };
    const bad = sent.tag === 'bad' ? sent.records : [];
    const [first] = bad;
    if (first && !handlers.onBad) return { why: first.why, line: first.line, from: firstOf(waiting) };
    for (const each of bad) await handlers.onBad?.(each);
    const lines = new Set(bad.map(({ line }) => line));
    const left = sent.tag === 'bad' ? ofKind.filter(({ line }) => !lines.has(line)) : ofKind.slice(request.length);
    waiting.splice(0, 1, ...(left.length > 0 ? [left] : []));
  }
  return undefined;
}

function firstOf(waiting: readonly (readonly FileRecord[])[]): number {
  return Math.min(...waiting.flatMap(([first]) => (first ? [first.line] : [])));
}

type Sent =
  | { readonly tag: 'sent' }
  | { readonly tag: 'bad'; readonly records: readonly BadRecord[] }
  | { readonly tag: 'failed'; readonly why: string };

async function send(records: readonly EventRecord[], handlers: RecordHandlers): Promise<Sent> {
  if (records.length === 0) return { tag: 'sent' };
  try {
    await handlers.send(records.map(({ report }) => report));
  } catch (error) {
    const cause = error instanceof NotStored ? error.cause : error;
    const bad = badRecords(cause, records);
    return bad.length > 0 ? { tag: 'bad', records: bad } : { tag: 'failed', why: messageOf(cause) };
  }
  handlers.onSent(records.length);
  return { tag: 'sent' };
}

function badRecords(cause: unknown, records: readonly EventRecord[]): BadRecord[] {
  if (!(cause instanceof Refused)) return [];
  return [...reasonsOf(cause)].map(([index, { detail }]) => {
    const { line, source } = records[index] as EventRecord;
    return { tag: 'bad', line, source, why: detail };
  });
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
