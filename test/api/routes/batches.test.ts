import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startService } from '../../support/service.ts';
import { eventCount, theLog } from '../../support/theLog.ts';
import { openWire, requestBytes } from '../../support/wire.ts';

const service = await startService();

const AT = '2026-03-01T08:00:00Z';
const items = (count: number, name = 'D') =>
  Array.from({ length: count }, (_, index) => ({ driverId: `${name}${index}`, timestamp: AT }));
const batch = (value: unknown, path = '/v1/batch/login') =>
  service.ask({ method: 'POST', path, body: JSON.stringify(value) });

test('an empty list, or an object, is INVALID_DATA', async () => {
  for (const [value, detail] of [
    [[], /empty/],
    [items(1)[0], /list/],
    ['[]', /list/],
    [null, /list/],
  ] as const) {
    const answer = await batch(value);
    assert.equal(answer.status, 400);
    assert.match(answer.body, detail);
  }
});

test('one bad item refuses the whole batch: it is named by its number, and nothing is stored', async () => {
  const bad = [
    {},
    null,
    [],
    'D1',
    { driverId: 'D1' },
    { driverId: 'D1', timestamp: 'soon' },
    { driverId: 5, timestamp: AT },
    { policyId: 'a', timestamp: AT },
  ];
  for (const [index, each] of bad.entries()) {
    const place = [0, 499, 999][index % 3] as number;
    const answer = await batch(items(1_000, 'BAD').toSpliced(place, 1, each as never));
    assert.equal(answer.status, 400);
    assert.match(answer.body, new RegExp(`^{"error":"INVALID_DATA","detail":"item ${place + 1}: `));
  }
  assert.equal(await eventCount(service.database.pool), 0);
});

test('all bad items are named, at most 1,000 of them', async () => {
  const some = await batch([{ driverId: 'GOOD', timestamp: AT }, { driverId: '', timestamp: AT }, null]);
  const { detail, param, items: named } = JSON.parse(some.body) as { detail: string; param: string; items: unknown };
  assert.deepEqual([detail, param], ['item 2: driverId is empty', '[1].driverId']);
  assert.deepEqual(named, [
    { param: '[1].driverId', value: '', detail: 'driverId is empty' },
    { param: '[2]', value: 'null', detail: 'must be a JSON object' },
  ]);
  const many = await batch(items(2_000).map((each) => ({ ...each, timestamp: 'soon' })));
  assert.equal((JSON.parse(many.body) as { items: unknown[] }).items.length, 1_000);
  assert.equal(await eventCount(service.database.pool), 0);
});

test('driver IDs and customer numbers may be mixed, known or not', async () => {
  const mixed = [
    { driverId: 'M1', timestamp: AT },
    { policyId: 'M1', timestamp: AT },
    { driverId: 'M2', timestamp: AT },
  ];
  assert.equal((await batch(mixed, '/v1/batch/logout/')).status, 202);
  const stored = (await theLog(service.database.pool)).map(
    ({ identifierKind, identifier, kind }) => `${kind} ${identifierKind} ${identifier}`,
  );
  assert.deepEqual(stored, ['logout driverId M1', 'logout policyId M1', 'logout driverId M2']);
});

test('10,000 items are stored, and 10,001 are 413', async () => {
  const before = await eventCount(service.database.pool);
  const tooMany = await batch(items(10_001, 'MANY'));
  assert.deepEqual([tooMany.status, (JSON.parse(tooMany.body) as { error: string }).error], [413, 'PAYLOAD_TOO_LARGE']);
  assert.equal(await eventCount(service.database.pool), before);
  assert.equal((await batch(items(10_000, 'MANY'))).status, 202);
  assert.equal(await eventCount(service.database.pool), before + 10_000);
});

const MIB = 1024 * 1024;
const padded = (bytes: number) => JSON.stringify(items(1, 'PAD')).padEnd(bytes, ' ');

test('a body of 8 MiB is accepted, and one byte more is 413', async () => {
  assert.equal((await service.ask({ method: 'POST', path: '/v1/batch/login', body: padded(8 * MIB) })).status, 202);
  const answer = await service.ask({ method: 'POST', path: '/v1/batch/login', body: padded(8 * MIB + 1) });
  assert.deepEqual([answer.status, (JSON.parse(answer.body) as { error: string }).error], [413, 'PAYLOAD_TOO_LARGE']);
});

test('a client that sends a whole body that is too large before it reads gets its 413, and the connection is kept', async () => {
  const headers = { Authorization: service.provider.key };
  for (const size of [8 * MIB + 1, 12 * MIB, 64 * MIB]) {
    const wire = await openWire(service.url);
    wire.send(requestBytes({ method: 'POST', path: '/v1/batch/login', headers, body: padded(size) }));
    assert.equal((await wire.answer()).status, 413);
    wire.send(requestBytes({ method: 'POST', path: '/v1/batch/login', headers, body: padded(50) }));
    assert.equal((await wire.answer()).status, 202);
    wire.hangUp();
  }
});

test('chunks of over 8 MiB in all are 413', async () => {
  const wire = await openWire(service.url);
  wire.send(
    requestBytes({
      method: 'POST',
      path: '/v1/batch/login',
      headers: { Authorization: service.provider.key, 'Transfer-Encoding': 'chunked' },
    }),
  );
  const chunk = `${MIB.toString(16)}\r\n${' '.repeat(MIB)}\r\n`;
  wire.send(...Array.from({ length: 9 }, () => chunk), '0\r\n\r\n');
  assert.equal((await wire.answer()).status, 413);
  wire.hangUp();
});
