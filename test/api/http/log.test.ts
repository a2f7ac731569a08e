import assert from 'node:assert/strict';
import { hash } from 'node:crypto';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { Pool } from 'undici';
import { clock, HOUR } from '../../../src/core/time/instant.ts';
import { addCustomer } from '../../../src/store/customer/customers.ts';
import { tidyRefusedRequests } from '../../../src/store/provider/refusedRequests.ts';
import { providerWithKey } from '../../support/provider.ts';
import { operatorOf } from '../../support/runCommand.ts';
import { startService } from '../../support/service.ts';
import { until } from '../../support/until.ts';
import { openWire, requestBytes, type WireAnswer } from '../../support/wire.ts';

type Line = Record<string, unknown>;

async function linesLoggedBy(send: () => Promise<WireAnswer | void>): Promise<Line[]> {
  const before = service.server.logged().length;
  await send();
  await sleep(500);
  return service.server
    .logged()
    .slice(before)
    .trim()
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as Line);
}

const service = await startService();
await addCustomer(service.database.pool, {
  number: 'ABC12',
  email: 'secret-email@example.com',
  name: undefined,
  from: -Infinity,
});

const post = (path: string, body: string, headers: Record<string, string> = {}) =>
  service.ask({ method: 'POST', path, headers, body });

test('each answer logs one line, with its Request-Id', async () => {
  let id: string | undefined;
  const lines = await linesLoggedBy(async () => {
    const answer = await post(
      '/v1/shift/login/',
      JSON.stringify({ driverId: 'D1', timestamp: '2026-03-01T08:00:00Z' }),
    );
    id = answer.headers.get('request-id');
  });
  assert.equal(lines.length, 1);
  const { time, ms, level, msg, ...rest } = lines[0] as Line;
  assert.deepEqual(rest, {
    requestId: id,
    keyId: 1,
    workProvider: service.provider.id,
    method: 'POST',
    route: '/v1/shift/login',
    status: 202,
  });
  assert.ok(Math.abs(Date.parse(time as string) - Date.now()) < 10_000);
  assert.ok((ms as number) > 0);
  assert.deepEqual([level, msg], (ms as number) < 1_000 ? [30, 'answered'] : [40, 'answered slowly']);
});

test('the log has nothing of a request: no key, body, path or query', async () => {
  const lines = await linesLoggedBy(async () => {
    await post('/v1/shift/login', JSON.stringify({ driverId: 'secret-driver', timestamp: '2026-03-01T08:00:00Z' }));
    await post('/v1/shift/login', 'secret-text');
    await post('/v1/shift/login', '{}', { Authorization: 'secret-key' });
    await post('/secret-path/%zz?secret-query', '{}');
    await service.ask({ path: '/v1/validate/customer-number/SECRET?email=secret-email@example.com' });
    await service.ask({ path: '/v1/validate/customer-number/ABC12?email=secret-email@example.com' });
  });
  assert.equal(lines.length, 6);
  assert.doesNotMatch(JSON.stringify(lines), /secret/i);
  assert.ok(!service.server.logged().includes(service.provider.key));
});

test('a client that breaks off logs no warning and no error', async () => {
  const lines = await linesLoggedBy(async () => {
    const wire = await openWire(service.url);
    const headers = { Authorization: service.provider.key, 'Content-Length': '500' };
    wire.send(requestBytes({ method: 'POST', path: '/v1/batch/login', headers }), '[{"driverId":');
    await sleep(100);
    wire.hangUp();
  });
  assert.deepEqual(
    lines.filter((line) => (line['level'] as number) > 30),
    [],
  );
});

test('what was refused is logged with its code and the number of the work provider', async () => {
  const lines = await linesLoggedBy(async () => {
    await post('/v1/shift/login', '{}');
    await post('/v1/shift/login', '{}', { Authorization: 'nobody' });
    await post('/v2/shift', '{}');
  });
  assert.deepEqual(
    lines.map(({ status, code, workProvider, level }) => [status, code, workProvider, level]),
    [
      [400, 'INVALID_DATA', service.provider.id, 30],
      [401, 'INVALID_KEY', undefined, 30],
      [400, 'INVALID_DATA', service.provider.id, 30],
    ],
  );
});

const lookUp = async (id: string, key = service.provider.key) =>
  await service.ask({ path: `/v1/requests/${id}`, headers: { Authorization: key } });

test('a refused request can be looked up by its Request-Id: why, and the hash of its body', async () => {
  const body = '[{"driverId":"D1","timestamp":"2026-03-01T08:00:00Z"},{"driverId":"secret-driver"}]';
  const refused = await post('/v1/batch/login', body);
  const id = refused.headers.get('request-id') as string;
  await until(async () => (await lookUp(id)).status === 200);
  const { receivedAt, ...found } = JSON.parse((await lookUp(id.toUpperCase())).body);
  assert.ok(Math.abs(Date.parse(receivedAt) - Date.now()) < 60_000);
  const refusal = {
    endpoint: 'POST /v1/batch/login',
    status: 400,
    code: 'INVALID_DATA',
    detail: 'item 2: timestamp is missing',
    param: '[1].timestamp',
    bodySha256: hash('sha256', body),
  };
  assert.deepEqual(found, { id, result: 'refused', events: 0, refusal });
  const { text } = operatorOf(service.databaseUrl);
  const shown = await text('request', id);
  assert.match(shown, /POST \/v1\/batch\/login.* Refused: 400 INVALID_DATA, item 2: timestamp is missing/);
  const stored = await service.database.pool.query('select row_to_json(r)::text as line from refused_request r');
  assert.doesNotMatch(JSON.stringify(stored.rows), /secret/);
});

test('a request that stored events can be looked up; another work provider’s and an unknown one are not found', async () => {
  const { headers } = await post('/v1/shift/login', '{"driverId":"D2","timestamp":"2026-03-01T08:00:00Z"}');
  const id = headers.get('request-id') as string;
  const { result, events, refusal } = JSON.parse((await lookUp(id)).body);
  assert.deepEqual([result, events, refusal], ['stored', 1, null]);
  const other = await providerWithKey(service.database.pool);
  assert.equal((await lookUp(id, other.key)).status, 404);
  assert.equal((await lookUp('019cb1d2-7e4b-7c11-9d0e-2b6f2c3d4e5f')).status, 404);
  assert.equal((await lookUp('nonsense')).status, 404);
});

test('of one key at most 500 refused requests a day are stored, and none of strangers', async () => {
  const { key, id } = await providerWithKey(service.database.pool);
  const pool = new Pool(service.url, { connections: 8 });
  const refuseOne = async (authorization: string) =>
    await (await pool.request({ method: 'GET', path: '/v1/events?limit=0', headers: { authorization } })).body.dump();
  await Promise.all(Array.from({ length: 520 }, async () => await refuseOne(key)));
  await Promise.all(Array.from({ length: 20 }, async () => await refuseOne('nobody')));
  await pool.close();
  const count = async () =>
    (
      await service.database.pool.query('select count(*)::int as n from refused_request where work_provider_id = $1', [
        id,
      ])
    ).rows[0].n;
  await until(async () => (await count()) === 500);
  const strangers = await service.database.pool.query("select from refused_request where code = 'INVALID_KEY'");
  assert.equal(strangers.rowCount, 0);
});

test('refused requests are deleted after 30 days', async () => {
  const { pool } = service.database;
  const left = async () => (await pool.query('select from refused_request')).rowCount as number;
  const before = await left();
  await tidyRefusedRequests(pool, clock() + 29 * 24 * HOUR);
  assert.equal(await left(), before);
  await tidyRefusedRequests(pool, clock() + 31 * 24 * HOUR);
  assert.equal(await left(), 0);
});
