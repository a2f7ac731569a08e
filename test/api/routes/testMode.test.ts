import assert from 'node:assert/strict';
import { test } from 'node:test';
import { operationsOf, pathOf, theDocument } from '../../support/document.ts';
import { getJson, type Json, settled, until } from '../../support/reading.ts';
import { startReceiver } from '../../support/receiver.ts';
import { oneOfEverything, rightBody, valuesFor } from '../../support/requests.ts';
import { type Service, startService } from '../../support/service.ts';
import { newTestProvider, testModeDatabase } from '../../support/testMode.ts';
import { eventCount } from '../../support/theLog.ts';
import { ask } from '../../support/wire.ts';

const testMode = await testModeDatabase();
const service = await startService({ ...testMode.env, WEBHOOK_ALLOW_PRIVATE: '127.0.0.1' });
const login = (driver: object, timestamp = '2026-11-01T08:00:00Z') =>
  ({ method: 'POST', path: '/v1/shift/login', body: JSON.stringify({ ...driver, timestamp }) }) as const;

/** The same house as a newcomer finds it. */
async function asNewcomer(): Promise<Service & { readonly newcomer: Json }> {
  const newcomer = await newTestProvider(service.url);
  return {
    ...service,
    newcomer,
    database: testMode.database,
    ask: (request) => ask(service.url, { ...request, headers: { Authorization: newcomer.key, ...request.headers } }),
  };
}

test('anyone becomes a work provider of test mode by one request, and sees what becomes of its events', async () => {
  const trying = await asNewcomer();
  assert.match(trying.newcomer.key, /^test_[\w-]{43}$/);
  const [ana, ben] = trying.newcomer.drivers;
  assert.equal((await trying.ask(login({ driverId: ana.driverId }))).status, 202);
  assert.equal((await trying.ask(login({ policyId: ben.customerNumber }))).status, 202);
  assert.equal((await trying.ask(login({ driverId: 'nobody' }))).status, 202);
  await until(async () => (await getJson(trying, '/v1/shifts')).items.length === 3);
  const { items } = await getJson(trying, '/v1/events');
  assert.deepEqual(
    items.map((event: Json) => event.outcome),
    ['opened_shift', 'opened_shift', 'opened_shift'],
  );
  const standing = async (driver: string) => (await trying.ask({ path: `/v1/user/status?driverId=${driver}` })).status;
  assert.deepEqual([await standing('ana'), await standing('ben')], [200, 404]);
});

test('nothing goes from one mode to the other', async () => {
  const trying = await asNewcomer();
  const [ana] = trying.newcomer.drivers;
  const before = await eventCount(testMode.database.pool);
  assert.equal((await trying.ask(login({ driverId: 'ana' }))).status, 202);
  assert.equal(await eventCount(service.database.pool), 0);
  assert.equal((await service.ask(login({ driverId: 'ana' }))).status, 202);
  assert.deepEqual(
    [await eventCount(service.database.pool), await eventCount(testMode.database.pool)],
    [1, before + 1],
  );
  const validity = { path: `/v1/validate/customer-number/${ana.customerNumber}` };
  assert.deepEqual([(await trying.ask(validity)).status, (await service.ask(validity)).status], [204, 404]);
});

test('each endpoint that takes a key takes one of test mode, and shows it nothing of the live data', async () => {
  const things = await oneOfEverything(service);
  const { ask: asTest } = await asNewcomer();
  const operations = operationsOf(await theDocument(service.url)).filter(({ needsKey }) => needsKey);
  assert.ok(operations.length > 20);
  for (const operation of operations) {
    const { method, path, entry } = operation;
    const example = rightBody(operation);
    const body = example === undefined ? {} : { body: JSON.stringify(example) };
    const answer = await asTest({ method, path: pathOf(operation, valuesFor(path, things)), ...body });
    assert.ok(entry.responses[String(answer.status)], `${method} ${path}: ${answer.status}`);
    assert.ok(![401, 403, 405].includes(answer.status), `${method} ${path}: ${answer.body}`);
    if (path.includes('{')) assert.equal(answer.status, 404, `${method} ${path}: ${answer.body}`);
    for (const { id } of Object.values(things)) assert.ok(!id || !answer.body.includes(id), `${method} ${path}`);
  }
});

test('a key of one mode is no key of the other, however it is spelled', async () => {
  const { newcomer } = await asNewcomer();
  const status = async (key: string) =>
    (await ask(service.url, { path: '/v1/events', headers: { Authorization: key } })).status;
  assert.equal(await status(`Bearer ${newcomer.key}`), 200);
  assert.equal(await status(newcomer.key.replace('test_', 'live_')), 401);
  assert.equal(await status(`test_${service.provider.key}`), 401);
  assert.equal(await status('test_'), 401);
});

test('web hooks of test mode are sent too', async () => {
  const trying = await asNewcomer();
  const receiver = await startReceiver();
  const endpoint = { url: `${receiver.url}/test`, types: ['shift.started'] };
  const made = await trying.ask({ method: 'POST', path: '/v1/endpoints', body: JSON.stringify(endpoint) });
  assert.equal(made.status, 201, made.body);
  await trying.ask(login({ driverId: 'ana' }, new Date(Date.now() - 60_000).toISOString()));
  await settled(testMode.database);
  const [received] = await receiver.until(1);
  assert.equal(JSON.parse(received?.body ?? '').data.driverId, 'ana');
});

test('the answers to test keys are told apart in the log', async () => {
  const { ask: asTest } = await asNewcomer();
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

test('nobody makes work providers without end', async () => {
  const crowded = await startService((await testModeDatabase()).env);
  const newcomer = { method: 'POST', path: '/v1/test/work-providers' } as const;
  const unknown = await ask(crowded.url, { ...newcomer, path: `${newcomer.path}?timeZone=Europe/Nowhere` });
  assert.deepEqual(JSON.parse(unknown.body), {
    error: 'INVALID_DATA',
    detail: 'timeZone must be a time zone such as Europe/London',
  });
  for (let n = 0; n < 19; n++) await newTestProvider(crowded.url);
  const refused = await ask(crowded.url, newcomer);
  assert.equal(refused.status, 429);
  assert.ok(Number(refused.headers.get('retry-after')) > 0);
});

test('what is tried has only so much room, and live events all the same', async () => {
  const small = await startService({ ...(await testModeDatabase()).env, TEST_MODE_MEGABYTES: '1' });
  const { key } = await newTestProvider(small.url);
  const refused = await ask(small.url, { ...login({ driverId: 'ana' }), headers: { Authorization: key } });
  assert.deepEqual([refused.status, JSON.parse(refused.body).error], [503, 'UNAVAILABLE']);
  assert.match(refused.body, /no room left until the insurer empties it/);
  assert.equal((await small.ask(login({ driverId: 'ana' }))).status, 202);
});

test('where there is no test mode its keys are no keys, and where it would be on live data there is none', async () => {
  const without = await startService();
  const onLiveData = await startService({ TEST_MODE: service.databaseUrl });
  for (const { url } of [without, onLiveData]) {
    assert.equal((await ask(url, { path: '/v1/events', headers: { Authorization: 'test_x' } })).status, 401);
    assert.equal((await ask(url, { method: 'POST', path: '/v1/test/work-providers' })).status, 404);
    assert.ok(!Object.keys((await theDocument(url)).paths).includes('/v1/test/work-providers'));
  }
  assert.match(onLiveData.server.logged(), /the database holds live data, and test data were asked for/);
});
