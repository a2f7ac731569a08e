import assert from 'node:assert/strict';
import { test } from 'node:test';
import { newestAudit } from '../../../src/store/audit.ts';
import { addCustomer } from '../../../src/store/customer/customers.ts';
import { addLink, endLink } from '../../../src/store/customer/links.ts';
import { resumeCustomer, suspendCustomer } from '../../../src/store/customer/suspensions.ts';
import { providerWithKey } from '../../support/provider.ts';
import { startService } from '../../support/service.ts';
import { ask } from '../../support/wire.ts';

const service = await startService();
const { pool } = service.database;
const other = await providerWithKey(pool);
for (const number of ['ANA', 'BEN', 'ALONE'])
  await addCustomer(pool, { number, email: `${number}@example.com`, name: undefined, from: -Infinity });
const link = { workProvider: service.provider.id, driverId: 'D1', customerNumber: 'ANA', from: 0 };
await addLink(pool, link);

const status = async (query: string, key = service.provider.key) =>
  await ask(service.url, { path: `/v1/user/status/?${query}`, headers: { Authorization: key } });
const statusJson = async (query: string) => JSON.parse((await status(query)).body);
const ana = { policyId: 'ANA', customerNumber: 'ANA', driverId: 'D1', workProviderUserId: 'D1' };

test('a linked driver is ENABLED, by each of the four names', async () => {
  for (const query of ['driverId=D1', 'workProviderUserId=D1', 'policyId=ANA', 'customerNumber=ANA']) {
    const answer = await status(query);
    assert.equal(answer.status, 200, answer.body);
    assert.deepEqual(JSON.parse(answer.body), { status: 'ENABLED', detail: 'Work for you gives cover.', ...ana });
  }
});

test('a customer who never agreed to share is answered like an unknown one, to the byte', async () => {
  const answers = await Promise.all(
    ['customerNumber=ALONE', 'customerNumber=NOBODY', 'driverId=NOBODY'].map((query) => status(query)),
  );
  const ofAnother = await status('driverId=D1', other.key);
  const ofAnotherByNumber = await status('customerNumber=ANA', other.key);
  for (const answer of [...answers, ofAnother, ofAnotherByNumber]) {
    assert.equal(answer.status, 404);
    assert.equal(
      answer.body,
      '{"error":"INVALID_CUSTOMER","detail":"no customer who shares with you is named by this","docs":"/docs/errors#invalid_customer"}',
    );
  }
});

test('a suspended customer and a link that has ended are DISABLED', async () => {
  await suspendCustomer(pool, 'ANA', undefined, 'unpaid');
  assert.deepEqual((await statusJson('driverId=D1')).status, 'DISABLED');
  await resumeCustomer(pool, 'ANA', undefined);
  assert.deepEqual((await statusJson('driverId=D1')).status, 'ENABLED');
  await endLink(pool, link, undefined);
  assert.deepEqual(await statusJson('driverId=D1'), {
    status: 'DISABLED',
    detail: 'The link with you has ended.',
    ...ana,
  });
  await addLink(pool, { ...link, customerNumber: 'BEN', from: undefined });
  assert.deepEqual((await statusJson('driverId=D1')).customerNumber, 'BEN');
});

test('no name, two names and an invalid name are INVALID_DATA', async () => {
  for (const query of ['', 'driverId=D1&policyId=ANA', 'customerNumber=ana', 'driverId=', 'driverId=%00', 'name=x']) {
    const answer = await status(query);
    assert.equal(answer.status, 400, query);
    assert.equal(JSON.parse(answer.body).error, 'INVALID_DATA');
  }
});

test('the audit log has every match, whatever the number is, and every question about a driver', async () => {
  const post = (body: string) => service.ask({ method: 'POST', path: '/v1/match/', body });
  const answer = await post('{"customerNumber":"ALONE","success":false}');
  assert.deepEqual([answer.status, answer.body], [202, '{"status":"PENDING"}']);
  assert.equal((await post('{"customerNumber":"NOBODY","success":true}')).status, 202);
  for (const body of ['{}', '{"customerNumber":"a","success":true}', '{"customerNumber":"ANA","success":"yes"}', '['])
    assert.equal((await post(body)).status, 400, body);
  const audited = (await newestAudit(pool, 100)).map(({ action, about }) => `${action}: ${about}`);
  assert.ok(audited.includes('found no driver for a customer: ALONE'));
  assert.ok(audited.includes('matched a customer with a driver: NOBODY'));
  assert.ok(audited.includes('asked for the status of a driver: D1: enabled'));
});
