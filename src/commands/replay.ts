import { createReadStream } from 'node:fs';
import process from 'node:process';
import { createInterface } from 'node:readline';
import { type Command, InvalidArgumentError, Option } from 'commander';
import { type Client, NotStored, Refused, type Report, shiftcover } from '../../client/shiftcover.ts';
import { type Answer, give, refused, told } from './answer.ts';
import { type EventLine, eventLines } from './eventLines.ts';
import { type ForWhom, verb } from './verb.ts';

type Given = ForWhom & {
  readonly url: string;
  readonly key: string;
  readonly fromLine: number;
  readonly skipBad?: true;
};

/** Reports the events of a file over HTTP. Needs no database; may be stopped and run again as often as one likes. */
export function replay(program: Command): void {
  verb(program, 'replay', 'report the events of a file to a server', 'replay day.csv --url https://cover.example.com')
    .argument('<file>', 'NDJSON, or CSV with a header: kind, driverId or policyId, timestamp')
    .addOption(new Option('--url <url>', 'the server').env('SHIFTCOVER_URL').default('http://127.0.0.1:8080'))
    .addOption(new Option('--key <key>', 'your key').env('SHIFTCOVER_KEY').makeOptionMandatory())
    .option('--from-line <n>', 'begin at this line', aLine, 1)
    .option('--skip-bad', 'leave out lines that are wrong, and say which')
    .action(async (file: string, given: Given) => give(await run(file, given), given));
}

function aLine(text: string): number {
  if (!/^[1-9]\d{0,14}$/.test(text)) throw new InvalidArgumentError('It must be the number of a line, from 1.');
  return Number(text);
}

const LINES_AT_ONCE = 5_000;

type Good = Extract<EventLine, { tag: 'event' }>;
/** Why it goes no further: a line, what is wrong with it, and the first line that is not known to be stored. */
type Stop = { readonly line: number; readonly why: string; readonly from?: number };

async function run(file: string, given: Given): Promise<Answer> {
  const client = shiftcover({ url: given.url, key: given.key, localTimes: true });
  const stopping = new AbortController();
  const stop = () => stopping.abort(new Error('stopped'));
  process.once('SIGINT', stop).once('SIGTERM', stop);
  const done = { reported: 0, skipped: 0 };
  let chunk: Good[] = [];
  const flush = async (): Promise<Stop | undefined> => {
    const why = await report(client, chunk, given, stopping.signal, done);
    if (!why) showProgress(done.reported);
    chunk = [];
    return why;
  };
  try {
    for await (const each of eventLines(createInterface({ input: createReadStream(file), crlfDelay: Infinity }))) {
      if (each.line < given.fromLine) continue;
      if (each.tag === 'bad' && !given.skipBad) return stopped((await flush()) ?? each, done.reported);
      if (each.tag === 'bad') skip(each, done);
      else chunk.push(each);
      const why = chunk.length === LINES_AT_ONCE ? await flush() : undefined;
      if (why) return stopped(why, done.reported);
    }
  } catch (fault) {
    return refused(`${file} cannot be read: ${fault instanceof Error ? fault.message : String(fault)}`);
  }
  const why = await flush();
  if (why) return stopped(why, done.reported);
  const { reported, skipped } = done;
  return told(`${reported} events are stored; ${skipped} lines were left out.`, { reported, skipped });
}

function stopped({ line, why, from = line }: Stop, reported: number): Answer {
  return refused(`line ${line}: ${why}; ${reported} events are stored, go on with --from-line ${from}`);
}

/** Undefined, or the first line that is not known to be stored, and why. */
async function report(
  client: Client,
  chunk: readonly Good[],
  given: Given,
  signal: AbortSignal,
  done: { reported: number; skipped: number },
): Promise<Stop | undefined> {
  const lineOf = new Map<Report, number>(chunk.map((each) => [each.report, each.line]));
  let left: readonly Report[] = chunk.map((each) => each.report);
  while (left.length > 0) {
    try {
      await client.report(left, { signal });
      done.reported += left.length;
      return undefined;
    } catch (fault) {
      if (!(fault instanceof NotStored)) throw fault;
      const inDoubt = fault.reports as readonly Report[];
      done.reported += left.length - inDoubt.length;
      const bad = badItem(fault.cause, inDoubt);
      if (!bad || !given.skipBad) return firstLine(inDoubt, bad, fault.cause, lineOf);
      skip({ line: lineOf.get(bad.report) as number, why: bad.why }, done);
      left = inDoubt.filter((each) => each !== bad.report);
    }
  }
  return undefined;
}

/** A refused batch names its first bad item, counted from 1. */
function badItem(cause: unknown, inDoubt: readonly Report[]): { report: Report; why: string } | undefined {
  const [, item, why] = (cause instanceof Refused && /item (\d+): (.*)/.exec(cause.message)) || [];
  const report = inDoubt[Number(item) - 1];
  return report && why !== undefined ? { report, why } : undefined;
}

function firstLine(
  inDoubt: readonly Report[],
  bad: { report: Report; why: string } | undefined,
  cause: unknown,
  lineOf: ReadonlyMap<Report, number>,
): Stop {
  const from = Math.min(...inDoubt.map((each) => lineOf.get(each) as number));
  if (bad) return { line: lineOf.get(bad.report) as number, why: bad.why, from };
  return { line: from, why: cause instanceof Error ? cause.message : String(cause) };
}

function skip({ line, why }: Stop, done: { skipped: number }): void {
  done.skipped++;
  process.stderr.write(`line ${line} is left out: ${why}\n`);
}

function showProgress(reported: number): void {
  if (process.stderr.isTTY) process.stderr.write(`\r${reported} events stored`);
}
