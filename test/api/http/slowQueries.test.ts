import assert from 'node:assert/strict';
import { test } from 'node:test';
import { providerWithKey } from '../../support/provider.ts';
import { startService } from '../../support/service.ts';
import { until } from '../../support/until.ts';
import { ask } from '../../support/wire.ts';

const service = await startService();
const { pool } = service.database;
const LOGIN = { method: 'POST', path: '/v1/shift/login', body: '{"driverId":"D1","timestamp":"2026-03-01T08:00:00Z"}' };

test('reads that wait for the database never refuse an event, of any work provider', async () => {
  const others = await Promise.all(Array.from({ length: 20 }, () => providerWithKey(pool)));
  const stopReading = await keepReading();
  try {
    for (const { key } of others) {
      const answer = await ask(service.url, { ...LOGIN, headers: { Authorization: key } });
      assert.equal(answer.status, 202, answer.body);
    }
  } finally {
    await stopReading();
  }
  assert.equal((await service.ask({ path: '/v1/shifts' })).status, 200);
  const logged = (part: string) => until(() => service.server.logged().includes(part));
  await logged('"msg":"answered slowly"');
  await logged('"msg":"a statement was slow"');
});

/** Keeps more reads waiting than there are connections, because a table is locked. Returns what ends them. */
async function keepReading(): Promise<() => Promise<void>> {
  const blocker = await pool.connect();
  await blocker.query('begin; lock table shift in access exclusive mode');
  let reading = true;
  const refused = Promise.withResolvers<void>();
  const readers = Array.from({ length: 40 }, async () => {
    while (reading) if ((await service.ask({ path: '/v1/shifts' })).status === 503) refused.resolve();
  });
  await refused.promise;
  return async () => {
    reading = false;
    await blocker.query('rollback');
    blocker.release();
    await Promise.all(readers);
  };
}
