import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { addCustomer } from '../../src/store/customer/customers.ts';
import { openDatabase } from '../../src/store/postgres/database.ts';
import { disposableCluster } from '../support/disposableCluster.ts';
import { openAnother } from '../support/freshDatabase.ts';
import { providerWithKey } from '../support/provider.ts';
import { runServer } from '../support/runServer.ts';
import { theLog } from '../support/theLog.ts';
import { until } from '../support/until.ts';
import { ask, type WireAnswer } from '../support/wire.ts';

const cluster = await disposableCluster();
const server = await runServer({ DATABASE_URL: cluster.url, DATABASE_OWNER_URL: cluster.ownerUrl });
const { key } = await withDatabase(async (db) => {
  await addCustomer(db, { number: 'ABC12', email: 'driver@example.com', name: undefined, from: -Infinity });
  return await providerWithKey(db);
});

async function withDatabase<T>(work: (db: ReturnType<typeof openDatabase>['pool']) => Promise<T>): Promise<T> {
  const database = openDatabase(cluster.url);
  return await work(database.pool).finally(database.close);
}

let sent = 0;
const acknowledged: string[] = [];

/** Sends the login of a driver who has sent nothing before. */
async function login(): Promise<WireAnswer> {
  const driverId = `D${sent++}`;
  const body = JSON.stringify({ driverId, timestamp: '2026-03-01T08:00:00Z' });
  const answer = await ask(server.url, {
    method: 'POST',
    path: '/v1/shift/login',
    headers: { Authorization: key },
    body,
  });
  if (answer.status === 202) acknowledged.push(driverId);
  return answer;
}

const validate = () => ask(server.url, { path: '/v1/validate/customer-number/ABC12', headers: { Authorization: key } });
const ready = () => ask(server.url, { path: '/readyz' });

const WITHIN_MS = 5_000;

async function assertUnavailable(request: () => Promise<WireAnswer>): Promise<void> {
  const begun = performance.now();
  const { status, headers, body } = await request();
  const took = performance.now() - begun;
  assert.deepEqual(
    [status, headers.get('retry-after'), (JSON.parse(body) as { error: string }).error],
    [503, '1', 'UNAVAILABLE'],
  );
  assert.ok(took < WITHIN_MS, `it took ${took} ms`);
}

/** Reads and writes get a 503, one at a time or many at once, with the key in the cache or expired (after 600 ms). */
async function assertEveryRequestUnavailable(): Promise<void> {
  await Promise.all(Array.from({ length: 20 }, () => assertUnavailable(login)));
  await sleep(600);
  await Promise.all([assertUnavailable(login), assertUnavailable(validate), assertUnavailable(ready)]);
  await Promise.all(Array.from({ length: 20 }, () => assertUnavailable(login)));
  assert.equal((await ask(server.url, { path: '/healthz' })).status, 200);
}

async function assertAvailable(): Promise<void> {
  await until(async () => (await login()).status === 202);
  assert.equal((await validate()).status, 204);
  await until(async () => (await ready()).status === 200);
}

test('while PostgreSQL is down every answer is a 503 within five seconds; once it is back requests succeed again', async () => {
  await assertAvailable();
  await cluster.kill();
  await assertEveryRequestUnavailable();
  await cluster.start();
  await assertAvailable();
});

test('while PostgreSQL is suspended every answer is a 503 within five seconds; once it runs again requests succeed again', async () => {
  await Promise.all(Array.from({ length: 30 }, validate));
  assert.equal((await login()).status, 202);
  await cluster.suspend();
  await assertEveryRequestUnavailable();
  cluster.resume();
  await assertAvailable();
});

test('while PostgreSQL is read-only no event is acknowledged', async () => {
  await cluster.set('default_transaction_read_only', 'on');
  for (let time = 0; time < 5; time++) await assertUnavailable(login);
  await Promise.all([assertUnavailable(validate), assertUnavailable(ready)]);
  await cluster.set('default_transaction_read_only', undefined);
  await assertAvailable();
});

test('while a synchronous standby does not answer no event is acknowledged, neither a new one nor a repeated one', async () => {
  await cluster.set('synchronous_standby_names', 'absent');
  await Promise.all(Array.from({ length: 5 }, () => assertUnavailable(login)));
  sent = 0;
  await Promise.all([assertUnavailable(login), assertUnavailable(ready)]);
  await cluster.set('synchronous_standby_names', undefined);
  await assertAvailable();
});

test('while the log is locked it is not ready, though nobody reports anything', async () => {
  await sleep(1_100);
  const owner = openAnother(cluster.ownerUrl);
  const locking = await owner.pool.connect();
  await locking.query('begin');
  await locking.query('lock table event');
  await assertUnavailable(ready);
  await locking.query('rollback');
  locking.release();
  await until(async () => (await ready()).status === 200);
});

test('a PostgreSQL that may lose or tear what it committed is refused at start', async () => {
  for (const name of ['fsync', 'full_page_writes']) {
    await cluster.set(name, 'off');
    await assert.rejects(
      runServer({ DATABASE_URL: cluster.url, DATABASE_OWNER_URL: cluster.ownerUrl }),
      new RegExp(`cannot be used: ${name} is off, so events that were acknowledged could be lost: set it to on`),
    );
    await cluster.set(name, undefined);
  }
});

test('after these failures every acknowledged event is in the log exactly once', async () => {
  const logged = (await withDatabase(theLog)).map((event) => event.identifier);
  assert.deepEqual(
    acknowledged.filter((driver) => logged.filter((each) => each === driver).length !== 1),
    [],
  );
  assert.ok(acknowledged.length >= 5);
  await server.kill();
});
