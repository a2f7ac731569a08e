import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { eventLines } from '../../src/commands/eventLines.ts';
import { aHouse } from '../support/aHouse.ts';
import { runCommand } from '../support/runCommand.ts';
import { eventCount, theLog } from '../support/theLog.ts';

const house = await aHouse();
const folder = await mkdtemp(join(tmpdir(), 'shiftcover-replay-'));
after(() => rm(folder, { recursive: true }));

async function aFile(name: string, lines: readonly string[]): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, lines.join('\n'));
  return path;
}

/** It must need no database: none can be reached here. */
const replay = async (...args: string[]) =>
  await runCommand({ DATABASE_URL: 'postgres://nobody@127.0.0.1:1/none', SHIFTCOVER_KEY: house.provider.key }, [
    'replay',
    ...args,
    '--url',
    house.url,
  ]);
const stored = async (driver: RegExp) =>
  (await theLog(house.database.pool))
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
  const file = await aFile('day.csv', CSV);
  for (let run = 0; run < 2; run++) {
    const { code, stdout, stderr } = await replay(file, '--json');
    assert.deepEqual([code, stderr, JSON.parse(stdout)], [0, '', { reported: 4, skipped: 0 }]);
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
  const { code, stdout } = await replay(await aFile('long.ndjson', [...lines, '']));
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
  test(`${name} is told with its line, and can be left out`, async () => {
    const file = await aFile('broken', lines);
    const { code, stderr } = await replay(file);
    assert.deepEqual([code, stderr], [1, `shiftcover: ${why}\n`]);
    const skipping = await replay(file, '--skip-bad', '--json');
    assert.equal(skipping.code, 0, skipping.stderr);
    assert.equal(JSON.parse(skipping.stdout).skipped, 1);
    assert.match(skipping.stderr, /^line \d is left out: /);
  });
}

test('what cannot work is refused in one line', async () => {
  const before = await eventCount(house.database.pool);
  const missing = await replay(join(folder, 'nowhere.csv'));
  assert.equal(missing.code, 1);
  assert.match(missing.stderr, /^shiftcover: .*nowhere\.csv cannot be read: .*\n$/);
  const stranger = await replay(await aFile('one', [good]), '--key', 'nobody');
  assert.match(stranger.stderr, /^shiftcover: line 1: INVALID_KEY: .*\n$/);
  const nonsense = await replay('x', '--from-line', '0');
  assert.equal(nonsense.code, 2);
  assert.equal(await eventCount(house.database.pool), before);
});

test('a line is read by its columns, whatever is quoted', async () => {
  const lines = async (...text: string[]) =>
    await Array.fromAsync(
      eventLines(
        (async function* () {
          yield* text;
        })(),
      ),
    );
  const [one, two] = await lines('\uFEFFtimestamp,kind,driverId', '2026-03-01T08:00:00Z,login,"a,b"', 'x,login,"open');
  assert.deepEqual(one, {
    tag: 'event',
    line: 2,
    report: { driverId: 'a,b', kind: 'login', at: '2026-03-01T08:00:00Z' },
  });
  assert.deepEqual(two, { tag: 'bad', line: 3, why: 'does not have 3 fields' });
});
