import assert from 'node:assert/strict';
import { test } from 'node:test';
import { onConnection } from '../../src/store/postgres/connect.ts';
import { openDatabase } from '../../src/store/postgres/database.ts';
import { disposableCluster } from '../support/disposableCluster.ts';
import { providerWithKey } from '../support/provider.ts';
import { operatorOf } from '../support/runCommand.ts';
import { type RunningServer, runServer } from '../support/runServer.ts';
import { proxyBefore, tcpProxy } from '../support/tcpProxy.ts';
import { until } from '../support/until.ts';
import { ask } from '../support/wire.ts';

const primary = await disposableCluster();
const proxy = await proxyBefore(primary.url);
const closedPort = await tcpProxy({ path: '/nowhere' });
const { key } = await migrated();
const standby = await primary.standby();
const standbyProxy = await proxyBefore(standby.url);

const HOSTS = [closedPort, standbyProxy, proxy].map(({ port }) => `127.0.0.1:${port}`).join(',');
const OPTIONS = '?target_session_attrs=read-write';
const all = {
  DATABASE_URL: `postgres://shiftcover@${HOSTS}/shiftcover${OPTIONS}`,
  DATABASE_OWNER_URL: `postgres://shiftcover_owner@${HOSTS}/shiftcover${OPTIONS}`,
};

/** A work provider in the primary, before the standby is copied from it. */
async function migrated(): Promise<{ readonly key: string }> {
  const server = await runServer({ DATABASE_URL: primary.url, DATABASE_OWNER_URL: primary.ownerUrl });
  await server.stop();
  const database = openDatabase(primary.url);
  return await providerWithKey(database.pool).finally(database.close);
}

async function login(server: RunningServer, driverId: string): Promise<number> {
  const body = JSON.stringify({ driverId, timestamp: '2026-03-01T08:00:00Z' });
  const request = { method: 'POST', path: '/v1/shift/login', headers: { Authorization: key }, body };
  return (await ask(server.url, request)).status;
}

async function drivers(url: string): Promise<unknown> {
  const read = 'select distinct identifier from subject order by 1';
  return await onConnection({ connectionString: url }, async (client) => (await client.query(read)).rows);
}

/** The connection on which the job runner listens for new jobs. */
async function jobsListenAt(url: string): Promise<boolean> {
  // What it sends after LISTEN.
  const listening = `select from pg_stat_activity
                     where application_name = 'shiftcover jobs' and query like '%pg_advisory_lock_shared%'`;
  return await onConnection(
    { connectionString: url },
    async (client) => (await client.query(listening)).rowCount === 1,
  );
}

test('a standby is refused with a sentence that names it', async () => {
  await assert.rejects(
    runServer({ DATABASE_URL: standbyProxy.url }),
    new RegExp(
      `PostgreSQL cannot be used: 127.0.0.1:${standbyProxy.port} is a standby, which takes no writes: ` +
        'name the primary, or all hosts.',
    ),
  );
});

test('where no host takes writes the error names each with its reason', async () => {
  await primary.set('default_transaction_read_only', 'on');
  const [code, why] = await operatorOf(all.DATABASE_URL).refused('status');
  assert.equal(code, 1);
  assert.match(why, /no host takes writes: 127\.0\.0\.1:\d+ cannot be used \(.+\); 127\.0\.0\.1:\d+ is a standby/);
  assert.match(why, new RegExp(`127.0.0.1:${proxy.port} is read-only`));
  await primary.set('default_transaction_read_only', undefined);
});

test('of several hosts the one that takes writes is used, for everything, and after a failover the other one', async () => {
  const server = await runServer(all);
  assert.equal(await login(server, 'before'), 202);
  assert.match(await operatorOf(all.DATABASE_URL).text('status'), /last event/);
  await until(() => jobsListenAt(primary.url));

  await primary.kill();
  assert.equal(await login(server, 'between'), 503);
  await standby.promote();
  await until(async () => (await login(server, 'afterwards')) === 202);
  await until(() => jobsListenAt(standby.url));
  assert.deepEqual(await drivers(standby.url), [{ identifier: 'afterwards' }]);
  await server.stop();
});
