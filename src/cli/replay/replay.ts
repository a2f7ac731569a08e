import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import process from 'node:process';
import { type Command, InvalidArgumentError, Option } from 'commander';
import { type Client, ShiftcoverError, shiftcover } from '../../../client/shiftcover.ts';
import { type Answer, print, refuse } from '../command/answer.ts';
import { commandWithoutData, type OutputOptions } from '../command/command.ts';
import { fileLines } from './fileLines.ts';
import { parseLines } from './parseLines.ts';
import { progressOn } from './progress.ts';
import { type RejectedLines, rejectedLines } from './rejectedLines.ts';
import { answerFinished, answerStopped, countPreviewed, NOTHING_YET, type Tally } from './replayAnswer.ts';
import { type LineHandlers, sendLines } from './sendLines.ts';

type Options = OutputOptions & {
  readonly url: string;
  readonly key: string;
  readonly fromLine: number;
  readonly skipBad?: true;
  readonly dryRun?: true;
};

/** Adds the command that reports the events of a file over HTTP. It opens no database, and can be run again safely. */
export function replayCommand(program: Command): void {
  commandWithoutData(
    program,
    'replay',
    'report the events of a file to a server',
    'replay day.csv --url https://cover.example.com',
  )
    .argument('<file>', 'NDJSON, or CSV with a header: kind, driverId or policyId, timestamp')
    .addOption(new Option('--url <url>', 'the server').env('SHIFTCOVER_URL').default('http://127.0.0.1:8080'))
    .addOption(new Option('--key <key>', 'your key').env('SHIFTCOVER_KEY').makeOptionMandatory())
    .option('--from-line <n>', 'begin at this line', parseLine, 1)
    .option('--skip-bad', 'leave out lines that are wrong, and keep them in FILE.rejected')
    .option('--dry-run', 'store nothing; say what would be taken')
    .action(async (file: string, options: Options) => print(await run(file, options), options));
}

function parseLine(text: string): number {
  if (!/^[1-9]\d{0,14}$/.test(text)) throw new InvalidArgumentError('It must be the number of a line, from 1.');
  return Number(text);
}

const FIRST_RETRY_FOR_MS = 5_000;
/** Long enough for a server that is being replaced. */
const RETRY_FOR_MS = 600_000;

async function run(file: string, options: Options): Promise<Answer> {
  const { url, key, dryRun, skipBad, fromLine } = options;
  const problem = await problemWith(url, key);
  if (problem !== undefined) return refuse(`${url} cannot be asked: ${problem}`);
  const client = shiftcover({ url, key, localTimes: true, retryForMs: RETRY_FOR_MS });
  const signal = abortedOnSignal();
  const tally = { ...NOTHING_YET };
  const stream = createReadStream(file, { signal });
  const size = (await stat(file).catch(() => undefined))?.size;
  const progress = progressOn(process.stderr, () => performance.now());
  const rejected = rejectedLines(`${file}.rejected`);
  const stop = await sendLines(parseLines(fileLines(stream), fromLine), {
    onColumns: rejected.setColumns,
    send: sender(client, options, signal, tally),
    ...(skipBad ? { onBadLine: badLineWriter(dryRun ? undefined : rejected, tally) } : {}),
    onSent: (count) => {
      tally.sent += count;
      progress.update({ events: tally.sent, share: size ? stream.bytesRead / size : undefined });
    },
  });
  progress.end();
  const path = await rejected.close();
  if (!stop) return answerFinished(tally, options, path);
  return answerStopped(signal.aborted ? { why: 'stopped', from: stop.from } : stop, tally, options, path);
}

/** Tries one request, so that a wrong URL or key is reported at once and not after minutes of retries. */
async function problemWith(url: string, key: string): Promise<string | undefined> {
  try {
    await shiftcover({ url, key, retryForMs: FIRST_RETRY_FOR_MS }).eventsPage({ limit: 1 });
    return undefined;
  } catch (error) {
    if (error instanceof ShiftcoverError || error instanceof TypeError) return error.message;
    throw error;
  }
}

/** The handlers stay, because a terminal and bin/shiftcover.mjs may both send the same signal. */
function abortedOnSignal(): AbortSignal {
  const stopping = new AbortController();
  for (const name of ['SIGINT', 'SIGTERM'] as const) process.on(name, () => stopping.abort());
  return stopping.signal;
}

function sender(client: Client, { dryRun }: Options, signal: AbortSignal, tally: Tally): LineHandlers['send'] {
  if (!dryRun) return async (reports) => await client.report(reports, { signal, allOrNone: true });
  return async (reports) => countPreviewed(await client.preview(reports, { signal }), tally);
}

function badLineWriter(rejected: RejectedLines | undefined, tally: Tally): LineHandlers['onBadLine'] & {} {
  return async (bad) => {
    await rejected?.add(bad);
    tally.skipped++;
    process.stderr.write(`line ${bad.line} is left out: ${bad.why}\n`);
  };
}
