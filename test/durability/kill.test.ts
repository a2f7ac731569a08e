import assert from 'node:assert/strict';
import process from 'node:process';
import { test } from 'node:test';
import { rebuild } from '../../src/settle/rebuild.ts';
import { settleAll } from '../../src/settle/settleAll.ts';
import { suddenDeaths } from '../support/suddenDeaths.ts';
import { assertFolded } from '../support/wholeFold.ts';

const ROUNDS = process.env['LONG'] ? 60 : 5;

test('however often the server is killed under load, each acknowledged event is in the log exactly once and its shift is right', async () => {
  const { database, acknowledged, lost, doubled } = await suddenDeaths(ROUNDS);
  assert.ok(acknowledged > 100 * ROUNDS, `only ${acknowledged} events were acknowledged`);
  assert.deepEqual({ lost, doubled }, { lost: [], doubled: [] });

  const setAside: unknown[] = [];
  assert.ok(await settleAll(database.pool, (work) => setAside.push(work)));
  await assertFolded(database.pool);
  assert.deepEqual(await Array.fromAsync(rebuild(database.pool, (work) => setAside.push(work))), []);
  assert.deepEqual(setAside, []);
});
