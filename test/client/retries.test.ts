import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, test } from 'node:test';
import { NotStored, Refused, type Report, shiftcover, Unreachable } from 'shiftcover/client';

// The real server cannot be brought to answer all of this when it is wanted: another stands in for it, on a real socket.

type Answered = { readonly status: number; readonly headers?: Record<string, string>; readonly body?: string };
const ACCEPTED: Answered = { status: 202, headers: { 'Request-Id': 'r1' }, body: '{"status":"PENDING"}' };
const UNAVAILABLE = '{"error":"UNAVAILABLE","detail":"storage is in doubt"}';
const LOGIN: Report = { driverId: 'A', kind: 'login', at: '2026-03-01T08:00:00Z' };

/** A server that answers as it is told, one answer after the other and then 500 for ever, or not at all; it says what it was asked, and when. */
async function aServer(answers: readonly (Answered | 'silence' | 'hang up')[]) {
  const asked: { body: string; at: number }[] = [];
  const next = answers.values();
  const server = createServer(async (request, response) => {
    asked.push({ body: (await Array.fromAsync(request)).join(''), at: performance.now() });
    const answer = next.next().value ?? { status: 500 };
    if (answer === 'hang up') request.socket.destroy();
    if (typeof answer === 'string') return;
    response.writeHead(answer.status, answer.headers).end(answer.body ?? '{}');
  }).listen(0, '127.0.0.1');
  after(() => server.close().closeAllConnections());
  await once(server, 'listening');
  return { asked, server, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
}

test('what is told to wait, or not answered, is sent again, the same to the byte', async () => {
  const answers: (Answered | 'hang up')[] = [
    { status: 503, headers: { 'Retry-After': '0' }, body: UNAVAILABLE },
    'hang up',
    { status: 429, headers: { 'Retry-After': '1' } },
    { status: 408 },
    ACCEPTED,
  ];
  const { asked, url } = await aServer(answers);
  assert.equal(await shiftcover({ url, key: 'k' }).login({ driverId: 'A' }, '2026-03-01T08:00:00Z'), 'r1');
  assert.deepEqual(
    asked.map(({ body }) => body),
    answers.map(() => '[{"driverId":"A","timestamp":"2026-03-01T08:00:00Z"}]'),
  );
  const [, , third, fourth] = asked;
  assert.ok((fourth?.at ?? 0) - (third?.at ?? 0) > 990, 'it waits as long as it is told');
});

test('whoever is told not to wait at all still does not hammer', async () => {
  const { asked, url } = await aServer(
    Array.from({ length: 500 }, () => ({ status: 503, headers: { 'Retry-After': '0' } })),
  );
  await assert.rejects(shiftcover({ url, key: 'k', patienceMs: 500 }).report([LOGIN]));
  assert.ok(asked.length <= 5, `${asked.length} requests`);
});

test('whoever has no more patience is told which reports are in doubt, and why', async () => {
  const { url } = await aServer([ACCEPTED, { status: 503, headers: { 'Retry-After': '600' }, body: UNAVAILABLE }]);
  const hasty = shiftcover({ url, key: 'k', patienceMs: 5_000 });
  const logout: Report = { ...LOGIN, kind: 'logout' };
  await assert.rejects(hasty.report([logout, LOGIN]), (fault: NotStored<Report>) => {
    assert.ok(fault instanceof NotStored && fault.cause instanceof Unreachable);
    assert.deepEqual([fault.reports, fault.receipts], [[logout], ['r1']]);
    assert.match(fault.message, /^1 reports are not known to be stored: no answer in time: UNAVAILABLE: storage is/);
    assert.ok(fault.cause.cause instanceof Refused && fault.cause.cause.status === 503);
    return true;
  });
});

test('a server that says nothing does not outlast the patience', { timeout: 20_000 }, async () => {
  const { url } = await aServer(['silence', 'silence', 'silence', 'silence']);
  await assert.rejects(shiftcover({ url, key: 'k', patienceMs: 300 }).event('evt_x'), Unreachable);
});

test('where nobody listens, it is said what the matter is', async () => {
  const { url, server } = await aServer([]);
  server.close();
  await once(server, 'close');
  await assert.rejects(shiftcover({ url, key: 'k', patienceMs: 300 }).event('evt_x'), {
    name: 'Unreachable',
    message: /ECONNREFUSED/,
  });
});

const NO_ANSWERS: readonly [string, Answered][] = [
  ['somebody’s page', { status: 200, body: '<h1>Back soon</h1>' }],
  ['another API', { status: 200, body: '{"ok":true}' }],
  ['a redirect', { status: 302, headers: { Location: 'https://example.com/' } }],
  ['a proxy that knows no such server', { status: 404, body: '<h1>Not found</h1>' }],
];
for (const [name, answer] of NO_ANSWERS) {
  test(`the answer of ${name} does not pass for an acknowledgement`, async () => {
    const { asked, url } = await aServer([answer]);
    await assert.rejects(shiftcover({ url, key: 'k' }).report([LOGIN]), (fault: NotStored<Report>) => {
      assert.ok(fault instanceof NotStored && fault.cause instanceof Refused);
      assert.deepEqual([fault.cause.code, fault.cause.status, fault.reports], ['UNEXPECTED', answer.status, [LOGIN]]);
      return true;
    });
    assert.equal(asked.length, 1);
  });
}

test('an address or a key that can be none is told at once, not tried for minutes', async () => {
  const cause = (fault: NotStored<Report>) => fault.cause instanceof TypeError;
  await assert.rejects(shiftcover({ url: 'cover.example.com', key: 'k' }).report([LOGIN]), cause);
  const { url, asked } = await aServer([]);
  await assert.rejects(shiftcover({ url, key: 'live_…' }).report([LOGIN]), cause);
  assert.equal(asked.length, 0);
});

test('a call that is aborted ends, also while it waits to try again', { timeout: 20_000 }, async () => {
  const { url, server } = await aServer([{ status: 503, headers: { 'Retry-After': '600' } }]);
  const patient = shiftcover({ url: `${url}/`, key: 'k', patienceMs: 3_600_000 });
  const aborting = new AbortController();
  server.once('request', (_request, response) =>
    response.once('close', () => setTimeout(() => aborting.abort(new Error('enough')), 50)),
  );
  await assert.rejects(patient.event('evt_x', { signal: aborting.signal }), /enough/);
  await assert.rejects(patient.report([LOGIN], { signal: aborting.signal }), { name: 'NotStored', message: /enough/ });
});
