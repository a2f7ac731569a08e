import assert from 'node:assert/strict';
import { test } from 'node:test';
import { verifyWebhook } from '../../../client/shiftcover.ts';
import { clock, HOUR } from '../../../src/core/time/instant.ts';
import { newestAudit } from '../../../src/store/audit.ts';
import { makeKey } from '../../../src/store/provider/keys.ts';
import { providerByName } from '../../../src/store/provider/providers.ts';
import { deleteIdleProviders } from '../../../src/testMode/idleProviders.ts';
import { operationsOf, pathOf, readDocument } from '../../support/document.ts';
import { providerWithKey } from '../../support/provider.ts';
import { getJson, type Json, settleEvents } from '../../support/reading.ts';
import { startReceiver } from '../../support/receiver.ts';
import { makeOneOfEach, validBody, valuesFor } from '../../support/requests.ts';
import { runCommand } from '../../support/runCommand.ts';
import { type Service, startService } from '../../support/service.ts';
import { newTestProvider, testModeDatabase } from '../../support/testMode.ts';
import { eventCount } from '../../support/theLog.ts';
import { until } from '../../support/until.ts';
import { ask, type WireRequest } from '../../support/wire.ts';

const testMode = await testModeDatabase();
const service = await startService(testMode.env);
const login = (driver: object, timestamp = '2026-11-01T08:00:00Z') =>
  ({ method: 'POST', path: '/v1/shift/login', body: JSON.stringify({ ...driver, timestamp }) }) as const;

/** The service with the key and the database of a new work provider of test mode. */
async function inTestMode(): Promise<Service & { readonly testProvider: Json }> {
  const testProvider = await newTestProvider(service.url);
  return {
    ...service,
    testProvider,
    database: testMode.database,
    ask: (request) =>
      ask(service.url, { ...request, headers: { Authorization: testProvider.key, ...request.headers } }),
  };
}

test('one request without a key makes a work provider of test mode, whose events are settled', async () => {
  const inTest = await inTestMode();
  assert.match(inTest.testProvider.key, /^test_[\w-]{43}$/);
  const [ana, ben] = inTest.testProvider.drivers;
  assert.equal((await inTest.ask(login({ driverId: ana.driverId }))).status, 202);
  assert.equal((await inTest.ask(login({ policyId: ben.customerNumber }))).status, 202);
  assert.equal((await inTest.ask(login({ driverId: 'nobody' }))).status, 202);
  await until(async () => (await getJson(inTest, '/v1/shifts')).items.length === 3);
  const { items } = await getJson(inTest, '/v1/events');
  assert.deepEqual(
    items.map((event: Json) => event.outcome),
    ['opened_shift', 'opened_shift', 'opened_shift'],
  );
  const statusOf = async (driver: string) => (await inTest.ask({ path: `/v1/user/status?driverId=${driver}` })).status;
  assert.deepEqual([await statusOf('ana'), await statusOf('ben')], [200, 404]);
});

test('events and customers of one mode are not in the other', async () => {
  const inTest = await inTestMode();
  const [ana] = inTest.testProvider.drivers;
  const before = await eventCount(testMode.database.pool);
  assert.equal((await inTest.ask(login({ driverId: 'ana' }))).status, 202);
  assert.equal(await eventCount(service.database.pool), 0);
  assert.equal((await service.ask(login({ driverId: 'ana' }))).status, 202);
  assert.deepEqual(
    [await eventCount(service.database.pool), await eventCount(testMode.database.pool)],
    [1, before + 1],
  );
  const validity = { path: `/v1/validate/customer-number/${ana.customerNumber}` };
  assert.deepEqual([(await inTest.ask(validity)).status, (await service.ask(validity)).status], [204, 404]);
});

test('each endpoint that takes a key accepts one of test mode, and answers nothing of the live data', async () => {
  const things = await makeOneOfEach(service);
  const { ask: asTest } = await inTestMode();
  const operations = operationsOf(await readDocument(service.url)).filter(({ needsKey }) => needsKey);
  assert.ok(operations.length > 20);
  for (const operation of operations) {
    const { method, path, entry } = operation;
    const example = validBody(operation);
    const body = example === undefined ? {} : { body: JSON.stringify(example) };
    const answer = await asTest({ method, path: pathOf(operation, valuesFor(path, things)), ...body });
    assert.ok(entry.responses[String(answer.status)], `${method} ${path}: ${answer.status}`);
    assert.ok(![401, 403, 405].includes(answer.status), `${method} ${path}: ${answer.body}`);
    if (path.includes('{')) assert.equal(answer.status, 404, `${method} ${path}: ${answer.body}`);
    for (const { id } of Object.values(things)) assert.ok(!id || !answer.body.includes(id), `${method} ${path}`);
  }
});

test('a key of one mode is refused in the other', async () => {
  const { testProvider } = await inTestMode();
  const status = async (key: string) =>
    (await ask(service.url, { path: '/v1/events', headers: { Authorization: key } })).status;
  assert.equal(await status(`Bearer ${testProvider.key}`), 200);
  assert.equal(await status(testProvider.key.replace('test_', 'live_')), 401);
  assert.equal(await status(`test_${service.provider.key}`), 401);
  assert.equal(await status('test_'), 401);
});

test('web hooks of test mode are sent', async () => {
  const inTest = await inTestMode();
  const receiver = await startReceiver();
  const endpoint = { url: `${receiver.url}/test`, types: ['shift.started'] };
  const made = await inTest.ask({ method: 'POST', path: '/v1/endpoints', body: JSON.stringify(endpoint) });
  assert.equal(made.status, 201, made.body);
  await inTest.ask(login({ driverId: 'ana' }, new Date(Date.now() - 60_000).toISOString()));
  await settleEvents(testMode.database);
  const [received] = await receiver.until(1);
  assert.equal(JSON.parse(received?.body ?? '').data.driverId, 'ana');
});

test('a work provider of test mode moves its own clock: notices come, and reports of the new time are taken', async () => {
  const [inTest, other] = [await inTestMode(), await inTestMode()];
  const receiver = await startReceiver();
  const endpoint = { url: `${receiver.url}/clock`, types: ['shift.ended', 'cover.ended'] };
  for (const each of [inTest, other]) {
    await each.ask({ method: 'POST', path: '/v1/endpoints', body: JSON.stringify(endpoint) });
    await each.ask(login({ driverId: 'ana' }, new Date(Date.now() - 60_000).toISOString()));
  }
  await settleEvents(testMode.database);
  const move = async (advanceBy: string) =>
    await inTest.ask({ method: 'POST', path: '/v1/test/clock', body: JSON.stringify({ advanceBy }) });
  const { now } = JSON.parse((await move('PT9H')).body) as { now: string };
  assert.ok(Math.abs(Date.parse(now) - Date.now() - 9 * 3_600_000) < 60_000, now);
  const logout = { ...login({ driverId: 'ana' }, now), path: '/v1/shift/logout' };
  assert.equal((await inTest.ask(logout)).status, 202);
  const ended = (type: string) => (received: { body: string }) => received.body.includes(`"type":"${type}"`);
  await receiver.until(1, ended('shift.ended'));
  await receiver.until(1, ended('cover.ended'));

  assert.equal((await inTest.ask(login({ driverId: 'ana' }, now))).status, 202);
  await settleEvents(testMode.database);
  assert.equal((await getJson(inTest, '/v1/shifts?open=true')).items.length, 1);
  assert.equal((await move('PT14H')).status, 200);
  await receiver.until(2, ended('shift.ended'));
  await receiver.until(2, ended('cover.ended'));
  assert.equal((await getJson(inTest, '/v1/shifts?open=true')).items.length, 0);

  assert.equal((await getJson(other, '/v1/shifts?open=true')).items.length, 1);
  assert.deepEqual(
    [receiver.received.filter(ended('shift.ended')).length, receiver.received.filter(ended('cover.ended')).length],
    [2, 2],
  );
  for (const wrong of ['-PT1H', 'P32D', 'P1M', '9 h']) {
    const refused = await move(wrong);
    assert.deepEqual([refused.status, JSON.parse(refused.body).param], [400, 'advanceBy'], wrong);
  }
  const months = await Promise.all(Array.from({ length: 12 }, () => move('P31D')));
  const refused = months.filter(({ status }) => status !== 200);
  assert.deepEqual(
    refused.map(({ status }) => status),
    [400],
  );
  const live = await service.ask({ method: 'POST', path: '/v1/test/clock', body: '{"advanceBy":"PT1H"}' });
  assert.equal(live.status, 404);
});

test('the health report takes what a moved clock received as received by that clock', async () => {
  const inTest = await inTestMode();
  const minuteBefore = (at: number) => new Date(at - 60_000).toISOString();
  await inTest.ask(login({ driverId: 'ana' }, minuteBefore(Date.now())));
  const moved = await inTest.ask({ method: 'POST', path: '/v1/test/clock', body: '{"advanceBy":"P2D"}' });
  await inTest.ask(login({ driverId: 'ana' }, minuteBefore(Date.parse(JSON.parse(moved.body).now))));
  await settleEvents(testMode.database);
  const report = await getJson(inTest, '/v1/health-report?days=3');
  assert.ok(report.lateness.p50 >= 60 && report.lateness.max < 120, JSON.stringify(report.lateness));
  assert.ok(!report.findings.some(({ code }: Json) => code === 'events_ahead_of_time'));
  assert.equal((await getJson(inTest, '/v1/health-report?days=1')).looked, 1);
});

/** How many rows of each table name one of these work providers or customers. */
async function rowsNaming(workProvider: number, customerNumbers: readonly string[]): Promise<Record<string, number>> {
  const { pool } = testMode.database;
  const tables = await pool.query<{ name: string; column: string }>(
    `select table_name as name, column_name as column from information_schema.columns where table_schema = 'public'
       and column_name in ('work_provider_id', 'customer_number') order by 1, 2`,
  );
  const counts: Record<string, number> = {};
  for (const { name, column } of tables.rows) {
    const values = column === 'customer_number' ? customerNumbers : [workProvider];
    const found = await pool.query(`select from ${name} where ${column} = any($1)`, [values]);
    if (found.rowCount) counts[`${name}.${column}`] = found.rowCount;
  }
  return counts;
}

test('a work provider that was idle for 30 days is deleted with all that is its own, and nothing of another', async () => {
  const { pool } = testMode.database;
  const later = clock() + 31 * 24 * HOUR;
  const newOne = async () => {
    const inTest = await inTestMode();
    const { key, drivers, workProvider: name } = inTest.testProvider;
    const id = (await providerByName(pool, name))?.id as number;
    await makeOneOfEach({ ...inTest, provider: { id, name, key } });
    for (let n = 0; n < 2; n++) await inTest.ask(login({ driverId: 'ana' }));
    await inTest.ask({ method: 'POST', path: '/v1/test/clock', body: '{"advanceBy":"PT1H"}' });
    return { id, key, name, customers: drivers.map((each: Json) => each.customerNumber) };
  };
  const [idle, used] = [await newOne(), await newOne()];
  await settleEvents(testMode.database);
  await pool.query(
    'insert into event_void (event_id, voids, reason, recorded_by) select id, true, $2, $2 from event where work_provider_id = $1',
    [idle.id, 'a test'],
  );
  const before = [await rowsNaming(idle.id, idle.customers), await rowsNaming(used.id, used.customers)];
  assert.ok(Object.keys(before[0] ?? {}).length > 15, JSON.stringify(before[0]));

  await deleteIdleProviders(pool, later - 2 * 24 * HOUR);
  assert.deepEqual(await rowsNaming(idle.id, idle.customers), before[0]);
  await pool.query(`update api_key set last_used_at = now() + interval '3 days' where work_provider_id <> $1`, [
    idle.id,
  ]);
  await deleteIdleProviders(pool, later);
  assert.deepEqual(await rowsNaming(idle.id, idle.customers), {});
  assert.deepEqual(await rowsNaming(used.id, used.customers), before[1]);
  const orphans = await pool.query(
    `select from repeated_report r where not exists (select from event where id = r.event_id)
     union all select from event_void v where not exists (select from event where id = v.event_id)
     union all select from held_version v where of_table = 'link' and not exists (select from link where id::text = v.key)
     union all select from delivery_attempt a where not exists (select from delivery where id = a.delivery_id)`,
  );
  assert.equal(orphans.rowCount, 0);
  const [{ actor, action, about } = { actor: null, action: '', about: '' }] = await newestAudit(pool, 1);
  assert.deepEqual(
    [actor, action, about],
    [{ tag: 'system', part: 'test mode' }, 'deleted an idle work provider', idle.name],
  );
  assert.equal((await ask(service.url, { path: '/v1/events', headers: { Authorization: used.key } })).status, 200);
  await assert.rejects(deleteIdleProviders(service.database.pool, later), /only test data end/);
});

test('the log has the mode of answers to test keys', async () => {
  const { ask: asTest } = await inTestMode();
  const { headers } = await asTest({ path: '/v1/events' });
  const id = headers.get('request-id') as string;
  const line = () =>
    service.server
      .logged()
      .split('\n')
      .find((each) => each.includes(id));
  await until(async () => line() !== undefined);
  assert.equal(JSON.parse(line() ?? '').mode, 'test');
});

test('an address makes at most 20 work providers an hour, and only with a known time zone', async () => {
  const limited = await startService((await testModeDatabase()).env);
  const request = { method: 'POST', path: '/v1/test/work-providers' } as const;
  const unknown = await ask(limited.url, { ...request, path: `${request.path}?timeZone=Europe/Nowhere` });
  assert.deepEqual(JSON.parse(unknown.body), {
    error: 'INVALID_DATA',
    detail: 'timeZone must be a time zone such as Europe/London',
    param: 'timeZone',
    value: 'Europe/Nowhere',
    docs: '/docs/errors#invalid_data',
  });
  for (let n = 0; n < 19; n++) await newTestProvider(limited.url);
  const refused = await ask(limited.url, request);
  assert.equal(refused.status, 429);
  assert.ok(Number(refused.headers.get('retry-after')) > 0);
});

test('a key of test mode ends after 30 days, and its refusal then says how to get another', async () => {
  const inTest = await inTestMode();
  const { key, keyEndsAt } = inTest.testProvider;
  const days = (Date.parse(keyEndsAt) - Date.now()) / 86_400_000;
  assert.ok(days > 29.9 && days < 30.1, keyEndsAt);
  assert.equal((await inTest.ask({ path: '/v1/events' })).status, 200);
  const { pool } = testMode.database;
  await pool.query(`update api_key set ends_at = now() where sha256 = sha256($1::text::bytea)`, [key]);
  const refusal = async () => JSON.parse((await inTest.ask({ path: '/v1/events' })).body);
  await until(async () => (await refusal()).error === 'INVALID_KEY');
  assert.match((await refusal()).detail, /ended at 20.*Z: POST \/v1\/test\/work-providers gives you another$/);
  const { id } = await providerWithKey(pool);
  const { endsAt = Infinity } = await makeKey(pool, id, 'test', clock() + 365 * 24 * HOUR);
  assert.ok(endsAt < clock() + 31 * 24 * HOUR, 'nor does an operator make one that lasts longer');
});

test('test data over their limit make test mode refuse everything, and live events go on', async () => {
  const testData = await testModeDatabase();
  const { pool } = testData.database;
  const small = await startService({ ...testData.env, TEST_MODE_MEGABYTES: '1' });
  const { key } = await makeKey(pool, (await providerWithKey(pool)).id, 'test');
  const requests: WireRequest[] = [
    { method: 'POST', path: '/v1/test/work-providers' },
    login({ driverId: 'ana' }),
    { method: 'POST', path: '/v1/endpoints', body: '{"url":"https://example.com"}' },
    { path: '/v1/validate/customer-number/ABC12' },
    { path: '/v1/events' },
  ];
  for (const request of requests) {
    const refused = await ask(small.url, { ...request, headers: { Authorization: key } });
    assert.deepEqual([refused.status, JSON.parse(refused.body).error], [503, 'UNAVAILABLE'], request.path ?? '');
    assert.match(refused.body, /no room left until the insurer empties it/);
  }
  assert.equal((await small.ask(login({ driverId: 'ana' }))).status, 202);
});

test('web hooks of test mode reach this machine only while the server listens on loopback, whatever live ones may', async () => {
  const endpoint = (url: string) => ({ method: 'POST', path: '/v1/endpoints', body: JSON.stringify({ url }) }) as const;
  const statusOn = async (host: string, url: string) => {
    const { env } = await testModeDatabase();
    const server = await startService({ ...env, HOST: host, WEBHOOK_ALLOW_PRIVATE: '127.0.0.1:80,10.0.0.0/8:80' });
    const at = server.url.replace('0.0.0.0', '127.0.0.1');
    const { key } = await newTestProvider(at);
    return (await ask(at, { ...endpoint(url), headers: { Authorization: key } })).status;
  };
  assert.equal(await statusOn('127.0.0.1', 'http://10.0.0.1/'), 400);
  assert.equal(await statusOn('0.0.0.0', 'http://127.0.0.1/'), 400);
});

test('without test mode, or with its database set to the live one, its keys are refused and nobody gets one', async () => {
  const without = await startService();
  const onLiveData = await startService({ TEST_MODE: service.databaseUrl });
  for (const { url } of [without, onLiveData]) {
    assert.equal((await ask(url, { path: '/v1/events', headers: { Authorization: 'test_x' } })).status, 401);
    assert.equal((await ask(url, { method: 'POST', path: '/v1/test/work-providers' })).status, 404);
    assert.ok(!Object.keys((await readDocument(url)).paths).includes('/v1/test/work-providers'));
  }
  assert.match(onLiveData.server.logged(), /the database holds live data, and test data were asked for/);
});

test('a page of another site may read the answers to a test key, and none to a live one', async () => {
  const allowed = async (request: WireRequest) =>
    (await ask(service.url, request)).headers.get('access-control-allow-origin');
  const { key } = await newTestProvider(service.url);
  const preflight = { method: 'OPTIONS', path: '/v1/shift/login', headers: { Origin: 'https://example.com' } };
  assert.equal(await allowed(preflight), '*');
  assert.equal(await allowed({ path: '/v1/events', headers: { Authorization: key } }), '*');
  assert.equal(await allowed({ path: '/v1/events', headers: { Authorization: 'test_nobody' } }), '*');
  assert.equal(await allowed({ path: '/v1/events', headers: { Authorization: service.provider.key } }), undefined);
});

test('listen brings web hooks to a program on this machine, and trigger makes one come', async () => {
  const receiver = await startReceiver();
  const { key } = await newTestProvider(service.url);
  const env = { SHIFTCOVER_URL: service.url, SHIFTCOVER_KEY: key };
  const endpoints = async () =>
    JSON.parse((await ask(service.url, { path: '/v1/endpoints', headers: { Authorization: key } })).body).items;
  const stopping = new AbortController();
  const args = ['listen', '--forward-to', `${receiver.url}/hook`];
  const listening = runCommand(env, args, { interrupt: stopping.signal });
  await until(async () => (await endpoints())[0]?.pausedAt);
  const live = await runCommand({ ...env, SHIFTCOVER_KEY: service.provider.key }, ['trigger', 'shift.ended']);
  assert.deepEqual([live.code, live.stdout], [1, '']);
  assert.equal((await runCommand(env, ['trigger', 'shift.ended'])).code, 0);
  const [received] = await receiver.until(1, ({ body }) => body.includes('"shift.ended"'));
  stopping.abort();
  const { code, stderr } = await listening;
  assert.equal(code, 0, stderr);
  const secret = /whsec_\S+(?=\.)/.exec(stderr)?.[0] as string;
  const notice = await verifyWebhook(received?.body ?? '', received?.headers ?? {}, secret);
  assert.equal(notice.type === 'shift.ended' && notice.data.driverId, 'ana');
  assert.match(stderr, /shift\.ended msg_\S+: 204/);
  assert.deepEqual(await endpoints(), []);
});
