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

/**
 * Sends records in requests of one kind each. A refused request names only its first bad item, and where one is bad
 * many may be: so requests become half as large after a refusal, and twice as large after a success.
 */
async function sendAll(records: readonly EventRecord[], handlers: RecordHandlers): Promise<Stop | undefined> {
  const waiting = (['login', 'logout'] as const).map((kind) => records.filter(({ report }) => report.kind === kind));
  let size = MOST_IN_REQUEST;
  for (let [ofKind] = waiting; ofKind; [ofKind] = waiting) {
    const request = ofKind.slice(0, size);
    const sent = await send(request, handlers);
    if (sent.tag === 'failed') return { why: sent.why, from: firstOf(waiting) };
    if (sent.tag === 'sent') {
      waiting.splice(0, 1, ...(ofKind.length > size ? [ofKind.slice(size)] : []));
      size = Math.min(MOST_IN_REQUEST, size * 2);
    } else {
      const { line, source } = request[sent.index] as EventRecord;
      if (!handlers.onBad) return { why: sent.why, line, from: firstOf(waiting) };
      await handlers.onBad({ tag: 'bad', line, source, why: sent.why });
      waiting.splice(0, 1, ofKind.slice(0, sent.index), ofKind.slice(sent.index + 1));
      size = Math.max(1, Math.floor(size / 2));
    }
  }
  return undefined;
}

function firstOf(waiting: readonly (readonly FileRecord[])[]): number {
  return Math.min(...waiting.flatMap(([first]) => (first ? [first.line] : [])));
}

type Sent =
  | { readonly tag: 'sent' }
  | { readonly tag: 'bad'; readonly index: number; readonly why: string }
  | { readonly tag: 'failed'; readonly why: string };

async function send(records: readonly EventRecord[], handlers: RecordHandlers): Promise<Sent> {
  if (records.length === 0) return { tag: 'sent' };
  try {
    await handlers.send(records.map(({ report }) => report));
  } catch (error) {
    const cause = error instanceof NotStored ? error.cause : error;
    return badItem(cause) ?? { tag: 'failed', why: messageOf(cause) };
  }
  handlers.onSent(records.length);
  return { tag: 'sent' };
}

/** The first bad item of a refused batch. Its detail counts items from 1. */
function badItem(cause: unknown): Sent | undefined {
  if (!(cause instanceof Refused)) return undefined;
  const [, item, why] = /^item (\d+): (.*)$/.exec(cause.detail) ?? [];
  return why === undefined ? undefined : { tag: 'bad', index: Number(item) - 1, why };
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
