import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { rebuild } from '../../src/settle/rebuild.ts';
import { balancer } from '../support/balancer.ts';
import { startLoad } from '../support/load.ts';
import { runServer } from '../support/runServer.ts';
import { startService } from '../support/service.ts';
import { compareWithLog } from '../support/torture.ts';
import { until } from '../support/until.ts';
import { ask, openWire, requestBytes } from '../support/wire.ts';

for (const eachOnItsOwn of [false, true]) {
  const how = eachOnItsOwn ? 'a new connection for each request' : 'connections kept open';
  test(`a server that is stopped under load answers every request it has received, loses no event and exits with 0 (${how})`, async () => {
    const service = await startService({ LOG_LEVEL: 'error' });
    const load = startLoad(() => service.url, service.provider.key, 32, { eachOnItsOwn });
    while (load.acknowledged.size < 200) await sleep(10);
    const begun = performance.now();
    await service.server.stop();
    assert.ok(performance.now() - begun < 3_000, 'within three seconds');
    assert.deepEqual([service.server.process.exitCode, service.server.process.signalCode], [0, null]);
    await load.stop();

    assert.deepEqual([...load.refused], []);
    assert.deepEqual(load.failures(), { unanswered: 0, brokenOff: 0 });
    assert.deepEqual(await compareWithLog(service.database.pool, load.acknowledged), { lost: [], doubled: [] });
    assert.deepEqual(await Array.fromAsync(rebuild(service.database.pool, () => {})), []);
    assert.equal(service.server.logged(), '');
  });
}

test('two servers behind a balancer are restarted one after the other without a failed request', async () => {
  const service = await startService({ LOG_LEVEL: 'error' });
  const start = () => runServer({ DATABASE_URL: service.databaseUrl, LOG_LEVEL: 'error' });
  let servers = [service.server, await start()];
  const url = await balancer(() => servers.map((server) => server.url));
  const load = startLoad(() => url, service.provider.key, 16, { eachOnItsOwn: true });
  for (const old of servers) {
    const before = load.acknowledged.size;
    await until(() => load.acknowledged.size > before + 100);
    await old.stop();
    const started = await start();
    servers = servers.map((server) => (server === old ? started : server));
  }
  const before = load.acknowledged.size;
  await until(() => load.acknowledged.size > before + 100);
  await load.stop();
  assert.deepEqual([...load.refused], []);
  assert.deepEqual([load.failures(), load.turnedAway()], [{ unanswered: 0, brokenOff: 0 }, 0]);
  assert.deepEqual(await compareWithLog(service.database.pool, load.acknowledged), { lost: [], doubled: [] });
});

test('a request that is still arriving when the server is stopped gets its answer', async () => {
  const service = await startService();
  const body = JSON.stringify({ driverId: 'D1', timestamp: '2026-03-01T08:00:00Z' });
  const headers = { Authorization: service.provider.key, 'Content-Length': String(body.length) };
  const wire = await openWire(service.url);
  wire.send(requestBytes({ method: 'POST', path: '/v1/shift/login', headers }), body.slice(0, 10));
  await sleep(200);
  const stopped = service.server.stop();
  await sleep(400);
  await assert.rejects(ask(service.url, { path: '/healthz' }), { code: 'ECONNREFUSED' });
  wire.send(body.slice(10));
  const answer = await wire.answer();
  assert.deepEqual([answer.status, answer.headers.get('connection')], [202, 'close']);
  await Promise.all([wire.ended, stopped]);
});
