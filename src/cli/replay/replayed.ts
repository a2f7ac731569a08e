import { NotStored, Refused, type Report } from '../../../client/shiftcover.ts';
import type { BadLine, EventLine, GoodLine } from './eventLines.ts';
import type { FileLine } from './fileLines.ts';

/** Where events go, and what is told on the way. */
export type Course = {
  readonly columns: (line: FileLine) => void;
  /** Takes reports of one kind, all or none; throws what the client throws. */
  readonly send: (reports: readonly Report[]) => Promise<unknown>;
  /** Takes a line that is wrong; without it the first such line ends it. */
  readonly leaveOut?: (bad: BadLine) => Promise<void>;
  readonly taken: (count: number) => void;
};

/** Why it went no further: what is wrong, with which line if with one, and the first line that is not known to be stored. */
export type Stop = { readonly why: string; readonly line?: number; readonly from: number };

const LINES_AT_ONCE = 10_000;
/** Of one request. However long their names, it stays below 8 MiB. */
const MOST_AT_ONCE = 5_000;

/** Sends the events of a file, piece by piece. Undefined when all of them went. */
export async function replayed(lines: AsyncIterable<EventLine>, course: Course): Promise<Stop | undefined> {
  let waiting: GoodLine[] = [];
  let next = 1;
  try {
    for await (const each of lines) {
      next = each.line + 1;
      if (each.tag === 'columns') course.columns(each);
      if (each.tag === 'event') waiting.push(each);
      if (each.tag === 'bad') {
        if (!course.leaveOut)
          return (await sendAll(waiting, course)) ?? { why: each.why, line: each.line, from: each.line };
        await course.leaveOut(each);
      }
      if (waiting.length < LINES_AT_ONCE) continue;
      const stop = await sendAll(waiting, course);
      if (stop) return stop;
      waiting = [];
    }
    return await sendAll(waiting, course);
  } catch (error) {
    return { why: inWords(error), from: waiting[0]?.line ?? next };
  }
}

/**
 * A refused request names its first bad item and nothing else: where one line is wrong many may be, and so requests become smaller, and
 * larger again when they go through.
 */
async function sendAll(lines: readonly GoodLine[], course: Course): Promise<Stop | undefined> {
  const waiting = (['login', 'logout'] as const).map((kind) => lines.filter(({ report }) => report.kind === kind));
  let size = MOST_AT_ONCE;
  for (let [all] = waiting; all; [all] = waiting) {
    const piece = all.slice(0, size);
    const sent = await send(piece, course);
    if (sent.tag === 'failed') return { why: sent.why, from: firstOf(waiting) };
    if (sent.tag === 'taken') {
      waiting.splice(0, 1, ...(all.length > size ? [all.slice(size)] : []));
      size = Math.min(MOST_AT_ONCE, size * 2);
    } else {
      const { line, bytes } = piece[sent.index] as GoodLine;
      if (!course.leaveOut) return { why: sent.why, line, from: firstOf(waiting) };
      await course.leaveOut({ tag: 'bad', line, bytes, why: sent.why });
      waiting.splice(0, 1, all.slice(0, sent.index), all.slice(sent.index + 1));
      size = Math.max(1, Math.floor(size / 2));
    }
  }
  return undefined;
}

function firstOf(waiting: readonly (readonly FileLine[])[]): number {
  return Math.min(...waiting.flatMap(([first]) => (first ? [first.line] : [])));
}

type Sent =
  | { readonly tag: 'taken' }
  | { readonly tag: 'bad'; readonly index: number; readonly why: string }
  | { readonly tag: 'failed'; readonly why: string };

async function send(piece: readonly GoodLine[], { send, taken }: Course): Promise<Sent> {
  if (piece.length === 0) return { tag: 'taken' };
  try {
    await send(piece.map(({ report }) => report));
  } catch (error) {
    const cause = error instanceof NotStored ? error.cause : error;
    return badItem(cause) ?? { tag: 'failed', why: inWords(cause) };
  }
  taken(piece.length);
  return { tag: 'taken' };
}

/** A refused batch names its first bad item, counted from 1. */
function badItem(cause: unknown): Sent | undefined {
  if (!(cause instanceof Refused)) return undefined;
  const [, item, why] = /^item (\d+): (.*)$/.exec(cause.detail) ?? [];
  return why === undefined ? undefined : { tag: 'bad', index: Number(item) - 1, why };
}

function inWords(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
