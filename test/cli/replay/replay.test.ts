import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { fileLines } from '../../../src/cli/replay/fileLines.ts';
import { parseLines } from '../../../src/cli/replay/parseLines.ts';
import { progressOn } from '../../../src/cli/replay/progress.ts';

import { runCommand } from '../../support/runCommand.ts';
import { startService } from '../../support/service.ts';
import { eventCount, theLog } from '../../support/theLog.ts';
import { until } from '../../support/until.ts';

const service = await startService();
const folder = await mkdtemp(join(tmpdir(), 'shiftcover-replay-'));
after(() => rm(folder, { recursive: true }));

async function writeLines(name: string, lines: readonly string[]): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, lines.join('\n'));
  return path;
}

/** Runs replay with a database that cannot be reached, because it must not need one. */
const replayUntil = async (interrupt: AbortSignal | undefined, ...args: string[]) =>
  await runCommand(
    { DATABASE_URL: 'postgres://nobody@127.0.0.1:1/none', SHIFTCOVER_KEY: service.provider.key },
    ['replay', '--url', service.url, ...args],
    { interrupt },
  );
const replay = async (...args: string[]) => await replayUntil(undefined, ...args);
const stored = async (driver: RegExp) =>
  (await theLog(service.database.pool))
    .filter(({ identifier }) => driver.test(identifier))
    .map(({ kind, identifier, occurredAt }) => `${kind} ${identifier} ${occurredAt.slice(0, 16)}`);

const CSV = [
  'kind,driverId,policyId,timestamp',
  'login,C1,,2026-03-01T08:00:00Z',
  'logout,"C1",,2026-03-01T12:30:00Z',
  'login,,C2,2026-03-01T09:00:00',
  'login,"C ""3"", too",,2026-03-01T09:00:00Z',
];

test('a CSV file is reported, and may be reported again', async () => {
  const file = await writeLines('day.csv', CSV);
  for (let run = 0; run < 2; run++) {
    const { code, stdout, stderr } = await replay(file, '--json');
    const counts = { reported: 4, skipped: 0, rejected: null, stopped: null };
    assert.deepEqual([code, stderr, JSON.parse(stdout)], [0, '', counts]);
  }
  assert.deepEqual((await stored(/^C/)).toSorted(), [
    'login C "3", too 2026-03-01T09:00',
    'login C1 2026-03-01T08:00',
    'login C2 2026-03-01T09:00',
    'logout C1 2026-03-01T12:30',
  ]);
});

test('a long NDJSON file goes in pieces', async () => {
  const lines = Array.from({ length: 12_001 }, (_, n) =>
    JSON.stringify({
      kind: n % 2 ? 'logout' : 'login',
      workProviderUserId: `N${n % 50}`,
      timestamp: new Date(Date.parse('2026-03-01T00:00:00Z') + n * 1000).toISOString(),
    }),
  );
  const { code, stdout } = await replay(await writeLines('long.ndjson', [...lines, '']));
  assert.deepEqual([code, stdout], [0, '12001 events are stored; 0 lines were left out.\n']);
  assert.equal((await stored(/^N/)).length, 12_001);
});

const good = '{"kind":"login","driverId":"B","timestamp":"2026-03-01T08:00:00Z"}';
const broken: [string, readonly string[], string][] = [
  ['no JSON', [good, '', '{'], 'line 3: is not a JSON object; 1 events are stored, go on with --from-line 3'],
  [
    'no kind',
    ['{"driverId":"B","timestamp":"x"}'],
    'line 1: kind must be login or logout; 0 events are stored, go on with --from-line 1',
  ],
  [
    'too few fields',
    [...CSV, 'login,C9'],
    'line 6: does not have 4 fields; 4 events are stored, go on with --from-line 6',
  ],
  [
    'a time that is none',
    [good, '{"kind":"login","driverId":"B","timestamp":"yesterday"}'],
    'line 2: timestamp must be an ISO-8601 date and time such as 2026-03-01T08:30:00+00:00; 0 events are stored, go on with --from-line 1',
  ],
];
for (const [name, lines, why] of broken) {
  test(`a line with ${name} is shown with its number, and can be left out and stored in a file`, async () => {
    const file = await writeLines(`${name}.txt`, lines);
    const { code, stderr } = await replay(file);
    assert.deepEqual([code, stderr], [1, `shiftcover: ${why}\n`]);
    const skipping = await replay(file, '--skip-bad', '--json');
    assert.equal(skipping.code, 0, skipping.stderr);
    assert.partialDeepStrictEqual(JSON.parse(skipping.stdout), { skipped: 1, rejected: `${file}.rejected` });
    assert.match(skipping.stderr, /^line \d is left out: /);
    const columns = lines[0] === CSV[0] ? [CSV[0]] : [];
    assert.equal(await readFile(`${file}.rejected`, 'utf8'), `${[...columns, lines.at(-1)].join('\n')}\n`);
  });
}

test('lines that were left out are corrected and reported, and many bad lines cost few requests', async () => {
  const lines = Array.from({ length: 3_000 }, (_, n) =>
    n % 100 === 0 ? `login,M${n},yesterday` : `login,M${n},2026-03-01T08:00:00Z`,
  );
  const file = await writeLines('many.csv', ['kind,driverId,timestamp', ...lines]);
  const { stdout } = await replay(file, '--skip-bad');
  assert.equal(stdout, `2970 events are stored; 30 lines were left out, and are in ${file}.rejected.\n`);
  const mended = (await readFile(`${file}.rejected`, 'utf8')).replaceAll('yesterday', '2026-03-01T08:00:00Z');
  const again = await replay(await writeLines('mended.csv', [mended]));
  assert.equal(again.stdout, '30 events are stored; 0 lines were left out.\n');
  assert.equal((await stored(/^M/)).length, 3_000);
});

test('a dry run counts what would be stored, and stores nothing', async () => {
  await replay(await writeLines('known.ndjson', [good]));
  const before = await eventCount(service.database.pool);
  const file = await writeLines('dry.csv', [
    'driverId,kind,timestamp',
    'B,login,2026-03-01T08:00:00Z',
    'B,logout,x',
    'B,logout,2026-03-01T12:00:00',
  ]);
  const { stdout } = await replay(file, '--dry-run', '--skip-bad');
  assert.equal(
    stdout,
    '2 events would be taken: 1 are stored already, 2 are of drivers not linked then, 1 have no offset; 1 lines were left out.\n',
  );
  assert.equal(await eventCount(service.database.pool), before);
});

test('a replay that is stopped says where to go on, and nothing is lost or counted twice', async () => {
  const lines = Array.from({ length: 100_000 }, (_, n) => `login,S${n},2026-03-01T08:00:00Z`);
  const file = await writeLines('stopped.csv', ['kind,driverId,timestamp', ...lines]);
  const before = await eventCount(service.database.pool);
  const stopping = new AbortController();
  const running = replayUntil(stopping.signal, file);
  await until(async () => (await eventCount(service.database.pool)) > before);
  stopping.abort();
  const { code, stderr } = await running;
  const [, from = ''] =
    /^shiftcover: stopped; \d+ events are stored, go on with --from-line (\d+)\n$/.exec(stderr) ?? [];
  assert.equal(code, 1, stderr);
  assert.equal((await replay(file, '--from-line', from)).code, 0);
  assert.equal(await eventCount(service.database.pool), before + lines.length);
});

test('a wrong file, key, URL or line number is refused in one line', async () => {
  const before = await eventCount(service.database.pool);
  const missing = await replay(join(folder, 'nowhere.csv'));
  assert.equal(missing.code, 1);
  assert.match(missing.stderr, /^shiftcover: .*nowhere\.csv.*\n$/);
  const file = await writeLines('one', [good]);
  const stranger = await replay(file, '--key', 'nobody');
  assert.match(stranger.stderr, /^shiftcover: http:\S+ cannot be asked: INVALID_KEY: .*\n$/);
  const elsewhere = await replay(file, '--url', 'http://127.0.0.1:1');
  assert.match(elsewhere.stderr, /^shiftcover: http:\/\/127.0.0.1:1 cannot be asked: .*\n$/);
  const neither = await replay(await writeLines('neither', ['name;age', 'Zoë;30']));
  assert.match(neither.stderr, /^shiftcover: its first line is neither an event in JSON nor names columns.*\n$/);
  const nonsense = await replay('x', '--from-line', '0');
  assert.equal(nonsense.code, 2);
  assert.equal(await eventCount(service.database.pool), before);
});

const readLines = async (text: string | Buffer, fromLine?: number) => {
  const pieces = Array.from({ length: Math.ceil(text.length / 7) }, (_, n) =>
    Buffer.from(text).subarray(n * 7, n * 7 + 7),
  );
  pieces.push(Buffer.from(text).subarray(pieces.length * 7));
  const lines = await Array.fromAsync(parseLines(fileLines(piecesOf(pieces)), fromLine));
  return lines.map(({ bytes: _bytes, ...line }) => line);
};

async function* piecesOf(pieces: readonly Uint8Array[]) {
  yield* pieces;
}

test('a line is parsed by its columns, with quoted fields and with any chunks of the file', async () => {
  const text = '\uFEFFtimestamp,kind,driverId\r\n2026-03-01T08:00:00Z,login,"a,b"\r\n\r\nx,login,"open';
  assert.deepEqual(await readLines(text), [
    { tag: 'columns', line: 1 },
    { tag: 'event', line: 2, report: { driverId: 'a,b', kind: 'login', at: '2026-03-01T08:00:00Z' } },
    { tag: 'bad', line: 4, why: 'does not have 3 fields' },
  ]);
  assert.deepEqual(
    (await readLines(text, 3)).map(({ line }) => line),
    [1, 4],
  );
});

test('a line that is not UTF-8 is bad, and one of more than 64 KiB is an error', async () => {
  const latin = Buffer.concat([
    Buffer.from(`${good}\n{"kind":"login","driverId":"Zo`),
    Buffer.from([0xeb]),
    Buffer.from('"}'),
  ]);
  assert.partialDeepStrictEqual(await readLines(latin), [
    { tag: 'event' },
    { tag: 'bad', line: 2, why: 'is not UTF-8' },
  ]);
  await assert.rejects(readLines(`${good}\n${'x'.repeat(70_000)}`), /^Error: line 2 has more than 64 KiB$/);
});

test('progress is a bar on a terminal, and a line every ten seconds elsewhere', () => {
  const shown = (isTTY: boolean) => {
    const written: string[] = [];
    let now = 0;
    const progress = progressOn({ isTTY, write: (text) => written.push(text) }, () => now);
    progress.update({ events: 1, share: 0.1 });
    now = 10_000;
    progress.update({ events: 5_000, share: 0.5 });
    progress.end();
    return written;
  };
  assert.deepEqual(shown(false), ['50 %, 5000 events, 500/s, 10 s to go\n']);
  assert.match(shown(true)[0] ?? '', /█{15}░{15} 50 %/);
  assert.equal(shown(true).length, 2);
});
