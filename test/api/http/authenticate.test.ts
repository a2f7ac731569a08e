import assert from 'node:assert/strict';
import { hash } from 'node:crypto';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { clock, HOUR } from '../../../src/core/time/instant.ts';
import { addKey, listKeys, recordKeyUse, revokeKey } from '../../../src/store/provider/keys.ts';
import { startService } from '../../support/service.ts';
import { eventCount } from '../../support/theLog.ts';
import { until } from '../../support/until.ts';
import { ask, openWire, type WireAnswer } from '../../support/wire.ts';

const service = await startService();

const body = JSON.stringify({ driverId: '1', timestamp: '2026-03-01T08:00:00Z' });

function login(headers: Record<string, string>, path = '/v1/shift/login'): Promise<WireAnswer> {
  return ask(service.url, { method: 'POST', path, headers, body });
}

const MISSING =
  '{"error":"MISSING_AUTH","detail":"send your key in the Authorization header","docs":"/docs/errors#missing_auth"}';
const INVALID =
  '{"error":"INVALID_KEY","detail":"the key in the Authorization header is not in force","docs":"/docs/errors#invalid_key"}';

test('without a key, or with a blank one, every answer is the same to the byte', async () => {
  const blank = [
    {},
    { Authorization: '' },
    { Authorization: ' \t ' },
    { Authorization: 'Bearer' },
    { Authorization: 'bearer   ' },
  ];
  for (const headers of blank as Record<string, string>[]) {
    const answer = await login(headers);
    assert.deepEqual([answer.status, answer.body], [401, MISSING], JSON.stringify(headers));
  }
});

test('with a key that is not in force, every answer is the same to the byte', async () => {
  const { key, id } = service.provider;
  const revoked = 'a-key-that-was-revoked';
  await revokeKey(
    service.database.pool,
    await addKey(service.database.pool, id, Buffer.from(hash('sha256', revoked), 'hex'), 'a-ke'),
  );
  const wrong = [
    'x',
    revoked,
    `${key}x`,
    key.slice(1),
    key.toUpperCase(),
    `Basic ${key}`,
    `Bearer Bearer ${key}`,
    'ÿ'.repeat(4_000),
    "' or 1=1 --",
  ];
  for (const each of wrong) {
    const answer = await login({ Authorization: each });
    assert.deepEqual([answer.status, answer.body], [401, INVALID], each);
  }
});

test('a key is accepted alone or after Bearer, with any white space around it', async () => {
  const { key } = service.provider;
  for (const header of [key, `Bearer ${key}`, `bearer ${key}`, `  ${key}  `, `Bearer   ${key} `]) {
    assert.equal((await login({ Authorization: header })).status, 202, header.replace(key, '…'));
  }
});

const unreadBodies: [string, string[]][] = [
  ['is announced as huge and never comes', ['Content-Length: 100000000000']],
  ['never comes at all', ['Content-Length: 50']],
  ['is announced in chunks', ['Transfer-Encoding: chunked']],
  ['waits for 100 Continue', ['Content-Length: 50', 'Expect: 100-continue']],
  ['is compressed', ['Content-Length: 50', 'Content-Encoding: gzip']],
];
for (const [how, headers] of unreadBodies) {
  test(`the key is checked before the body is read, also when the body ${how}`, async () => {
    for (const [authorization, expected] of [
      ['', MISSING],
      ['wrong', INVALID],
    ]) {
      const wire = await openWire(service.url);
      const head = ['POST /v1/batch/login HTTP/1.1', 'Host: localhost', `Authorization: ${authorization}`, ...headers];
      const begun = performance.now();
      wire.send(`${head.join('\r\n')}\r\n\r\n`);
      const answer = await wire.answer();
      wire.hangUp();
      assert.deepEqual([answer.status, answer.body], [401, expected]);
      assert.ok(performance.now() - begun < 1_000, 'at once');
    }
  });
}

test('checks come in order: key, encoding and size, data', async () => {
  const huge = { 'Content-Length': '100000000000' };
  const encoded = { 'Content-Encoding': 'gzip' };
  const status = async (headers: Record<string, string>, sent: string) => {
    const wire = await openWire(service.url);
    const head = Object.entries({ Host: 'localhost', ...headers }).map(([name, value]) => `${name}: ${value}`);
    wire.send(`POST /v1/batch/login HTTP/1.1\r\n${head.join('\r\n')}\r\n\r\n${sent}`);
    return await wire
      .answer()
      .then((answer) => answer.status)
      .finally(wire.hangUp);
  };
  const key = { Authorization: service.provider.key };
  assert.equal(await status({ ...huge, ...encoded }, ''), 401);
  assert.equal(await status({ ...key, ...huge, ...encoded }, ''), 415);
  assert.equal(await status({ ...key, ...huge }, ''), 413);
  assert.equal(await status({ ...key, 'Content-Length': '9' }, 'not JSON!'), 400);
});

test('a refused request stores nothing', async () => {
  const before = await eventCount(service.database.pool);
  await login({});
  await login({ Authorization: 'wrong' });
  assert.equal(await eventCount(service.database.pool), before);
});

test('a new key works at once, and a revoked one no longer within a second', async () => {
  const key = 'a-new-key-of-this-test';
  const statusNow = () => login({ Authorization: key }).then((answer) => answer.status);
  assert.equal(await statusNow(), 401);
  const id = await addKey(service.database.pool, service.provider.id, Buffer.from(hash('sha256', key), 'hex'), 'a-ne');
  assert.equal(await statusNow(), 202);
  await revokeKey(service.database.pool, id);
  await sleep(600);
  assert.equal(await statusNow(), 401);
});

test('a key is refused once it has ended, and its last use is known to the minute', async () => {
  const { pool } = service.database;
  const key = 'a-key-that-ends';
  const sha256 = Buffer.from(hash('sha256', key), 'hex');
  const id = await addKey(pool, service.provider.id, sha256, 'a-ke', clock() + HOUR);
  const lastUse = async () => (await listKeys(pool)).find((each) => each.id === id)?.lastUsedAt ?? null;
  assert.equal(await lastUse(), null);
  const begun = clock();
  assert.equal((await login({ Authorization: key })).status, 202);
  await until(async () => (await lastUse()) !== null);
  const first = await lastUse();
  assert.ok(first !== null && first >= begun);
  await recordKeyUse(pool, id);
  assert.equal(await lastUse(), first, 'written at most once a minute');
  await pool.query('update api_key set ends_at = clock_timestamp() where id = $1', [id]);
  await sleep(600);
  assert.equal((await login({ Authorization: key })).status, 401);
});

test('events are stored for the work provider of the key', async () => {
  const found = await service.database.pool.query<{ id: number }>('select distinct work_provider_id as id from event');
  assert.deepEqual(found.rows, [{ id: service.provider.id }]);
});
