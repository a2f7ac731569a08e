import assert from 'node:assert/strict';
import { test } from 'node:test';
import { instantOf, SECOND } from '../../../src/core/time/instant.ts';
import { addCustomer } from '../../../src/store/customer/customers.ts';
import { pythonGet, pythonNow, pythonPost } from '../../support/pythonRequests.ts';
import { startService } from '../../support/service.ts';
import { theLog } from '../../support/theLog.ts';
import { openWire, type WireAnswer } from '../../support/wire.ts';

const service = await startService();
await addCustomer(service.database.pool, {
  number: 'ABC12',
  email: 'driver@example.com',
  name: undefined,
  from: -Infinity,
});

/** Sends each piece of bytes in a write of its own. */
async function exchange(...pieces: readonly string[]): Promise<WireAnswer> {
  const wire = await openWire(service.url);
  wire.send(...pieces);
  return await wire.answer().finally(wire.hangUp);
}

function post(path: string, data: unknown, key = service.provider.key): Promise<WireAnswer> {
  return exchange(...pythonPost(service.url, path, key, data));
}

const PENDING = { status: 202, body: '{"status":"PENDING"}' };

for (const path of ['/v1/shift/login', '/v1/shift/logout', '/v1/batch/login', '/v1/batch/logout']) {
  for (const slash of ['', '/']) {
    test(`the contract's own sample is answered to the byte at ${path}${slash}`, async () => {
      const item = { driverId: '1686', timestamp: pythonNow('Europe/London') };
      const data = path.includes('batch') ? [item, { ...item, driverId: '8545' }] : item;
      const answer = await post(path + slash, data);
      assert.deepEqual({ status: answer.status, body: answer.body }, PENDING);
      assert.equal(answer.headers.get('content-type'), 'application/json; charset=utf-8');
      assert.equal(answer.headers.get('content-length'), '20');
      assert.equal(answer.headers.get('connection'), 'keep-alive');
    });
  }
}

test('the log has what the sample sends: its timestamp character for character, read in the zone of its clock', async () => {
  const timestamp = pythonNow('Europe/London');
  await post('/v1/shift/login/', { driverId: 'Zoë 🛵', timestamp });
  await post('/v1/batch/logout/', [{ policyId: 'ABC12', timestamp }]);
  const [login, logout] = (await theLog(service.database.pool)).slice(-2);
  const common = { asSent: timestamp, reading: 'local', repeats: 0, occurredAt: login?.occurredAt };
  assert.deepEqual(login, { kind: 'login', identifierKind: 'driverId', identifier: 'Zoë 🛵', ...common });
  assert.deepEqual(logout, { kind: 'logout', identifierKind: 'policyId', identifier: 'ABC12', ...common });
  const apart = Math.abs(instantOf(login.occurredAt) - Date.now() * 1000);
  assert.ok(apart < 60 * SECOND, `${apart} µs away from now`);
});

test("the contract's sample of validate is answered by an empty 204", async () => {
  const answer = await exchange(pythonGet(service.url, '/v1/validate/customer-number/ABC12', service.provider.key));
  assert.deepEqual([answer.status, answer.body, answer.headers.get('content-length')], [204, '', undefined]);
});

const code = ({ status, body }: WireAnswer) => `${status} ${(JSON.parse(body) as { error: string }).error}`;

for (const path of ['/v1/shift/login', '/v1/shift/logout/', '/v1/batch/login/', '/v1/batch/logout']) {
  test(`${path} refuses with the codes of the contract`, async () => {
    const data = { driverId: '1686', timestamp: pythonNow('Europe/London') };
    assert.equal(code(await post(path, data, '')), '401 MISSING_AUTH');
    assert.equal(code(await post(path, data, 'no-such-key')), '401 INVALID_KEY');
    assert.equal(code(await post(path, path.includes('batch') ? data : [data])), '400 INVALID_DATA');
  });
}

test('validate refuses with the codes of the contract', async () => {
  const get = (path: string, key = service.provider.key) =>
    exchange(pythonGet(service.url, `/v1/validate/customer-number/${path}`, key));
  assert.equal(code(await get('ABC12', '')), '401 MISSING_AUTH');
  assert.equal(code(await get('ABC12', 'no-such-key')), '401 INVALID_KEY');
  assert.equal(code(await get('ABC13')), '404 INVALID_CUSTOMER');
  assert.equal(code(await get('ABC12?email=another@example.com')), '404 INVALID_CUSTOMER_EMAIL');
  assert.equal((await get('ABC12?email=driver@example.com')).status, 204);
});

test('no path of the contract ever redirects', async () => {
  for (const path of [
    '/v1/shift/login',
    '/v1/shift/login/',
    '/v1//shift/login',
    '/V1/shift/login',
    '/v1/validate/customer-number/ABC12/',
  ]) {
    const { status } = await post(path, { driverId: '1', timestamp: pythonNow('Europe/London') });
    assert.ok(status < 300 || status >= 400, `${path}: ${status}`);
  }
});
