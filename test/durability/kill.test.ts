import assert from 'node:assert/strict';
import process from 'node:process';
import { test } from 'node:test';
import { rebuild } from '../../src/settle/rebuild.ts';
import { settleAll } from '../../src/settle/settleAll.ts';
import { killUnderLoad } from '../support/killUnderLoad.ts';
import { assertFolded } from '../support/wholeFold.ts';

const ROUNDS = process.env['LONG'] ? 60 : 5;

test('when the server is killed under load, each acknowledged event is in the log exactly once and its shift is correct', async () => {
  const { database, lost, doubled } = await killUnderLoad(ROUNDS);
  assert.deepEqual({ lost, doubled }, { lost: [], doubled: [] });

  const setAside: unknown[] = [];
  assert.ok(await settleAll(database.pool, (item) => setAside.push(item)));
  await assertFolded(database.pool);
  assert.deepEqual(await Array.fromAsync(rebuild(database.pool, (item) => setAside.push(item))), []);
  assert.deepEqual(setAside, []);
});
