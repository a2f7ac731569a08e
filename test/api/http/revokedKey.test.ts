import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { startService } from '../../support/service.ts';

const service = await startService();
const report = () =>
  service.ask({
    method: 'POST',
    path: '/v1/shift/login',
    body: JSON.stringify({ driverId: 'D1', timestamp: '2026-03-02T08:00:00Z' }),
  });

test('a key that is revoked during a slow search for it is not cached', async () => {
  const slow = await service.database.pool.connect();
  await slow.query('begin');
  await slow.query('lock table provider_setting in access exclusive mode');
  const first = report();
  await sleep(200);
  await service.database.pool.query('update api_key set revoked_at = clock_timestamp()');
  await sleep(500);
  await slow.query('commit');
  slow.release();
  assert.equal((await first).status, 202, 'it was in force when the search began');
  assert.equal((await report()).status, 401);
});
