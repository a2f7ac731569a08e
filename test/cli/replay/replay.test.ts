import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { dateFormat } from '../../../src/cli/replay/dateFormat.ts';
import { readRecords } from '../../../src/cli/replay/fileRecords.ts';
import { textOf } from '../../../src/cli/replay/fileText.ts';
import { progressOn } from '../../../src/cli/replay/progress.ts';
import { atEnd } from '../../support/atEnd.ts';
import { runCommand } from '../../support/runCommand.ts';
import { startService } from '../../support/service.ts';
import { eventCount, theLog } from '../../support/theLog.ts';
import { until } from '../../support/until.ts';

const service = await startService();
const folder = await mkdtemp(join(tmpdir(), 'shiftcover-replay-'));
atEnd(() => rm(folder, { recursive: true }));

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
    interrupt && { interrupt },
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
    assert.deepEqual([code, stderr], [0, '']);
    assert.partialDeepStrictEqual(JSON.parse(stdout), {
      understood: { logins: 3, logouts: 1, drivers: 3, bad: 0, first: '2026-03-01T08:00:00Z', withoutOffset: 1 },
      reported: 4,
      skipped: 0,
      rejected: null,
      stopped: null,
    });
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
const broken: [string, readonly string[], string, RegExp][] = [
  [
    'no JSON',
    [good, '', '{'],
    'line 3: is not a JSON object; 1 events are stored, go on with --from-line 3',
    /^\{"line":3,"reason":"is not a JSON object","text":"\{"\}\n$/,
  ],
  [
    'no kind',
    ['{"driverId":"B","timestamp":"x"}'],
    'line 1: kind must be login or logout; 0 events are stored, go on with --from-line 1',
    /^\{"line":1,"reason":"kind must be login or logout","driverId":"B","timestamp":"x"\}\n$/,
  ],
  [
    'too few fields',
    [...CSV, 'login,C9'],
    'line 6: does not have 4 fields; 4 events are stored, go on with --from-line 6',
    /^line,reason,kind,driverId,policyId,timestamp\n6,does not have 4 fields,login,C9\n$/,
  ],
  [
    'a time that is none',
    [good, '{"kind":"login","driverId":"B","timestamp":"yesterday"}'],
    'line 2: timestamp must be an ISO-8601 date and time such as 2026-03-01T08:30:00+00:00; 0 events are stored, go on with --from-line 1',
    /^\{"line":2,"reason":"timestamp must be .*","kind":"login","driverId":"B","timestamp":"yesterday"\}\n$/,
  ],
];
for (const [name, lines, why, rejected] of broken) {
  test(`a line with ${name} is shown with its number, and can be left out and stored in a file`, async () => {
    const file = await writeLines(`${name}.txt`, lines);
    const { code, stderr } = await replay(file);
    assert.equal(code, 1);
    assert.ok(stderr.endsWith(`\nshiftcover: ${why}\n`), stderr);
    const skipping = await replay(file, '--skip-bad', '--json');
    assert.equal(skipping.code, 1, skipping.stderr);
    assert.partialDeepStrictEqual(JSON.parse(skipping.stdout), { skipped: 1, rejected: `${file}.rejected` });
    assert.match(skipping.stderr, /^line \d is left out: /);
    assert.match(await readFile(`${file}.rejected`, 'utf8'), rejected);
  });
}

test('lines that were left out are corrected and reported, and many bad lines cost few requests', async () => {
  const lines = Array.from({ length: 3_000 }, (_, n) =>
    n % 100 === 0 ? `login,M${n},yesterday` : `login,M${n},2026-03-01T08:00:00Z`,
  );
  const file = await writeLines('many.csv', ['kind,driverId,timestamp', ...lines]);
  const { stdout } = await replay(file, '--skip-bad');
  assert.equal(stdout, `2970 events are stored; 30 lines were left out, and are in ${file}.rejected.\n`);
  const mended = (await readFile(`${file}.rejected`, 'utf8')).replaceAll(/yesterday$/gm, '2026-03-01T08:00:00Z');
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
    /^shiftcover: stopped; \d+ events are stored, go on with --from-line (\d+)\n$/m.exec(stderr) ?? [];
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

/** The records of a file of these bytes, in short: `1 login D1 2026-03-01T08:00Z`, or `2 why it is wrong`. */
async function recordsIn(bytes: string | Buffer, dates?: string, encoding?: 'latin1'): Promise<string[]> {
  const path = join(folder, randomUUID());
  await writeFile(path, bytes);
  const { signal } = new AbortController();
  const { records } = await readRecords(textOf(path, { encoding, signal }), dates ? dateFormat(dates) : undefined);
  return (await Array.fromAsync(records)).map((each) => {
    if (each.tag === 'bad') return `${each.line} ${each.why}`;
    const { kind, driverId, policyId, at, reference } = each.report;
    return [each.line, kind, driverId ?? `@${policyId}`, at, ...(reference ? [reference] : [])].join(' ');
  });
}

const utf16 = (text: string) => Buffer.from(`\uFEFF${text}`, 'utf16le');
const D1 = '2 login D1 2026-03-01T08:00Z';

const FILES: [string, string | Buffer, string[]][] = [
  ['commas', 'kind,driverId,timestamp\nlogin,D1,2026-03-01T08:00Z', [D1]],
  ['semicolons, CRLF and a byte order mark', '\uFEFFkind;driverId;timestamp\r\nlogin;D1;2026-03-01T08:00Z\r\n', [D1]],
  ['tabs, in UTF-16', utf16('kind\tdriverId\ttimestamp\nlogin\tD1\t2026-03-01T08:00Z'), [D1]],
  ['gzip', gzipSync('kind,driverId,timestamp\nlogin,D1,2026-03-01T08:00Z'), [D1]],
  [
    'names in other case, common names, and columns that say nothing of an event',
    'Event Type;Courier ID;Date/Time;Job ID;Depot\nLogin;D1;2026-03-01T08:00Z;j-1;North',
    [`${D1} j-1`],
  ],
  [
    'quoted line breaks',
    'kind,driverId,timestamp,note\nlogin,D1,2026-03-01T08:00Z,"two\nlines"\n\nlogout,"a,""b""",2026-03-01T09:00Z,',
    [D1, '5 logout a,"b" 2026-03-01T09:00Z'],
  ],
  [
    'blanks round fields',
    'kind,driverId,timestamp\nlogin, D1,2026-03-01T08:00Z\nlogin,D1,2026-03-01T08:00Z\nlogin,D1\u00a0,x',
    [
      '2 driverId has a blank at its beginning or end',
      '3 login D1 2026-03-01T08:00Z',
      '4 driverId has a blank at its beginning or end',
    ],
  ],
  ['too few fields', 'kind,driverId,timestamp\nlogin,D1', ['2 does not have 3 fields']],
  [
    'bytes that are not UTF-8',
    Buffer.from('kind,driverId,timestamp\nlogin,Zo\u00eb,x', 'latin1'),
    ['2 driverId has a character that cannot be read; give the --encoding of the file'],
  ],
  [
    'NDJSON',
    '{"kind":"login","driverId":"D0","timestamp":"x","reference":"r"}\n\n{"kind":"logout","customerNumber":"C1","timestamp":"y"}\n7',
    ['1 login D0 x r', '3 logout @C1 y', '4 is not a JSON object'],
  ],
  [
    'a JSON array',
    '[\n {"kind":"login","driverId":"D1","timestamp":"2026-03-01T08:00Z"},\n 7, {"kind":"login","driverId":8,"timestamp":"x"}]',
    ['1 login D1 2026-03-01T08:00Z', '2 is not a JSON object', '3 driverId must be a string'],
  ],
  [
    'two identifiers',
    'kind,driverId,policyId,timestamp\nlogin,D1,C1,x',
    ['2 exactly one of driverId and policyId must be given'],
  ],
];
for (const [name, bytes, expected] of FILES)
  test(`a file is read: ${name}`, async () => assert.deepEqual(await recordsIn(bytes), expected));

test('a file that may be misread is refused as a whole', async () => {
  await assert.rejects(recordsIn('kind,driverId,timestamp,Driver ID\nlogin,a,x,b'), /"Driver ID" comes twice/);
  await assert.rejects(recordsIn('kind,driverId,driverId,timestamp\n'), /"driverId" comes twice/);
  await assert.rejects(
    recordsIn('kind,driverId,timestamp\nlogin,"D1,x\nlogin,D2,y'),
    /^Error: from line 2 on it is not CSV: /,
  );
  await assert.rejects(recordsIn(`${good}\n${'x'.repeat(70_000)}`), /more than 64 KiB/);
  await assert.rejects(recordsIn('[{"kind":"login"}'), /not JSON as a whole/);
  await assert.rejects(recordsIn(''), /neither an event in JSON nor names columns/);
});

test('times are read in the form of a spreadsheet, and text in the encoding of the file', async () => {
  const csv = (time: string) => `kind,driverId,timestamp\nlogin,D1,${time}`;
  const wrong = ['2 timestamp is not of the form of --date-format'];
  assert.deepEqual(await recordsIn(csv('1/03/2026 8:05'), 'dd/MM/yyyy HH:mm'), ['2 login D1 2026-03-01T08:05:00']);
  assert.deepEqual(await recordsIn(csv('2026.03.01 08:05:09'), 'yyyy.MM.dd HH:mm:ss'), [
    '2 login D1 2026-03-01T08:05:09',
  ]);
  assert.deepEqual(await recordsIn(csv('46082.5'), 'excel'), ['2 login D1 2026-03-01T12:00:00']);
  assert.deepEqual(await recordsIn(csv('2026-03-01T08:05Z'), 'dd/MM/yyyy HH:mm'), wrong);
  assert.deepEqual(await recordsIn(csv('2026x03x01 08:05'), 'yyyy.MM.dd HH:mm'), wrong);
  for (const none of ['dd/MM/yyyy', 'dd/MM/yyyy HH:mm dd', 'ddMMyyyy HH:mm a'])
    assert.equal(dateFormat(none), undefined);
  const latin = Buffer.from('kind,driverId,timestamp\nlogin,Zo\u00eb,x', 'latin1');
  assert.deepEqual(await recordsIn(latin, undefined, 'latin1'), ['2 login Zo\u00eb x']);
});

test('what a file is understood as is shown before it is sent; its key may come from a file, its events from standard input', async () => {
  const rows = [
    'Event;Driver;Time;Reference',
    'Login;U1;2026-03-01T08:00;j1',
    'logout;U1;2026-03-01T12:00Z;j1',
    'login;U2;x;',
  ];
  const keyFile = join(folder, 'key');
  await writeFile(keyFile, `${service.provider.key}\n`);
  const env = { DATABASE_URL: 'postgres://nobody@127.0.0.1:1/none', HOST: '0.0.0.0', PORT: new URL(service.url).port };
  const args = ['replay', '-', '--key-file', keyFile, '--skip-bad'];
  const { code, stdout, stderr } = await runCommand(env, args, { cwd: folder, input: rows.join('\n') });
  assert.equal(stdout, '2 events are stored; 1 lines were left out, and are in standard-input.rejected.\n');
  assert.equal(code, 1);
  assert.match(
    stderr,
    /^Columns: Event, Driver, Time, Reference\nEvents: 2 logins and 1 logouts of 2 drivers, from .*\n/,
  );
  assert.match(stderr, /\nTimes: 2 without an offset: .*Europe\/London.*\nline 4 is left out: /);
  const path = join(folder, 'standard-input.rejected');
  assert.match(await readFile(path, 'utf8'), /^line;reason;Event;Driver;Time;Reference\n4;.*;login;U2;x;\n$/);
  assert.equal((await stat(path)).mode & 0o777, 0o600);
  const { rows: references } = await service.database.pool.query(
    "select reference from event e join subject s on s.id = e.subject_id where s.identifier = 'U1'",
  );
  assert.deepEqual(references, [{ reference: 'j1' }, { reference: 'j1' }]);
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
