import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { addCustomer } from '../../../src/store/customer/customers.ts';
import { startService } from '../../support/service.ts';
import { openWire, requestBytes, type WireAnswer } from '../../support/wire.ts';

type Line = Record<string, unknown>;

async function linesLoggedBy(send: () => Promise<WireAnswer | void>): Promise<Line[]> {
  const before = service.server.logged().length;
  await send();
  await sleep(500);
  return service.server
    .logged()
    .slice(before)
    .trim()
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as Line);
}

const service = await startService();
await addCustomer(service.database.pool, {
  number: 'ABC12',
  email: 'secret-email@example.com',
  name: undefined,
  from: -Infinity,
});

const post = (path: string, body: string, headers: Record<string, string> = {}) =>
  service.ask({ method: 'POST', path, headers, body });

test('each answer logs one line, with its Request-Id', async () => {
  let id: string | undefined;
  const lines = await linesLoggedBy(async () => {
    const answer = await post(
      '/v1/shift/login/',
      JSON.stringify({ driverId: 'D1', timestamp: '2026-03-01T08:00:00Z' }),
    );
    id = answer.headers.get('request-id');
  });
  assert.equal(lines.length, 1);
  const { time, ms, ...rest } = lines[0] as Line;
  assert.deepEqual(rest, {
    level: 30,
    requestId: id,
    method: 'POST',
    route: '/v1/shift/login',
    status: 202,
    msg: 'answered',
  });
  assert.ok(Math.abs(Date.parse(time as string) - Date.now()) < 10_000);
  assert.ok((ms as number) > 0);
});

test('the log has nothing of a request: no key, body, path or query', async () => {
  const lines = await linesLoggedBy(async () => {
    await post('/v1/shift/login', JSON.stringify({ driverId: 'secret-driver', timestamp: '2026-03-01T08:00:00Z' }));
    await post('/v1/shift/login', 'secret-text');
    await post('/v1/shift/login', '{}', { Authorization: 'secret-key' });
    await post('/secret-path/%zz?secret-query', '{}');
    await service.ask({ path: '/v1/validate/customer-number/SECRET?email=secret-email@example.com' });
    await service.ask({ path: '/v1/validate/customer-number/ABC12?email=secret-email@example.com' });
  });
  assert.equal(lines.length, 6);
  assert.doesNotMatch(JSON.stringify(lines), /secret/i);
  assert.ok(!service.server.logged().includes(service.provider.key));
});

test('a client that breaks off logs no warning and no error', async () => {
  const lines = await linesLoggedBy(async () => {
    const wire = await openWire(service.url);
    const headers = { Authorization: service.provider.key, 'Content-Length': '500' };
    wire.send(requestBytes({ method: 'POST', path: '/v1/batch/login', headers }), '[{"driverId":');
    await sleep(100);
    wire.hangUp();
  });
  assert.deepEqual(
    lines.filter((line) => (line['level'] as number) > 30),
    [],
  );
});
