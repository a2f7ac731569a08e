import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startService } from '../../support/service.ts';
import { eventCount } from '../../support/theLog.ts';
import { ask, openWire, requestBytes, type WireAnswer } from '../../support/wire.ts';

const service = await startService();
const { key } = service.provider;

const body = JSON.stringify({ driverId: '1', timestamp: '2026-03-01T08:00:00Z' });
const login = (headers: Record<string, string> = { Authorization: key }, sent = body) =>
  requestBytes({ method: 'POST', path: '/v1/shift/login', headers, body: sent });
const code = (answer: WireAnswer) =>
  answer.body === '' ? `${answer.status}` : `${answer.status} ${(JSON.parse(answer.body) as { error: string }).error}`;

const WRONG_METHODS: [string, string, string][] = [
  ['GET', '/v1/shift/login', 'POST'],
  ['PUT', '/v1/batch/logout/', 'POST'],
  ['OPTIONS', '/v1/shift/logout', 'POST'],
  ['PROPFIND', '/v1/shift/logout?a=b', 'POST'],
  ['POST', '/v1/validate/customer-number/ABC12', 'GET, HEAD'],
  ['DELETE', '/healthz', 'GET, HEAD'],
];
for (const [method, path, allow] of WRONG_METHODS) {
  test(`${method} ${path} is 405, and Allow lists the methods`, async () => {
    const answer = await service.ask({ method, path });
    assert.deepEqual([code(answer), answer.headers.get('allow')], ['405 METHOD_NOT_ALLOWED', allow]);
  });
}

test('HEAD where only POST is allowed is 405 without a body', async () => {
  const answer = await service.ask({ method: 'HEAD', path: '/v1/shift/login' });
  assert.deepEqual([answer.status, answer.headers.get('allow'), answer.body], [405, 'POST', '']);
});

test('an unknown path is NOT_FOUND, whatever the method and the body', async () => {
  for (const path of [
    '/v1',
    '/v1/shift',
    '/v1/shift/login/x',
    '/v3/shift/login',
    '/V1/shift/login',
    '/a%00b',
    '/a/%zz',
    '/%',
    '/%ff',
    '/v1%2fshift%2flogin',
  ]) {
    assert.equal(code(await service.ask({ path })), '404 NOT_FOUND', path);
    assert.equal(code(await service.ask({ method: 'POST', path, body })), '404 NOT_FOUND', path);
  }
});

const BROKEN: [string, string | Buffer, string][] = [
  ['no HTTP', 'HELLO\r\n\r\n', '400 INVALID_DATA'],
  ['TLS', Buffer.from('160301020001000001fc0303', 'hex'), '400 INVALID_DATA'],
  ['a header without a colon', 'GET / HTTP/1.1\r\nHost localhost\r\n\r\n', '400 INVALID_DATA'],
  ['no Host', 'GET /healthz HTTP/1.1\r\n\r\n', '400 INVALID_DATA'],
  ['two Hosts', 'GET /healthz HTTP/1.1\r\nHost: x\r\nhost: x\r\n\r\n', '400 INVALID_DATA'],
  [
    'two keys',
    `POST /v1/shift/login HTTP/1.1\r\nHost: x\r\nAuthorization: ${key}\r\nauthorization: ${key}\r\nContent-Length: ${body.length}\r\n\r\n${body}`,
    '400 INVALID_DATA',
  ],
  [
    'chunks in HTTP/1.0',
    `POST /v1/shift/login HTTP/1.0\r\nAuthorization: ${key}\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`,
    '400 INVALID_DATA',
  ],
  ['an unknown expectation', 'GET /healthz HTTP/1.1\r\nHost: x\r\nExpect: x\r\n\r\n', '417 EXPECTATION_FAILED'],
  [
    'two lengths',
    `POST /v1/shift/login HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab`,
    '400 INVALID_DATA',
  ],
  [
    'a length and chunks',
    `POST /v1/shift/login HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n`,
    '400 INVALID_DATA',
  ],
  ['a negative length', 'POST /v1/shift/login HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n', '400 INVALID_DATA'],
  [
    '17 KiB of headers',
    `GET /healthz HTTP/1.1\r\nHost: x\r\nX: ${'x'.repeat(17 * 1024)}\r\n\r\n`,
    '431 HEADERS_TOO_LARGE',
  ],
  ['an address of 17 KiB', `GET /${'x'.repeat(17 * 1024)} HTTP/1.1\r\nHost: x\r\n\r\n`, '431 HEADERS_TOO_LARGE'],
];
for (const [what, bytes, expected] of BROKEN) {
  test(`${what} is answered by ${expected}, and the connection is closed`, async () => {
    const wire = await openWire(service.url);
    wire.send(bytes);
    assert.equal(code(await wire.answer()), expected);
    await wire.ended;
  });
}

test('a connection is kept through every kind of refusal', async () => {
  const wire = await openWire(service.url);
  const exchange = async (bytes: Buffer, to?: string) => {
    wire.send(bytes);
    return code(await wire.answer(to));
  };
  assert.equal(await exchange(login({})), '401 MISSING_AUTH');
  assert.equal(await exchange(login({ Authorization: 'wrong' })), '401 INVALID_KEY');
  assert.equal(await exchange(login(undefined, '{')), '400 INVALID_DATA');
  assert.equal(await exchange(login({ Authorization: key, 'Content-Encoding': 'gzip' })), '415 UNSUPPORTED_ENCODING');
  assert.equal(await exchange(requestBytes({ path: '/nothing' })), '404 NOT_FOUND');
  assert.equal(await exchange(requestBytes({ path: '/v1/shift/login' })), '405 METHOD_NOT_ALLOWED');
  assert.equal(await exchange(requestBytes({ method: 'HEAD', path: '/healthz' }), 'HEAD'), '200');
  assert.equal(await exchange(login()), '202 undefined');
  wire.hangUp();
});

test('requests sent without waiting are answered in their order', async () => {
  const wire = await openWire(service.url);
  const before = await eventCount(service.database.pool);
  const bodies = Array.from({ length: 50 }, (_, index) =>
    index % 5 === 4 ? '{' : JSON.stringify({ driverId: `P${index}`, timestamp: '2026-03-01T08:00:00Z' }),
  );
  wire.send(Buffer.concat(bodies.map((each) => login(undefined, each))));
  const statuses: number[] = [];
  for (const _ of bodies) statuses.push((await wire.answer()).status);
  wire.hangUp();
  assert.deepEqual(
    statuses,
    bodies.map((each) => (each === '{' ? 400 : 202)),
  );
  assert.equal(await eventCount(service.database.pool), before + 40);
});

test('a request that comes byte by byte is accepted', async () => {
  const wire = await openWire(service.url);
  for (const byte of login()) wire.send(Uint8Array.of(byte));
  assert.equal((await wire.answer()).status, 202);
  wire.hangUp();
});

test('a body in chunks is accepted', async () => {
  const wire = await openWire(service.url);
  wire.send(
    requestBytes({
      method: 'POST',
      path: '/v1/shift/login',
      headers: { Authorization: key, 'Transfer-Encoding': 'chunked' },
    }),
  );
  for (const piece of body.match(/.{1,7}/g) as string[]) wire.send(`${piece.length.toString(16)}\r\n${piece}\r\n`);
  wire.send('0\r\n\r\n');
  assert.equal((await wire.answer()).status, 202);
  wire.hangUp();
});

test('a request of HTTP/1.0 is answered, and its connection closed', async () => {
  const wire = await openWire(service.url);
  wire.send(`POST /v1/shift/login/ HTTP/1.0\r\nAuthorization: ${key}\r\nContent-Length: ${body.length}\r\n\r\n${body}`);
  assert.equal((await wire.answer()).body, '{"status":"PENDING"}');
  await wire.ended;
});

const expecting = (authorization: string, length: number, path = '/v1/shift/login') =>
  requestBytes({
    method: 'POST',
    path,
    headers: { Authorization: authorization, Expect: '100-continue', 'Content-Length': String(length) },
  });

test('Expect: 100-continue is answered before the body comes, and the connection goes on', async () => {
  const wire = await openWire(service.url);
  for (let n = 0; n < 2; n++) {
    wire.send(expecting(key, body.length));
    assert.equal(await wire.continued(), true);
    wire.send(body);
    assert.equal((await wire.answer()).status, 202);
  }
  wire.hangUp();
});

for (const [what, bytes, status] of [
  ['a wrong key', expecting('wrong', body.length), 401],
  ['an unknown address', expecting(key, body.length, '/nowhere'), 404],
  ['too large a body', expecting(key, 8_000_000), 413],
] as const) {
  test(`Expect: 100-continue with ${what} is ${status} at once, and its connection is closed`, async () => {
    const wire = await openWire(service.url);
    wire.send(bytes);
    assert.equal(await wire.continued(), false);
    assert.equal((await wire.answer()).status, status);
    await wire.ended;
  });
}

test('no answer of the API may be stored or guessed at', async () => {
  for (const path of ['/v1/events', '/v1/nothing', '/v1/shift/login', '/v2/shift/x', '/healthz']) {
    const { headers } = await service.ask({ path });
    assert.deepEqual(
      [headers.get('cache-control'), headers.get('x-content-type-options')],
      ['no-store', 'nosniff'],
      path,
    );
  }
});

test('every answer of the application has a Request-Id of its own', async () => {
  const paths = ['/healthz', '/readyz', '/nothing', '/v1/shift/login', '/v1/validate/customer-number/%zz', '/a/%zz'];
  const answers = await Promise.all([...paths, ...paths].map((path) => ask(service.url, { path })));
  const ids = new Set(answers.map((answer) => answer.headers.get('request-id')));
  assert.equal(ids.size, answers.length);
  for (const id of ids) assert.match(id ?? 'none', /^[0-9a-f]{8}-[0-9a-f]{4}-7/);
});
