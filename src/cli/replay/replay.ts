import { readFile, stat } from 'node:fs/promises';
import process from 'node:process';
import { type Command, InvalidArgumentError, Option } from 'commander';
import { type Client, ShiftcoverError, shiftcover } from '../../../client/shiftcover.ts';
import { ownUrl, readConfig } from '../../config/config.ts';
import { type Answer, BAD_USE, print, refuse } from '../command/answer.ts';
import { commandWithoutData, type OutputOptions } from '../command/command.ts';
import { forTerminal } from '../command/terminal.ts';
import { type DateFormat, dateFormat } from './dateFormat.ts';
import type { TextReport } from './eventOf.ts';
import { readRecords } from './fileRecords.ts';
import { ENCODINGS, type Encoding, textOf, withFile } from './fileText.ts';
import { type Overview, overviewOf, overviewText } from './overview.ts';
import { progressOn } from './progress.ts';
import { type RejectedRecords, rejectedRecords } from './rejectedRecords.ts';
import { answerFinished, answerStopped, countPreviewed, NOTHING_YET, type Tally } from './replayAnswer.ts';
import { type RecordHandlers, sendRecords } from './sendRecords.ts';

type Options = OutputOptions & {
  readonly url?: string;
  readonly key?: string;
  readonly keyFile?: string;
  readonly fromLine: number;
  readonly skipBad?: true;
  readonly dryRun?: true;
  readonly encoding?: Encoding;
  readonly dateFormat?: DateFormat;
};

/** Adds the command that reports the events of a file over HTTP. It opens no database, and can be run again safely. */
export function replayCommand(program: Command): void {
  commandWithoutData(
    program,
    'replay',
    'report the events of a file to a server',
    'replay day.csv --url https://cover.example.com --key-file key.txt',
  )
    .argument(
      '<file>',
      'CSV with a header (kind, driverId or policyId, timestamp, reference), NDJSON or a JSON array, also as gzip; - is standard input',
    )
    .addOption(new Option('--url <url>', 'the server (unless given: the one of HOST and PORT)').env('SHIFTCOVER_URL'))
    .addOption(new Option('--key <key>', 'your key; others on this machine may see it').env('SHIFTCOVER_KEY'))
    .option('--key-file <file>', 'the file with your key')
    .option('--from-line <n>', 'begin at this line', parseLine, 1)
    .option('--skip-bad', 'leave out what is wrong, and keep it with the reason in FILE.rejected')
    .option('--dry-run', 'store nothing; say what would be taken')
    .addOption(new Option('--encoding <name>', 'of the file, where it is not UTF-8').choices(Object.keys(ENCODINGS)))
    .option('--date-format <format>', 'of its times, such as "dd/MM/yyyy HH:mm", or excel', parseDateFormat)
    .action(async (file: string, options: Options) => await print(await run(file, options), options));
}

function parseLine(text: string): number {
  if (!/^[1-9]\d{0,14}$/.test(text)) throw new InvalidArgumentError('It must be the number of a line, from 1.');
  return Number(text);
}

function parseDateFormat(text: string): DateFormat {
  const format = dateFormat(text);
  if (!format) throw new InvalidArgumentError('It must have yyyy, MM, dd, HH, mm and perhaps ss, or be excel.');
  return format;
}

const FIRST_RETRY_FOR_MS = 5_000;
/** Long enough for a server that is being replaced. */
const RETRY_FOR_MS = 600_000;

async function run(file: string, options: Options): Promise<Answer> {
  const server = await serverOf(options);
  if ('tag' in server) return server;
  const problem = await problemWith(server);
  if (problem !== undefined) return refuse(`${server.url} cannot be asked: ${problem}`);
  const client = shiftcover({ ...server, localTimes: true, retryForMs: RETRY_FOR_MS });
  const signal = abortedOnSignal();
  try {
    return await withFile(file, (path) =>
      replay({ path, name: file === '-' ? 'standard-input' : file }, client, signal, options),
    );
  } catch (error) {
    return refuse(error instanceof Error ? error.message : String(error));
  }
}

/** Where to report, and with which key. */
async function serverOf({ url, key, keyFile }: Options): Promise<{ url: string; key: string } | Answer> {
  const read = readConfig(process.env);
  if (url === undefined && read.tag === 'refused') return refuse(read.why, BAD_USE);
  const found = keyFile === undefined ? key : (await readFile(keyFile, 'utf8').catch(() => '')).trim();
  if (!found)
    return refuse(
      keyFile === undefined ? 'give your key by --key-file, or as SHIFTCOVER_KEY' : `${keyFile} has no key`,
      BAD_USE,
    );
  return { url: url ?? (read.tag === 'config' ? ownUrl(read.config) : ''), key: found };
}

type File = { readonly path: string; readonly name: string };

/** Reads the file twice: to show what it is understood as, and to send it. */
async function replay({ path, name }: File, client: Client, signal: AbortSignal, options: Options): Promise<Answer> {
  const { dryRun, skipBad, fromLine, encoding } = options;
  const open = (onBytes?: (count: number) => void) =>
    readRecords(textOf(path, { encoding, signal, ...(onBytes && { onBytes }) }), options.dateFormat);
  const { size } = await stat(path);
  const tally = { ...NOTHING_YET };
  const overview = await showOverview(await open(), client, options);
  let bytesRead = 0;
  const { format, records } = await open((count) => {
    bytesRead = count;
  });
  const progress = progressOn(process.stderr, () => performance.now());
  const rejected = rejectedRecords(`${name}.rejected`, format);
  const stop = await sendRecords(records, fromLine, {
    send: sender(client, options, signal, tally),
    ...(skipBad ? { onBad: badRecordWriter(dryRun ? undefined : rejected, format.unit, tally) } : {}),
    onSent: (count) => {
      tally.sent += count;
      progress.update({ events: tally.sent, share: bytesRead / size });
    },
  });
  progress.end();
  const replayed = { tally, overview, unit: format.unit, rejected: await rejected.close() };
  if (!stop) return answerFinished(replayed, options);
  return answerStopped(signal.aborted ? { why: 'stopped', from: stop.from } : stop, replayed, options);
}

async function showOverview(
  records: Awaited<ReturnType<typeof readRecords>>,
  client: Client,
  { json }: Options,
): Promise<Overview> {
  const overview = await overviewOf(records, (report) => readingOf(client, report));
  if (!json) process.stderr.write(`${forTerminal(overviewText(overview, records.format.unit))}\n`);
  return overview;
}

/** How the server reads the time of a report, in words; null when it would not take the report. */
async function readingOf(client: Client, report: TextReport): Promise<string | null> {
  try {
    return (await client.preview([report]))[0]?.how ?? null;
  } catch (error) {
    if (error instanceof ShiftcoverError) return null;
    throw error;
  }
}

/** Tries one request, so that a wrong URL or key is reported at once and not after minutes of retries. */
async function problemWith(server: { readonly url: string; readonly key: string }): Promise<string | undefined> {
  try {
    await shiftcover({ ...server, retryForMs: FIRST_RETRY_FOR_MS }).eventsPage({ limit: 1 });
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

function sender(client: Client, { dryRun }: Options, signal: AbortSignal, tally: Tally): RecordHandlers['send'] {
  if (!dryRun) return async (reports) => await client.report(reports, { signal, allOrNone: true });
  return async (reports) => countPreviewed(await client.preview(reports, { signal }), tally);
}

function badRecordWriter(
  rejected: RejectedRecords | undefined,
  unit: string,
  tally: Tally,
): RecordHandlers['onBad'] & {} {
  return async (bad) => {
    await rejected?.add(bad);
    tally.skipped++;
    process.stderr.write(`${forTerminal(`${unit} ${bad.line} is left out: ${bad.why}`)}\n`);
  };
}
