import assert from 'node:assert/strict';
import { test } from 'node:test';
import { providerWithKey } from '../../support/provider.ts';
import { startService } from '../../support/service.ts';
import { until } from '../../support/until.ts';
import { ask } from '../../support/wire.ts';

const service = await startService({ SLOW_REQUEST_MS: '3', SLOW_STATEMENT_MS: '2' });
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
});

test('answers and statements are logged as slow from the times on that are set', async () => {
  const slowest = (msg: string, below: number) =>
    until(() => {
      const lines = service.server.logged().split('\n').slice(0, -1);
      const own = lines.map((line) => JSON.parse(line)).filter((line) => line.msg === msg);
      return own.some(({ ms }) => ms < below) && own;
    });
  const answers = await slowest('answered slowly', 1_000);
  assert.ok(answers.every(({ ms, level, status }) => ms >= 3 && level === (status < 500 ? 40 : 50)));
  const statements = await slowest('a statement was slow', 500);
  assert.ok(statements.every(({ ms, statement }) => ms >= 2 && /^\w+$/.test(statement)));
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
