import { NotStored, Refused, type Report } from '../../../client/shiftcover.ts';
import type { FileLine } from './fileLines.ts';
import type { BadLine, EventLine, ParsedLine } from './parseLines.ts';

/** What is done with the lines of a file. */
export type LineHandlers = {
  readonly onColumns: (line: FileLine) => void;
  /** Sends reports of one kind, all or none. Throws what the client throws. */
  readonly send: (reports: readonly Report[]) => Promise<unknown>;
  /** Gets each line that is left out. Without it the first bad line stops the replay. */
  readonly onBadLine?: (bad: BadLine) => Promise<void>;
  /** Gets the number of events in each request that was answered. */
  readonly onSent: (count: number) => void;
};

/** Why a replay stopped: the bad line, if there is one, and the first line that may not be stored. */
export type Stop = { readonly why: string; readonly line?: number; readonly from: number };

const LINES_AT_ONCE = 10_000;
/** With the longest identifiers a request of so many events stays below 8 MiB. */
const MOST_IN_REQUEST = 5_000;

/** Sends the events of a file, at most 10,000 lines in memory. Undefined when all were sent. */
export async function sendLines(lines: AsyncIterable<ParsedLine>, handlers: LineHandlers): Promise<Stop | undefined> {
  let waiting: EventLine[] = [];
  let next = 1;
  try {
    for await (const each of lines) {
      next = each.line + 1;
      if (each.tag === 'columns') handlers.onColumns(each);
      if (each.tag === 'event') waiting.push(each);
      if (each.tag === 'bad') {
        if (!handlers.onBadLine) {
          return (await sendAll(waiting, handlers)) ?? { why: each.why, line: each.line, from: each.line };
        }
        await handlers.onBadLine(each);
      }
      if (waiting.length < LINES_AT_ONCE) continue;
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
 * Sends lines in requests of one kind each. A refused request names only its first bad item, and where one line is bad
 * many may be: so requests become half as large after a refusal, and twice as large after a success.
 */
async function sendAll(lines: readonly EventLine[], handlers: LineHandlers): Promise<Stop | undefined> {
  const waiting = (['login', 'logout'] as const).map((kind) => lines.filter(({ report }) => report.kind === kind));
  let size = MOST_IN_REQUEST;
  for (let [ofKind] = waiting; ofKind; [ofKind] = waiting) {
    const request = ofKind.slice(0, size);
    const sent = await send(request, handlers);
    if (sent.tag === 'failed') return { why: sent.why, from: firstOf(waiting) };
    if (sent.tag === 'sent') {
      waiting.splice(0, 1, ...(ofKind.length > size ? [ofKind.slice(size)] : []));
      size = Math.min(MOST_IN_REQUEST, size * 2);
    } else {
      const { line, bytes } = request[sent.index] as EventLine;
      if (!handlers.onBadLine) return { why: sent.why, line, from: firstOf(waiting) };
      await handlers.onBadLine({ tag: 'bad', line, bytes, why: sent.why });
      waiting.splice(0, 1, ofKind.slice(0, sent.index), ofKind.slice(sent.index + 1));
      size = Math.max(1, Math.floor(size / 2));
    }
  }
  return undefined;
}

function firstOf(waiting: readonly (readonly FileLine[])[]): number {
  return Math.min(...waiting.flatMap(([first]) => (first ? [first.line] : [])));
}

type Sent =
  | { readonly tag: 'sent' }
  | { readonly tag: 'bad'; readonly index: number; readonly why: string }
  | { readonly tag: 'failed'; readonly why: string };

async function send(lines: readonly EventLine[], handlers: LineHandlers): Promise<Sent> {
  if (lines.length === 0) return { tag: 'sent' };
  try {
    await handlers.send(lines.map(({ report }) => report));
  } catch (error) {
    const cause = error instanceof NotStored ? error.cause : error;
    return badItem(cause) ?? { tag: 'failed', why: messageOf(cause) };
  }
  handlers.onSent(lines.length);
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
