import assert from 'node:assert/strict';
import { test } from 'node:test';
import { visibleText } from '../../src/core/visibleText.ts';
import { providerWithKey } from '../support/provider.ts';
import type { Json } from '../support/reading.ts';
import { operatorOf } from '../support/runCommand.ts';
import { serviceWithReceiver } from '../support/serviceWithReceiver.ts';

const service = await serviceWithReceiver();
const { receiver, call, until } = service;
const { pool } = service.database;
const other = await providerWithKey(pool);
const url = `${receiver.url}/hooks`;

test('an endpoint is added, read, changed, paused, resumed and removed; its secret is shown once', async () => {
  const { secret, ...made } = await call(201, 'POST', '/v1/endpoints', {
    url,
    types: ['shift.started', 'shift.started'],
  });
  assert.match(secret, /^whsec_[A-Za-z0-9+/]{43}=$/);
  const { id, recordedAt, ...rest } = made;
  assert.match(id, /^end_/);
  assert.match(recordedAt, /Z$/);
  const state = { provenAt: null, failingSince: null, pausedAt: null, pausedBecause: null };
  assert.deepEqual(rest, { url, description: '', email: null, types: ['shift.started'], ...state });
  assert.deepEqual(await call(200, 'GET', `/v1/endpoints/${id}`), made);
  assert.deepEqual(await call(200, 'GET', '/v1/endpoints'), { items: [made], next: null, more: false });

  const changed = await call(200, 'PATCH', `/v1/endpoints/${id}`, {
    description: 'ours',
    email: 'a@example.com',
    types: [],
  });
  assert.deepEqual(changed, { ...made, description: 'ours', email: 'a@example.com', types: [] });
  const paused = await call(200, 'PATCH', `/v1/endpoints/${id}`, { paused: true });
  assert.equal(paused.pausedBecause, 'by_hand');
  assert.deepEqual(await call(200, 'PATCH', `/v1/endpoints/${id}`, { paused: false }), changed);
  await call(204, 'DELETE', `/v1/endpoints/${id}`);
  for (const method of ['GET', 'DELETE']) await call(404, method, `/v1/endpoints/${id}`);
  const { rows } = await pool.query<{ action: string }>(
    `select action from audit where actor_kind = 'key' order by id`,
  );
  assert.deepEqual(
    rows.map(({ action }) => action),
    ['added', 'changed', 'paused', 'changed', 'resumed', 'changed', 'removed'].map((verb) => `${verb} an endpoint`),
  );
});

const REFUSED: [body: object, detail: RegExp][] = [
  [{}, /url is missing/],
  [{ url: 'nonsense' }, /URL must be one such as/],
  [{ url: 'http://1.1.1.1/' }, /must begin with https/],
  [{ url: 'https://10.0.0.1/' }, /not on the open internet/],
  [{ url: 'https://127.0.0.2/' }, /not on the open internet/],
  [{ url: 'https://[::1]/' }, /not on the open internet/],
  [{ url: 'https://localhost/' }, /not on the open internet/],
  [{ url: 'https://a:b@example.com/' }, /name or a password/],
  [{ url, email: 'nobody' }, /email must be/],
  [{ url, types: ['shift.unknown'] }, /must be one of/],
  [{ url, description: 'a\0b' }, /description/],
  [{ url, secret: 'whsec_mine' }, /unknown member secret; this body takes url/],
];
for (const [body, detail] of REFUSED) {
  test(`an endpoint ${JSON.stringify(body)} is refused with a sentence that says why`, async () => {
    const answer = await call(400, 'POST', '/v1/endpoints', body);
    assert.equal(answer.error, 'INVALID_DATA');
    assert.match(answer.detail, detail);
    const [name, value] = Object.entries(body).at(-1) ?? ['url', undefined];
    const shown = value === undefined ? undefined : visibleText(String(value));
    assert.deepEqual([answer.param.replace('[0]', ''), answer.value], [name, shown]);
  });
}

test('a work provider has at most ten endpoints, however many are added at the same time', async () => {
  const path = '/v1/endpoints';
  const headers = { Authorization: other.key };
  const made = await Promise.all(
    Array.from({ length: 14 }, () => service.ask({ method: 'POST', path, headers, body: JSON.stringify({ url }) })),
  );
  assert.equal(made.filter(({ status }) => status === 201).length, 10);
  assert.equal(made.filter(({ status }) => status === 400).length, 4);
});

test("requests for another work provider's endpoints and deliveries are answered like those for unknown ones, byte for byte", async () => {
  const { id } = await call(201, 'POST', '/v1/endpoints', { url });
  const { deliveryId } = await call(202, 'POST', `/v1/endpoints/${id}/test`);
  await until(`/v1/deliveries/${deliveryId}`, ({ state }) => state === 'delivered');
  const routes: [method: string, path: (id: string, delivery: string) => string, body?: object][] = [
    ['GET', (end) => `/v1/endpoints/${end}`],
    ['PATCH', (end) => `/v1/endpoints/${end}`, { url: 'https://example.com/' }],
    ['DELETE', (end) => `/v1/endpoints/${end}`],
    ['POST', (end) => `/v1/endpoints/${end}/rotate-secret`],
    ['POST', (end) => `/v1/endpoints/${end}/test`],
    ['POST', (end) => `/v1/endpoints/${end}/replay`, { since: '2026-01-01T00:00:00Z' }],
    ['GET', (_end, dlv) => `/v1/deliveries/${dlv}`],
    ['POST', (_end, dlv) => `/v1/deliveries/${dlv}/replay`],
  ];
  for (const [method, path, body] of routes) {
    const send = async (end: string, dlv: string) => {
      const sent = body === undefined ? {} : { body: JSON.stringify(body) };
      const answer = await service.ask({
        method,
        path: path(end, dlv),
        headers: { Authorization: other.key },
        ...sent,
      });
      return [answer.status, answer.body];
    };
    const theirs = await send(id, deliveryId);
    assert.equal(theirs[0], 404);
    assert.deepEqual(theirs, await send('end_AAAAAAAAAAAAAAAAAAAAAA', 'dlv_AAAAAAAAAAAAAAAAAAAAAA'));
    assert.deepEqual(theirs, await send('1', '1'));
  }
  const listed = await call(200, 'GET', '/v1/deliveries', undefined, other.key);
  assert.deepEqual(listed, { items: [], next: null, more: false });
  await call(400, 'GET', `/v1/deliveries?endpoint=${id}`, undefined, other.key);
  assert.equal((await call(200, 'GET', `/v1/endpoints/${id}`)).url, url);
  await call(204, 'DELETE', `/v1/endpoints/${id}`);
});

test('pages of deliveries neither skip nor repeat any while others are made', async () => {
  const { id } = await call(201, 'POST', '/v1/endpoints', { url });
  const sendTest = async () => (await call(202, 'POST', `/v1/endpoints/${id}/test`)).deliveryId;
  const made: string[] = [];
  for (let count = 0; count < 5; count++) made.unshift(await sendTest());
  const found: string[] = [];
  let path = `/v1/deliveries?endpoint=${id}&type=endpoint.tested&limit=2`;
  for (;;) {
    const { items, next } = await call(200, 'GET', path);
    found.push(...items.map((each: { id: string }) => each.id));
    await sendTest();
    if (next === null) break;
    path = `/v1/deliveries?endpoint=${id}&type=endpoint.tested&limit=2&cursor=${next}`;
  }
  assert.deepEqual(found, made);
  await call(400, 'GET', '/v1/deliveries?cursor=nonsense');
  await call(400, 'GET', '/v1/deliveries?status=failed');
  await call(204, 'DELETE', `/v1/endpoints/${id}`);
});

test('an operator adds an endpoint, lists its deliveries, pauses it, resumes it and replays', async () => {
  const operator = operatorOf(service.databaseUrl);
  assert.deepEqual(await operator.refused('endpoint', 'add', service.provider.name, 'https://10.0.0.1/'), [
    2,
    'nothing is sent to 10.0.0.1, because it is not on the open internet',
  ]);
  const added = await operator.json(
    'endpoint',
    'add',
    service.provider.name,
    'https://nothing.invalid/',
    '--email',
    'a@example.com',
  );
  assert.match(added.secret, /^whsec_/);
  const id = String(added.id);
  await call(202, 'POST', '/v1/shift/login', { driverId: 'nobody', timestamp: '2026-03-02T08:00:00Z' });
  await until('/v1/deliveries?type=event.unmatched', ({ items }) => items.length > 0);
  await until('/v1/deliveries?state=waiting', ({ items }) => items.some(({ lastError }: Json) => lastError !== null));
  assert.match(await operator.text('endpoint', 'list'), /nothing\.invalid\/ +failing since/);
  const waiting: Json[] = await operator.json('endpoint', 'deliveries', id, '--state', 'waiting');
  assert.equal(waiting[0].type, 'event.unmatched');
  assert.match(waiting.find(({ lastError }) => lastError !== null).lastError, /host/);
  await operator.text('endpoint', 'pause', id);
  assert.match(
    (await operator.refused('endpoint', 'replay', id, '--since', '2026-01-01T00:00:00Z'))[1],
    /is paused; first/,
  );
  assert.equal((await operator.json('endpoint', 'resume', id)).released, 3);
  assert.equal((await operator.json('endpoint', 'replay', id, '--since', '2026-01-01T00:00:00Z')).replayed, 3);
  assert.equal((await operator.refused('endpoint', 'resume', '999999'))[0], 1);
});
