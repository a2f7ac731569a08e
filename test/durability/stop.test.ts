import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { rebuild } from '../../src/settle/rebuild.ts';
import { aHouse } from '../support/aHouse.ts';
import { ask, openWire, requestBytes } from '../support/wire.ts';
import { startLoad } from './load.ts';
import { compare } from './suddenDeaths.ts';

for (const eachOnItsOwn of [false, true]) {
  const how = eachOnItsOwn ? 'each request on a connection of its own' : 'connections kept open';
  test(`a server that is asked to stop under load answers what it has taken, loses nothing and leaves with 0 (${how})`, async () => {
    const house = await aHouse({ LOG_LEVEL: 'error' });
    const load = startLoad(() => house.url, house.provider.key, 32, { eachOnItsOwn });
    await sleep(600);
    const begun = performance.now();
    await house.server.stop();
    assert.ok(performance.now() - begun < 3_000, 'in time');
    assert.deepEqual([house.server.process.exitCode, house.server.process.signalCode], [0, null]);
    await load.stop();

    assert.deepEqual([...load.refused], []);
    assert.deepEqual(load.failures(), { unanswered: 0, brokenOff: 0 });
    assert.ok(load.acknowledged.size > 100, `only ${load.acknowledged.size} events were acknowledged`);
    assert.deepEqual(await compare(house.database.pool, load.acknowledged), { lost: [], doubled: [] });
    assert.deepEqual(await Array.fromAsync(rebuild(house.database.pool, () => {})), []);
    assert.equal(house.server.logged(), '');
  });
}

test('a request that is still arriving when the server is asked to stop gets its answer', async () => {
  const house = await aHouse();
  const body = JSON.stringify({ driverId: 'D1', timestamp: '2026-03-01T08:00:00Z' });
  const headers = { Authorization: house.provider.key, 'Content-Length': String(body.length) };
  const wire = await openWire(house.url);
  wire.send(requestBytes({ method: 'POST', path: '/v1/shift/login', headers }), body.slice(0, 10));
  await sleep(200);
  const stopped = house.server.stop();
  await sleep(400);
  await assert.rejects(ask(house.url, { path: '/healthz' }), { code: 'ECONNREFUSED' });
  wire.send(body.slice(10));
  const answer = await wire.answer();
  assert.deepEqual([answer.status, answer.headers.get('connection')], [202, 'close']);
  await Promise.all([wire.ended, stopped]);
});
