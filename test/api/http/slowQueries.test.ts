import assert from 'node:assert/strict';
import { test } from 'node:test';
import { providerWithKey } from '../../support/provider.ts';
import { startService } from '../../support/service.ts';
import { ask } from '../../support/wire.ts';

const service = await startService();
const { pool } = service.database;
const LOGIN = { method: 'POST', path: '/v1/shift/login', body: '{"driverId":"D1","timestamp":"2026-03-01T08:00:00Z"}' };

test('questions that wait for the database keep no event out, whoever sends it', async () => {
  const others = await Promise.all(Array.from({ length: 20 }, () => providerWithKey(pool)));
  const stopAsking = await askWithoutEnd();
  try {
    for (const { key } of others) {
      const answer = await ask(service.url, { ...LOGIN, headers: { Authorization: key } });
      assert.equal(answer.status, 202, answer.body);
    }
  } finally {
    await stopAsking();
  }
  assert.equal((await service.ask({ path: '/v1/shifts' })).status, 200);
});

/** More questions at a time than there are connections, none of which the database can answer. */
async function askWithoutEnd(): Promise<() => Promise<void>> {
  const blocker = await pool.connect();
  await blocker.query('begin; lock table shift in access exclusive mode');
  let asking = true;
  const unanswered = Promise.withResolvers<void>();
  const questions = Array.from({ length: 40 }, async () => {
    while (asking) if ((await service.ask({ path: '/v1/shifts' })).status === 503) unanswered.resolve();
  });
  await unanswered.promise;
  return async () => {
    asking = false;
    await blocker.query('rollback');
    blocker.release();
    await Promise.all(questions);
  };
}
