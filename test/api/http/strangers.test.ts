import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as sleep, setImmediate as turn } from 'node:timers/promises';
import { gunzipSync } from 'node:zlib';
import { request } from 'undici';
import { inSlices } from '../../../src/api/limits/slices.ts';
import { buildServer, LIMITS } from '../../../src/app/server.ts';
import { openIntake } from '../../../src/intake/intake.ts';
import { openLog } from '../../../src/log.ts';
import { atEnd } from '../../support/atEnd.ts';
import { startService } from '../../support/service.ts';
import { newTestProvider, testModeDatabase } from '../../support/testMode.ts';
import { until } from '../../support/until.ts';
import { ask, openWire, requestBytes, type Wire, type WireRequest } from '../../support/wire.ts';

const service = await startService((await testModeDatabase()).env);
const { key } = service.provider;
const body = JSON.stringify({ driverId: '1', timestamp: '2026-03-01T08:00:00Z' });
const login = { method: 'POST', path: '/v1/shift/login', headers: { Authorization: key }, body };

const SAME_FOR_ALL = [
  '/openapi.json',
  '/docs',
  '/docs/errors',
  '/docs/guides.css',
  '/docs/reference',
  '/docs/reference.js',
  '/assets/style.css',
];
for (const path of SAME_FOR_ALL) {
  test(`${path} is made and compressed once, and sent once to a client that keeps it`, async () => {
    const plain = await fetch(`${service.url}${path}`, { headers: { 'accept-encoding': 'identity' } });
    const tag = plain.headers.get('etag') ?? '';
    assert.match(tag, /^W\/"[0-9a-f]{12}"$/);
    const packed = await request(`${service.url}${path}`, { headers: { 'accept-encoding': 'br;q=1, gzip' } });
    assert.equal(packed.headers['content-encoding'], 'gzip');
    assert.equal(gunzipSync(await packed.body.bytes()).toString(), await plain.text());
    const again = await ask(service.url, { path, headers: { 'If-None-Match': tag } });
    assert.deepEqual([again.status, again.body, again.headers.get('etag')], [304, '', tag]);
    const version = tag.slice(3, -1);
    const kept = async (query: string) =>
      (await ask(service.url, { path: `${path}${query}`, method: 'HEAD' })).headers.get('cache-control');
    assert.match((await kept(`?v=${version}`)) ?? '', /immutable/);
    assert.deepEqual([await kept(''), await kept('?v=0')], ['no-cache', 'no-cache']);
  });
}

test('beyond the limit of an address, whatever needs no key is 429; what has a key goes on', async () => {
  const limited = await startService({ KEYLESS_PER_MINUTE: '20', ...(await testModeDatabase()).env });
  for (let n = 0; n < 20; n++) assert.equal((await ask(limited.url, { path: '/healthz' })).status, 200);
  const keyless: WireRequest[] = [
    ...[...SAME_FOR_ALL, '/healthz', '/readyz', '/', '/log-in', '/sign-up', '/my-cover', '/nowhere', '/v1/nowhere'].map(
      (path) => ({ path }),
    ),
    { method: 'POST', path: '/v1/test/work-providers' },
    { method: 'POST', path: '/log-in', body: 'email=a' },
    { method: 'GET', path: '/v1/shift/login' },
  ];
  for (const each of keyless) {
    const { status, headers } = await ask(limited.url, each);
    assert.deepEqual([status, Number(headers.get('retry-after')) > 0], [429, true], `${each.path}`);
  }
  const link = await ask(limited.url, { path: '/link-work-provider?wp=a&wp_id=b&email=c@example.com' });
  assert.deepEqual([link.status, link.headers.get('location')], [302, '/link/problem?why=too_many']);
  const { body: refused } = await ask(limited.url, { path: '/healthz' });
  const { error, detail } = JSON.parse(refused);
  assert.deepEqual(
    [error, detail],
    ['RATE_LIMITED', 'too many requests from this address; wait as long as Retry-After says'],
  );
  assert.equal((await limited.ask({ ...login, headers: {} })).status, 202);
});

test('an address that tries many keys is refused unchecked and reported once; a key in force still works there', async () => {
  const guessed = await startService({ KEYLESS_PER_MINUTE: '20' });
  const known = { ...login, headers: { Authorization: guessed.provider.key } };
  assert.equal((await ask(guessed.url, known)).status, 202);
  const guess = async (n: number) =>
    (await ask(guessed.url, { ...login, headers: { Authorization: `guess ${n}` } })).status;
  for (let n = 0; n < 20; n++) assert.equal(await guess(n), 401);
  assert.deepEqual([await guess(-1), await guess(-2)], [429, 429]);
  await sleep(600);
  assert.equal((await ask(guessed.url, known)).status, 202);
  const reports = () => guessed.server.logged().match(/too many requests without a key in force/g) ?? [];
  await until(() => reports().length > 0);
  assert.equal(reports().length, 1);
});

test('answers of one connection that are not read are made a few at a time', async () => {
  const { database } = service;
  const intake = openIntake(database, (error) => assert.fail(String(error)));
  const limits = { ...LIMITS, answersInFlight: 4 };
  const app = await buildServer({ live: { database, intake }, log: openLog('silent'), limits });
  let begun = 0;
  app.get('/long', async () => {
    begun += 1;
    return 'x'.repeat(2_000_000);
  });
  const url = await app.listen({ port: 0 });
  atEnd(() => app.close());
  const wire = await openWire(url);
  wire.pause();
  wire.send(Buffer.concat(Array.from({ length: 30 }, () => requestBytes({ path: '/long' }))));
  await until(() => begun >= 4);
  await sleep(200);
  // The operating system takes a few answers; the rest wait for the client to read.
  assert.ok(begun < 20, `${begun} answers were made for a client that does not read`);
  wire.resume();
  for (let n = 0; n < 30; n++) assert.equal((await wire.answer()).body.length, 2_000_000);
  wire.hangUp();
});

const BODY = { 'Content-Length': String(8 * 1024 * 1024) };
const UNREAD: [string, WireRequest, number][] = [
  ['an unknown address', { method: 'POST', path: '/nowhere' }, 404],
  ['a wrong method', { method: 'PUT', path: '/v1/shift/login' }, 405],
  ['no key', { ...login, headers: {} }, 401],
  ['a single event', login, 413],
  ['a page', { method: 'POST', path: '/log-in', headers: { 'Sec-Fetch-Site': 'same-origin' } }, 413],
  ['a work provider of test mode', { method: 'POST', path: '/v1/test/work-providers' }, 413],
];
for (const [what, { method = 'POST', path = '/', headers }, status] of UNREAD) {
  test(`8 MiB for ${what} are answered by ${status} before any of it has come`, async () => {
    const answer = await ask(service.url, { method, path, headers: { ...headers, ...BODY } });
    assert.equal(answer.status, status);
  });
}

test('what comes after an answer is discarded up to a rate, beyond which the connection is closed', async () => {
  const MIB = 1024 ** 2;
  const large = { method: 'POST', path: '/nowhere', headers: { 'Content-Length': String(8 * MIB) } };
  const goOn = async (bytes: number) => {
    const wire = await openWire(service.url);
    wire.send(requestBytes(large));
    assert.equal((await wire.answer()).status, 404);
    wire.send(Buffer.alloc(bytes));
    return wire;
  };
  const isClosed = async (wire: Wire) => await Promise.race([wire.ended.then(() => true), sleep(100, false)]);
  const [one, long] = [await goOn(MIB - 1024), await goOn(2 * MIB)];
  assert.deepEqual([await isClosed(one), await isClosed(long)], [false, true]);
  one.hangUp();
  const wires = await Promise.all(Array.from({ length: 32 }, () => goOn(MIB - 1024)));
  const closed = (await Promise.all(wires.map(isClosed))).filter(Boolean).length;
  for (const wire of wires) wire.hangUp();
  assert.ok(closed >= 16 && closed < 32, `${closed} of 32 are closed`);
});

/** A request with the headers of so large a body, which never comes. */
async function announce({ method = 'POST', path = '/', headers }: WireRequest, bytes: number): Promise<Wire> {
  const wire = await openWire(service.url);
  wire.send(requestBytes({ method, path, headers: { ...headers, 'Content-Length': String(bytes) } }), 'x');
  return wire;
}

test('bodies on their way have a budget: each work provider a part, test mode and strangers one of their own', async () => {
  const MIB = 1024 ** 2;
  const { key: testKey } = await newTestProvider(service.url);
  const batch = (authorization: string) => ({
    ...login,
    path: '/v1/batch/login',
    headers: { Authorization: authorization },
  });
  const form = { method: 'POST', path: '/log-in', headers: { 'Sec-Fetch-Site': 'same-origin' } };
  const held = await Promise.all([
    announce(batch(key), 8 * MIB),
    announce(batch(key), 8 * MIB),
    announce(batch(testKey), 8 * MIB),
    ...Array.from({ length: 32 }, () => announce(form, 16 * 1024)),
  ]);
  await sleep(300);
  const answerTo = async (announced: WireRequest, bytes: number) => {
    const wire = await announce(announced, bytes);
    const { status, headers } = await wire.answer();
    wire.hangUp();
    return [status, headers.get('retry-after')];
  };
  assert.deepEqual(await answerTo(batch(key), MIB), [503, '1']);
  assert.deepEqual(await answerTo(batch(testKey), MIB), [503, '1']);
  assert.deepEqual(await answerTo(form, 16 * 1024), [429, '1']);
  assert.equal((await ask(service.url, login)).status, 202);
  for (const wire of held) wire.hangUp();
  await until(async () => (await ask(service.url, { ...batch(key), body: `[${body}]` })).status === 202);
  await until(async () => (await ask(service.url, { ...batch(testKey), body: `[${body}]` })).status === 202);
});

test('long questions are worked on in slices by turns, and everything else has its turn between them', async () => {
  const order: string[] = [];
  function* work(name: string): Generator<undefined, string, undefined> {
    for (let step = 0; step < 40; step++) {
      for (const until = performance.now() + 1; performance.now() < until; );
      if (order.at(-1) !== name) order.push(name);
      yield;
    }
    return name;
  }
  let isOver = false;
  const others = (async () => {
    for (; !isOver; await turn()) if (order.at(-1) !== 'others') order.push('others');
  })();
  assert.deepEqual(await Promise.all([inSlices(work('a')), inSlices(work('b'))]), ['a', 'b']);
  isOver = true;
  await others;
  const slices = order.filter((name) => name !== 'others');
  assert.ok(slices.filter((name) => name === 'a').length > 2, order.join(' '));
  assert.ok(
    order.slice(0, -1).every((name, index) => name === 'others' || order[index + 1] === 'others'),
    order.join(' '),
  );
});

test('bounds are checked before what is within them', async () => {
  const times = Array.from({ length: 10_001 }, () => 'no time');
  const manifest = {
    from: '2026-03-01T00:00:00Z',
    to: '2026-03-02T00:00:00Z',
    drivers: [{ driverId: 'A', logins: times }],
  };
  const answer = await service.ask({ method: 'POST', path: '/v1/reconcile', body: JSON.stringify(manifest) });
  assert.deepEqual([answer.status, JSON.parse(answer.body).error], [413, 'PAYLOAD_TOO_LARGE']);
});
