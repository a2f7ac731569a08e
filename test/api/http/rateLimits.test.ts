import assert from 'node:assert/strict';
import { test } from 'node:test';
import { providerWithKey } from '../../support/provider.ts';
import { startService } from '../../support/service.ts';
import { eventCount } from '../../support/theLog.ts';
import { ask, type WireAnswer, type WireRequest } from '../../support/wire.ts';

const service = await startService({ EVENTS_PER_MINUTE: '5', READS_PER_MINUTE: '3' });
const { pool } = service.database;
const item = (n: number) => ({ driverId: `D${n}`, timestamp: '2026-03-01T08:00:00Z' });
const login: WireRequest = { method: 'POST', path: '/v1/shift/login', body: JSON.stringify(item(0)) };
const batch: WireRequest = {
  method: 'POST',
  path: '/v1/batch/login',
  body: JSON.stringify(Array.from({ length: 1_000 }, (_, n) => item(n))),
};

async function asNewProvider(): Promise<(request: WireRequest) => Promise<WireAnswer>> {
  const { key } = await providerWithKey(pool);
  return async (request) => await ask(service.url, { ...request, headers: { Authorization: key } });
}

test('each answer carries the limit, what is left of it, and when it resets', async () => {
  const provider = await asNewProvider();
  const left: (string | undefined)[] = [];
  for (let n = 0; n < 3; n++) {
    const { status, headers } = await provider(login);
    assert.equal(status, 202);
    assert.equal(headers.get('ratelimit-limit'), '5');
    assert.ok(Number(headers.get('ratelimit-reset')) <= 60);
    left.push(headers.get('ratelimit-remaining'));
  }
  assert.deepEqual(left, ['4', '3', '2']);
});

test('a request over the limit is 429 with Retry-After, and stores nothing', async () => {
  const provider = await asNewProvider();
  for (let n = 0; n < 5; n++) assert.equal((await provider(login)).status, 202);
  const before = await eventCount(pool);
  const refused = await provider(batch);
  assert.equal(refused.status, 429);
  assert.equal(JSON.parse(refused.body).error, 'RATE_LIMITED');
  assert.ok(Number(refused.headers.get('retry-after')) > 0);
  assert.equal(await eventCount(pool), before);
});

test('a batch counts as one request, and each key has a limit of its own', async () => {
  const [one, two] = [await asNewProvider(), await asNewProvider()];
  for (let n = 0; n < 5; n++) assert.equal((await one(batch)).status, 202);
  assert.equal((await one(batch)).status, 429);
  assert.equal((await two(batch)).status, 202);
});

test('reads have a limit of their own: too many of them never refuse an event', async () => {
  const provider = await asNewProvider();
  for (let n = 0; n < 3; n++) assert.equal((await provider({ path: '/v1/events' })).status, 200);
  assert.equal((await provider({ path: '/v1/shifts' })).status, 429);
  assert.equal((await provider(login)).status, 202);
});
