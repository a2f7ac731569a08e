import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { test } from 'node:test';
import { NotStored, Refused, type Report, shiftcover, Unreachable } from '../../client/shiftcover.ts';
import { atEnd } from '../support/atEnd.ts';

// The real server cannot be made to give these answers on demand: another one gives them, on a real socket.

type Answered = { readonly status: number; readonly headers?: Record<string, string>; readonly body?: string };
const ACCEPTED: Answered = { status: 202, headers: { 'Request-Id': 'r1' }, body: '{"status":"PENDING"}' };
const UNAVAILABLE = '{"error":"UNAVAILABLE","detail":"storage is in doubt"}';
const LOGIN: Report = { driverId: 'A', kind: 'login', at: '2026-03-01T08:00:00Z' };

/**
 * A server that gives these answers one after the other, and then 500. `asked` has the requests, and when each came.
 */
async function startServer(answers: readonly (Answered | 'no answer' | 'hang up')[]) {
  const asked: { body: string; at: number }[] = [];
  const next = answers.values();
  const server = createServer(async (request, response) => {
    asked.push({ body: (await Array.fromAsync(request)).join(''), at: performance.now() });
    const answer = next.next().value ?? { status: 500 };
    if (answer === 'hang up') request.socket.destroy();
    if (typeof answer === 'string') return;
    response.writeHead(answer.status, answer.headers).end(answer.body ?? '{}');
  }).listen(0, '127.0.0.1');
  atEnd(() => server.close().closeAllConnections());
  await once(server, 'listening');
  return { asked, server, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
}

test('408, 429, 503 and a closed connection are retried with the same bytes, and not before Retry-After', async () => {
  const answers: (Answered | 'hang up')[] = [
    { status: 503, headers: { 'Retry-After': '0' }, body: UNAVAILABLE },
    'hang up',
    { status: 429, headers: { 'Retry-After': '1' } },
    { status: 408 },
    ACCEPTED,
  ];
  const { asked, url } = await startServer(answers);
  assert.equal(await shiftcover({ url, key: 'k' }).login({ driverId: 'A' }, '2026-03-01T08:00:00Z'), 'r1');
  assert.deepEqual(
    asked.map(({ body }) => body),
    answers.map(() => '[{"driverId":"A","timestamp":"2026-03-01T08:00:00Z"}]'),
  );
  const [, , third, fourth] = asked;
  assert.ok((fourth?.at ?? 0) - (third?.at ?? 0) > 990, 'it waits as long as Retry-After says');
});

test('Retry-After: 0 does not make it retry without a pause', async () => {
  const { asked, url } = await startServer(
    Array.from({ length: 500 }, () => ({ status: 503, headers: { 'Retry-After': '0' } })),
  );
  await assert.rejects(shiftcover({ url, key: 'k', retryForMs: 500 }).report([LOGIN]));
  assert.ok(asked.length <= 5, `${asked.length} requests`);
});

test('after retryForMs it throws NotStored with the reports in doubt and the last refusal', async () => {
  const { url } = await startServer([ACCEPTED, { status: 503, headers: { 'Retry-After': '600' }, body: UNAVAILABLE }]);
  const client = shiftcover({ url, key: 'k', retryForMs: 5_000 });
  const logout: Report = { ...LOGIN, kind: 'logout' };
  await assert.rejects(client.report([logout, LOGIN]), (error: NotStored<Report>) => {
    assert.ok(error instanceof NotStored && error.cause instanceof Unreachable);
    assert.deepEqual([error.reports, error.receipts], [[logout], ['r1']]);
    assert.match(error.message, /^1 reports are not known to be stored: no answer in time: UNAVAILABLE: storage is/);
    assert.ok(error.cause.cause instanceof Refused && error.cause.cause.status === 503);
    return true;
  });
});

test('a server that does not answer is given up after retryForMs', { timeout: 20_000 }, async () => {
  const { url } = await startServer(['no answer', 'no answer', 'no answer', 'no answer']);
  await assert.rejects(shiftcover({ url, key: 'k', retryForMs: 300 }).event('evt_x'), Unreachable);
});

test('without a server the error says ECONNREFUSED', async () => {
  const { url, server } = await startServer([]);
  server.close();
  await once(server, 'close');
  await assert.rejects(shiftcover({ url, key: 'k', retryForMs: 300 }).event('evt_x'), {
    name: 'Unreachable',
    message: /ECONNREFUSED/,
  });
});

const FOREIGN_ANSWERS: readonly [string, Answered][] = [
  ['a page of a proxy', { status: 200, body: '<h1>Back soon</h1>' }],
  ['an answer of another API', { status: 200, body: '{"ok":true}' }],
  ['a redirect', { status: 302, headers: { Location: 'https://example.com/' } }],
  ['a 404 page of a proxy', { status: 404, body: '<h1>Not found</h1>' }],
];
for (const [name, answer] of FOREIGN_ANSWERS) {
  test(`${name} does not pass for an acknowledgement`, async () => {
    const { asked, url } = await startServer([answer]);
    await assert.rejects(shiftcover({ url, key: 'k' }).report([LOGIN]), (error: NotStored<Report>) => {
      assert.ok(error instanceof NotStored && error.cause instanceof Refused);
      assert.deepEqual([error.cause.code, error.cause.status, error.reports], ['UNEXPECTED', answer.status, [LOGIN]]);
      return true;
    });
    assert.equal(asked.length, 1);
  });
}

test('a URL or a key that can never be right is a TypeError when the client is made', () => {
  const url = 'https://cover.example.com';
  for (const options of [
    { url: 'cover.example.com', key: 'k' },
    { url: '', key: 'k' },
    { url: 'ftp://cover.example.com', key: 'k' },
    { url: `${url}/?key=k`, key: 'k' },
    { url, key: '' },
    { url, key: 'live_…' },
    { url, key: 'Bearer k' },
    { url, key: 'k', retryForMs: Number.NaN },
  ])
    assert.throws(() => shiftcover(options), TypeError, JSON.stringify(options));
});

test('a batch that is too large for a proxy is halved until it fits; a single report is not sent for ever', async () => {
  const tooLarge: Answered = { status: 413, headers: { 'Content-Type': 'text/html' }, body: '<h1>413</h1>' };
  const { asked, url } = await startServer([tooLarge, ACCEPTED, tooLarge, ACCEPTED, ACCEPTED]);
  const reports = [1, 2, 3].map((n): Report => ({ ...LOGIN, driverId: `D${n}` }));
  const many = [...reports, { ...LOGIN, driverId: 'D4' }];
  assert.equal((await shiftcover({ url, key: 'k' }).report(many)).receipts.length, 3);
  assert.equal(asked.length, 5);
  const alone = await startServer([tooLarge]);
  await assert.rejects(shiftcover({ url: alone.url, key: 'k' }).report([LOGIN]), NotStored);
  assert.equal(alone.asked.length, 1);
});

test('what would happen twice if it were sent twice is sent once', async () => {
  const { asked, url } = await startServer([{ status: 503 }, { status: 503 }]);
  await assert.rejects(shiftcover({ url, key: 'k' }).endpoints.add({ url: 'https://example.com' }), Unreachable);
  assert.equal(asked.length, 1);
});

test('an aborted call ends, also while it waits for a retry', { timeout: 20_000 }, async () => {
  const { url, server } = await startServer([{ status: 503, headers: { 'Retry-After': '600' } }]);
  const client = shiftcover({ url: `${url}/`, key: 'k', retryForMs: 3_600_000 });
  const aborting = new AbortController();
  server.once('request', (_request, response) =>
    response.once('close', () => setTimeout(() => aborting.abort(new Error('enough')), 50)),
  );
  await assert.rejects(client.event('evt_x', { signal: aborting.signal }), /enough/);
  await assert.rejects(client.report([LOGIN], { signal: aborting.signal }), { name: 'NotStored', message: /enough/ });
});
