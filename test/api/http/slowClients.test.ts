import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { buildServer, LIMITS } from '../../../src/app/server.ts';
import { openIntake } from '../../../src/intake/intake.ts';
import { openLog } from '../../../src/log.ts';
import { atEnd } from '../../support/atEnd.ts';
import { freshDatabase } from '../../support/freshDatabase.ts';
import { providerWithKey } from '../../support/provider.ts';
import { openWire, requestBytes } from '../../support/wire.ts';

const { database } = await freshDatabase();
const { key } = await providerWithKey(database.pool);
const limits = { ...LIMITS, headersTimeoutMs: 300, requestTimeoutMs: 600, checkingIntervalMs: 50, drainTimeoutMs: 500 };
const intake = openIntake(database, (error) => assert.fail(String(error)));
const app = await buildServer({ live: { database, intake }, log: openLog('silent'), limits });
const url = await app.listen({ port: 0 });
atEnd(() => app.close());

const stalled = requestBytes({
  method: 'POST',
  path: '/v1/shift/login',
  headers: { Authorization: key, 'Content-Length': '100' },
});

const SLOW: [string, Buffer][] = [
  ['a body that stalls', Buffer.concat([stalled, Buffer.from('{"driverId":')])],
  ['a body that never begins', stalled],
  ['headers that stall', Buffer.from('POST /v1/shift/login HTTP/1.1\r\nHost: x\r\n')],
];
for (const [what, bytes] of SLOW) {
  test(`${what} is answered by 408 and closed in time`, async () => {
    const wire = await openWire(url);
    const begun = performance.now();
    wire.send(bytes);
    const answer = await wire.answer();
    assert.deepEqual(
      [answer.status, answer.body],
      [
        408,
        '{"error":"REQUEST_TIMEOUT","detail":"the request took too long to arrive","docs":"/docs/errors#request_timeout"}',
      ],
    );
    await wire.ended;
    const took = performance.now() - begun;
    assert.ok(took > 250 && took < 2_000, `after ${took} ms`);
  });
}

test('a body that comes byte by byte is answered by 408 too: the limit is on the whole request', async () => {
  const wire = await openWire(url);
  wire.send(stalled);
  const sending = (async () => {
    for (let byte = 0; byte < 20; byte++) await sleep(50).then(() => wire.send(' '));
  })();
  assert.equal((await wire.answer()).status, 408);
  await wire.ended;
  await sending;
});

test('an idle connection is kept after its answer', async () => {
  const wire = await openWire(url);
  const body = JSON.stringify({ driverId: '1', timestamp: '2026-03-01T08:00:00Z' });
  const login = requestBytes({ method: 'POST', path: '/v1/shift/login', headers: { Authorization: key }, body });
  wire.send(login);
  assert.equal((await wire.answer()).status, 202);
  await sleep(1_000);
  wire.send(login);
  assert.equal((await wire.answer()).status, 202);
  wire.hangUp();
});

test('the server closes in time although a client has stalled in the middle of a request', async () => {
  const other = await buildServer({ live: { database, intake }, log: openLog('silent'), limits });
  const wire = await openWire(await other.listen({ port: 0 }));
  wire.send(stalled);
  const silent = await openWire(other.listeningOrigin);
  await sleep(100);
  const begun = performance.now();
  await other.close();
  const took = performance.now() - begun;
  assert.ok(took > 400 && took < 3_000, `after ${took} ms`);
  await Promise.all([wire.ended, silent.ended]);
});
