import assert from 'node:assert/strict';
import { test } from 'node:test';
import { addCustomer } from '../../../src/store/customer/customers.ts';
import { addLink } from '../../../src/store/customer/links.ts';
import { type Json, settleEvents } from '../../support/reading.ts';
import { reporting } from '../../support/reporting.ts';
import { startService } from '../../support/service.ts';
import { eventCount } from '../../support/theLog.ts';

const service = await startService();
const { pool } = service.database;
await addCustomer(pool, { number: 'ABC12', email: 'driver@example.com', name: undefined, from: -Infinity });
await addLink(pool, { workProvider: service.provider.id, driverId: 'LINKED', customerNumber: 'ABC12', from: 0 });
const report = await reporting(pool, service.provider.name);

const post = (path: string, body: string) => service.ask({ method: 'POST', path, body });
const preview = async (path: string, body: unknown): Promise<Json[]> => {
  const answer = await post(`/v1/preview${path}`, JSON.stringify(body));
  assert.equal(answer.status, 200, answer.body);
  return JSON.parse(answer.body).items;
};
const at = (driverId: string, timestamp: string) => ({ driverId, timestamp });

const bodies: [string, string][] = [
  ['/shift/login', '{"driverId":"1","timestamp":"2026-03-01T08:00:00Z"}'],
  ['/shift/logout/', '{"policyId":"ABC12","timestamp":"2026-03-01T08:00:00"}'],
  ['/shift/login', '{"driverId":"1","policyId":"ABC12","timestamp":"2026-03-01T08:00:00Z"}'],
  ['/shift/login', '{"driverId":1,"timestamp":"2026-03-01T08:00:00Z"}'],
  ['/shift/login', '{"driverId":"1","timestamp":"2026-02-30T08:00:00Z"}'],
  ['/shift/logout', '{"driverId":"1","timestamp":"2126-03-01T08:00:00Z"}'],
  ['/shift/login', '[]'],
  ['/shift/login', '{'],
  ['/shift/login', ''],
  ['/batch/login', '[]'],
  ['/batch/login', '{}'],
  ['/batch/logout', '[{"driverId":"1","timestamp":"2026-03-01T08:00:00Z"},{"driverId":"1"}]'],
  ['/batch/login', JSON.stringify(Array.from({ length: 10_001 }, () => 1))],
  ['/batch/login', '[{"workProviderUserId":"1","timestamp":"2026-03-01T08:00:00Z"}]'],
];
for (const [path, body] of bodies) {
  test(`${path} and its preview accept or refuse alike: ${body.slice(0, 70)}`, async () => {
    const previewed = await post(`/v1/preview${path}`, body);
    const answer = await post(`/v1${path}`, body);
    if (answer.status === 202) return assert.equal(previewed.status, 200, previewed.body);
    assert.deepEqual([previewed.status, previewed.body], [answer.status, answer.body]);
  });
}

test('a preview stores nothing', async () => {
  const before = await eventCount(pool);
  await preview('/batch/login', [at('NONE', '2026-03-01T08:00:00Z'), at('NONE', '2026-03-01T09:00:00Z')]);
  assert.equal(await eventCount(pool), before);
});

test('each report has how it is read, and its outcome among the stored events', async () => {
  await report('login LINKED 2026-07-01T07:00:00Z', 'logout LINKED 2026-07-01T12:00:00Z');
  await settleEvents(service.database);
  const logins = ['06:30:00', '08:00:00', '10:00:00', '13:30:00'].map((time) => at('LINKED', `2026-07-01T${time}`));
  const found = await preview('/batch/login', logins);
  assert.deepEqual(
    found.map(({ occurredAt, known, outcome }) => [occurredAt.slice(11, 16), known, outcome]),
    [
      ['05:30', false, 'opened_shift'],
      ['07:00', true, 'repeated_login'],
      ['09:00', false, 'repeated_login'],
      ['12:30', false, 'opened_shift'],
    ],
  );
  assert.ok(found.every(({ reading, linked }) => reading === 'local' && linked));
  assert.equal(found[0].how, 'The timestamp has no offset: it is local time in Europe/London.');
});

test('the outcome of an item depends on its driver and on the others of its batch', async () => {
  const found = await preview('/batch/logout', [
    at('LINKED', '2026-07-02T12:00:00Z'),
    at('UNKNOWN', '2026-07-01T12:00:00Z'),
    at('LINKED', '2026-07-01T11:00:00Z'),
    at('LINKED', '2026-07-01T11:30:00Z'),
  ]);
  assert.deepEqual(
    found.map(({ outcome, linked }) => [outcome, linked]),
    [
      ['no_login_before', true],
      ['no_login_before', false],
      ['ended_shift', true],
      ['no_login_before', true],
    ],
  );
});

test('what is sent after a preview has the outcomes of the preview', async () => {
  const drivers = Array.from({ length: 30 }, (_, n) => `P${n % 7}`);
  const batch = drivers.map((driver, n) =>
    at(driver, `2026-05-0${1 + (n % 3)}T${String(6 + (n % 11)).padStart(2, '0')}:00:00Z`),
  );
  for (const path of ['/batch/login', '/batch/logout', '/batch/login']) {
    const expected = await preview(path, batch);
    assert.equal((await post(`/v1${path}`, JSON.stringify(batch))).status, 202);
    await settleEvents(service.database);
    const again = await preview(path, batch);
    assert.ok(again.every(({ known }) => known));
    assert.deepEqual(
      again.map(({ outcome }) => outcome),
      expected.map(({ outcome }) => outcome),
    );
  }
});
