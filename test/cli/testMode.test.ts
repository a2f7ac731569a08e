import assert from 'node:assert/strict';
import { test } from 'node:test';
import { emptyTestData } from '../../src/store/testData.ts';
import { freshDatabase } from '../support/freshDatabase.ts';
import { operatorOf, runCommand } from '../support/runCommand.ts';

const { url: live } = await freshDatabase();
// Only the owner of the tables may empty test mode.
const { ownerUrl: tried } = await freshDatabase();
const inBoth = async (...args: string[]) => {
  const { code, stdout, stderr } = await runCommand({ DATABASE_URL: live, TEST_MODE: tried }, [...args, '--json']);
  assert.equal(code, 0, stderr);
  return JSON.parse(stdout);
};

test('an operator works on the data of either mode', async () => {
  await inBoth('provider', 'add', 'Real Ltd');
  await inBoth('provider', 'add', 'Trial Ltd', '--test');
  const { key } = await inBoth('key', 'add', 'Trial Ltd', '--test');
  assert.match(key, /^test_/);
  assert.match((await inBoth('key', 'add', 'Real Ltd')).key, /^live_/);
  const names = async (...options: string[]) =>
    (await inBoth('provider', 'list', ...options)).map(({ name }: { name: string }) => name);
  assert.deepEqual([await names(), await names('--test')], [['Real Ltd'], ['Trial Ltd']]);
});

test('the demo runs in test mode', async () => {
  const { drivers } = await inBoth('demo');
  assert.ok(drivers[0].coveredSeconds > 0);
  const names = async (...options: string[]) =>
    (await inBoth('provider', 'list', ...options)).map(({ name }: { name: string }) => name);
  assert.ok(!(await names()).includes('Demo Couriers'));
  assert.ok((await names('--test')).includes('Demo Couriers'));
});

test('a suggested command works on the data of the same mode', async () => {
  const { stdout } = await runCommand({ DATABASE_URL: live, TEST_MODE: tried }, [
    'provider',
    'add',
    'Next Ltd',
    '--test',
  ]);
  assert.match(stdout, /npx shiftcover key add 'Next Ltd' --test\n$/);
});

test('test mode is emptied, and live data never', async () => {
  await inBoth('provider', 'add', 'Gone Ltd', '--test');
  assert.deepEqual(await inBoth('test-mode', 'empty'), { emptied: true });
  assert.deepEqual(await inBoth('provider', 'list', '--test'), []);
  const { ownerUrl, owner } = await freshDatabase();
  await owner.query("insert into data_mode (mode) values ('live')");
  await assert.rejects(emptyTestData(ownerUrl), /only test data/);
});

test('test mode needs a database of its own, and never one with live data', async () => {
  assert.deepEqual(await operatorOf(live).refused('provider', 'list', '--test'), [
    1,
    'there is no test mode here: set TEST_MODE to the URL of a PostgreSQL for it',
  ]);
  const mixedUp = await runCommand({ DATABASE_URL: tried, TEST_MODE: live }, ['provider', 'list', '--test']);
  assert.equal(
    mixedUp.stderr,
    'shiftcover: PostgreSQL cannot be used: the database holds live data, and test data were asked for.\n',
  );
  const swapped = await runCommand({ DATABASE_URL: tried }, ['provider', 'list']);
  assert.match(swapped.stderr, /the database holds test data, and live data were asked for\.\n$/);
  const nonsense = await runCommand({ DATABASE_URL: live, TEST_MODE: 'maybe' }, ['provider', 'list']);
  assert.deepEqual(
    [nonsense.code, nonsense.stderr],
    [
      2,
      'shiftcover: TEST_MODE must be off, or a URL such as postgres://name:password@host:5432/database (for several hosts @host1:5432,host2:5432/database?target_session_attrs=read-write), but is something else.\n',
    ],
  );
});
