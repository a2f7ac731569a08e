import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import process from 'node:process';
import { type Command, InvalidArgumentError, Option } from 'commander';
import { type Client, ShiftcoverError, shiftcover } from '../../../client/shiftcover.ts';
import { type Answer, print, refused } from '../frame/answer.ts';
import { commandWithoutData, type OutputOptions } from '../frame/command.ts';
import { eventLines } from './eventLines.ts';
import { fileLines } from './fileLines.ts';
import { progressOn } from './progress.ts';
import { type RejectedLines, rejectedLines } from './rejectedLines.ts';
import { finished, NOTHING_YET, note, stopped, type Tally } from './replayAnswer.ts';
import { type Course, replayed } from './replayed.ts';

type Given = OutputOptions & {
  readonly url: string;
  readonly key: string;
  readonly fromLine: number;
  readonly skipBad?: true;
  readonly dryRun?: true;
};

/** Reports the events of a file over HTTP. Needs no database; may be stopped and run again as often as one likes. */
export function replay(program: Command): void {
  commandWithoutData(
    program,
    'replay',
    'report the events of a file to a server',
    'replay day.csv --url https://cover.example.com',
  )
    .argument('<file>', 'NDJSON, or CSV with a header: kind, driverId or policyId, timestamp')
    .addOption(new Option('--url <url>', 'the server').env('SHIFTCOVER_URL').default('http://127.0.0.1:8080'))
    .addOption(new Option('--key <key>', 'your key').env('SHIFTCOVER_KEY').makeOptionMandatory())
    .option('--from-line <n>', 'begin at this line', aLine, 1)
    .option('--skip-bad', 'leave out lines that are wrong, and keep them in FILE.rejected')
    .option('--dry-run', 'store nothing; say what would be taken')
    .action(async (file: string, given: Given) => print(await run(file, given), given));
}

function aLine(text: string): number {
  if (!/^[1-9]\d{0,14}$/.test(text)) throw new InvalidArgumentError('It must be the number of a line, from 1.');
  return Number(text);
}

const FIRST_PATIENCE_MS = 5_000;
/** Long enough for a server that is being replaced. */
const PATIENCE_MS = 600_000;

async function run(file: string, given: Given): Promise<Answer> {
  const { url, key, dryRun, skipBad, fromLine } = given;
  const why = await whyNot(url, key);
  if (why !== undefined) return refused(`${url} cannot be asked: ${why}`);
  const client = shiftcover({ url, key, localTimes: true, retryForMs: PATIENCE_MS });
  const signal = whenStopped();
  const tally = { ...NOTHING_YET };
  const stream = createReadStream(file, { signal });
  const size = (await stat(file).catch(() => undefined))?.size;
  const progress = progressOn(process.stderr, () => performance.now());
  const rejected = rejectedLines(`${file}.rejected`);
  const stop = await replayed(eventLines(fileLines(stream), fromLine), {
    columns: rejected.head,
    send: sending(client, given, signal, tally),
    ...(skipBad ? { leaveOut: leavingOut(dryRun ? undefined : rejected, tally) } : {}),
    taken: (count) => {
      tally.taken += count;
      progress.tell({ events: tally.taken, share: size ? stream.bytesRead / size : undefined });
    },
  });
  progress.end();
  const kept = await rejected.close();
  if (!stop) return finished(tally, given, kept);
  return stopped(signal.aborted ? { why: 'stopped', from: stop.from } : stop, tally, given, kept);
}

/** A wrong address or key is told before minutes pass in waiting. */
async function whyNot(url: string, key: string): Promise<string | undefined> {
  try {
    await shiftcover({ url, key, retryForMs: FIRST_PATIENCE_MS }).eventsPage({ limit: 1 });
    return undefined;
  } catch (error) {
    if (error instanceof ShiftcoverError || error instanceof TypeError) return error.message;
    throw error;
  }
}

/** Ctrl-C may come twice: from the terminal, and from whoever started this and passes it on. */
function whenStopped(): AbortSignal {
  const stopping = new AbortController();
  for (const name of ['SIGINT', 'SIGTERM'] as const) process.on(name, () => stopping.abort());
  return stopping.signal;
}

function sending(client: Client, { dryRun }: Given, signal: AbortSignal, tally: Tally): Course['send'] {
  if (!dryRun) return async (reports) => await client.report(reports, { signal });
  return async (reports) => note(await client.preview(reports, { signal }), tally);
}

function leavingOut(rejected: RejectedLines | undefined, tally: Tally): Course['leaveOut'] & {} {
  return async (bad) => {
    await rejected?.add(bad);
    tally.skipped++;
    process.stderr.write(`line ${bad.line} is left out: ${bad.why}\n`);
  };
}
