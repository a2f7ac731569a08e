import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import process from 'node:process';
import { test } from 'node:test';
import { promisify } from 'node:util';
import { addCustomer } from '../../src/store/customer/customers.ts';
import { freshDatabase } from '../support/freshDatabase.ts';
import { mutate } from '../support/mutate.ts';
import { providerWithKey } from '../support/provider.ts';
import { simulate } from '../support/simulation/simulate.ts';

const { database } = await freshDatabase();
const db = database.pool;

test('the store in memory answers every statement of intake and settling as PostgreSQL does', async () => {
  assert.deepEqual([(await providerWithKey(db)).id, (await providerWithKey(db)).id], [1, 2]);
  for (const number of ['C1', 'C2'])
    await addCustomer(db, { number, email: `${number}@example.com`, name: undefined, from: -Infinity });
  const { wrong, events } = await simulate(6, db);
  assert.deepEqual(wrong, []);
  assert.ok(events > 30, `${events} events`);
});

test('whatever the order of things, servers that are killed and connections that are lost: nothing is lost, doubled, invented or left unsettled', async () => {
  for (let seed = 1; seed <= 40; seed++) assert.deepEqual((await simulate(seed)).wrong, [], `seed ${seed}`);
});

test('a seed is one run', async () => {
  const runs = [await simulate(7), await simulate(7), await simulate(8)];
  assert.deepEqual(runs[1], runs[0]);
  assert.notDeepEqual(runs[2], runs[0]);
});

const FAULTS: readonly (readonly [name: string, found: RegExp, file: string, was: string, is: string])[] = [
  [
    'an answer before the commit',
    /acknowledged and not stored/,
    'src/intake/groupCommit.ts',
    'queue.push({ owner, items, answer });',
    "queue.push({ owner, items, answer }); answer({ tag: 'done' });",
  ],
  [
    'a log that takes events twice',
    /stored twice/,
    'test/support/simulation/memoryStore.ts',
    '!events.rows(tx).some((each) => isSame(each, entry))',
    'entry',
  ],
  [
    'lanes that are not locked',
    /wrong shift|set aside/,
    'src/store/shift/newEvents.ts',
    'await rows(db, LOCK, ',
    'void [db, LOCK];\n  void (',
  ],
  [
    'a lane that is skipped',
    /wrong shift/,
    'src/settle/touchedLanes.ts',
    'const drivers = [driver, ...indexLinks',
    'const drivers = [...indexLinks',
  ],
];

for (const [name, found, ...change] of FAULTS) {
  test(`${name}, planted, is found within a hundred seeds`, async () => {
    const [file, was, is] = change;
    const copy = await mutate(['src', 'test/support'], file, [[was, is]]);
    const run = promisify(execFile)(process.execPath, [join(copy, 'test/support/simulation/run.ts'), '--seeds', '100']);
    await assert.rejects(run, ({ code, stdout }: { code: number; stdout: string }) => code === 1 && found.test(stdout));
  });
}
