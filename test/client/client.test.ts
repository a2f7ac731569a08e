import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { test } from 'node:test';
import { addTestWorkProvider, NotStored, Refused, type Report, shiftcover } from '../../client/shiftcover.ts';
import { addCustomer } from '../../src/store/customer/customers.ts';
import { atEnd } from '../support/atEnd.ts';
import { operationsOf, readDocument } from '../support/document.ts';
import { python, skip } from '../support/pythonClient.ts';
import { settleEvents } from '../support/reading.ts';
import { runServer } from '../support/runServer.ts';
import { startService } from '../support/service.ts';
import { testModeDatabase } from '../support/testMode.ts';
import { eventCount, theLog } from '../support/theLog.ts';
import { until } from '../support/until.ts';

const service = await startService((await testModeDatabase()).env);
const { pool } = service.database;
const client = shiftcover({ url: service.url, key: service.provider.key });
const storedOf = async (driverId: string) => (await theLog(pool)).filter(({ identifier }) => identifier === driverId);

test('a login and a logout are stored, and read back with their outcomes and their shift', async () => {
  const receipt = await client.login({ driverId: 'A' }, new Date('2026-03-01T08:00:00Z'));
  await client.logout({ driverId: 'A' }, Temporal.Instant.from('2026-03-01T12:30:00Z'));
  await settleEvents(service.database);
  const events = await Array.fromAsync(client.events({ driverId: 'A', order: 'oldest' }));
  assert.deepEqual(
    events.map(({ outcome }) => outcome),
    ['opened_shift', 'ended_shift'],
  );
  assert.equal(events[0]?.receipt, receipt);
  const shifts = await Array.fromAsync(client.shifts({ driverId: 'A' }));
  assert.deepEqual(
    shifts.map(({ from, to }) => [from, to]),
    [['2026-03-01T08:00:00Z', '2026-03-01T12:30:00Z']],
  );
  assert.deepEqual(await client.shift(shifts[0]?.id as string), shifts[0]);
  assert.equal((await client.event(events[0]?.id ?? '')).timestamp, '2026-03-01T08:00:00.000Z');
});

test('reports of a job carry its reference, and pair only with each other', async () => {
  const at = (time: string) => `2026-03-02T${time}:00Z`;
  await client.report([
    { driverId: 'J', kind: 'login', at: at('12:00'), reference: 'one' },
    { driverId: 'J', kind: 'login', at: at('12:10'), reference: 'two' },
    { driverId: 'J', kind: 'logout', at: at('12:20'), reference: 'one' },
    { driverId: 'J', kind: 'logout', at: at('12:40'), reference: 'two' },
  ]);
  await settleEvents(service.database);
  const shifts = await Array.fromAsync(client.shifts({ driverId: 'J' }));
  assert.deepEqual(
    shifts.map(({ from, to }) => [from, to]),
    [
      [at('12:10'), at('12:40')],
      [at('12:00'), at('12:20')],
    ],
  );
});

test('over 10,000 reports of a kind are sent in several batches, and read back page after page', async () => {
  const many = Array.from(
    { length: 10_050 },
    (_, n) =>
      ({
        policyId: 'MANY',
        kind: n % 2 ? 'logout' : 'login',
        at: new Date(Date.parse('2026-03-01T00:00:00Z') + n * 1000),
      }) as const,
  );
  const long = [...many, ...many.map((each) => ({ ...each, policyId: 'MORE' }))];
  assert.equal((await client.report(long)).receipts.length, 4);
  assert.equal((await storedOf('MANY')).length, 10_050);
  const read = await Array.fromAsync(client.events({ policyId: 'MORE', limit: 500 }));
  assert.equal(new Set(read.map(({ id }) => id)).size, 10_050);
});

test('reports are split into batches below the size limit of a body', async () => {
  const driverId = '🛵'.repeat(255);
  const start = Date.parse('2026-03-01T00:00:00Z');
  const long = Array.from(
    { length: 10_000 },
    (_, n) => ({ driverId, kind: 'login', at: new Date(start + n * 1000) }) as const,
  );
  assert.equal((await client.report(long)).receipts.length, 2);
  assert.equal((await storedOf(driverId)).length, 10_000);
});

test('an instant is a Date, a Temporal.Instant or a ZonedDateTime, to the microsecond; an invalid one is a TypeError', async () => {
  const at = Temporal.ZonedDateTime.from('2026-07-01T08:00:00.123456+01:00[Europe/London]');
  await client.report([
    { driverId: 'ZONED', kind: 'login', at },
    { driverId: 'ZONED', kind: 'logout', at: at.toInstant() },
  ]);
  const times = (await storedOf('ZONED')).map(({ occurredAt }) => occurredAt);
  assert.deepEqual(times, ['2026-07-01T07:00:00.123456Z', '2026-07-01T07:00:00.123456Z']);
  await assert.rejects(client.login({ driverId: 'ZONED' }, new Date('soon')), TypeError);
  const odd = { driverId: 'ZONED', kind: 'Login', at } as unknown as Report;
  await assert.rejects(client.report([odd]), /a login or a logout, not of Login/);
});

test('a preview answers for each report, in their order, and stores nothing', async () => {
  await client.login({ driverId: 'P' }, '2026-03-01T08:00:00Z');
  await settleEvents(service.database);
  const before = await eventCount(pool);
  const previewed = await client.preview([
    { driverId: 'P', kind: 'logout', at: '2026-03-01T12:00:00Z' },
    { driverId: 'P', kind: 'login', at: '2026-03-01T08:00:00Z' },
    { driverId: 'Q', kind: 'logout', at: '2026-03-01T12:00:00Z' },
  ]);
  assert.deepEqual(
    previewed.map(({ known, outcome }) => [known, outcome]),
    [
      [false, 'ended_shift'],
      [true, 'opened_shift'],
      [false, 'no_login_before'],
    ],
  );
  assert.equal(await eventCount(pool), before);
});

test('reconcile compares a list with the log, and healthReport reads the quality of the feed', async () => {
  await client.login({ driverId: 'R' }, '2025-05-01T08:00:00Z');
  const found = await client.reconcile({
    from: new Date('2025-05-01T00:00:00Z'),
    to: new Date('2025-05-02T00:00:00Z'),
    drivers: [{ driverId: 'R', logins: ['2025-05-01T08:00:00Z'], logouts: ['2025-05-01T12:00:00Z'] }],
  });
  assert.equal(found.agreeing, 1);
  assert.deepEqual(found.missing, [
    {
      kind: 'logout',
      driverId: 'R',
      policyId: null,
      timestamp: '2025-05-01T12:00:00Z',
      occurredAt: '2025-05-01T12:00:00Z',
    },
  ]);
  const health = await client.healthReport(3);
  assert.ok(health.looked > 0 && health.days.length > 0);
  await assert.rejects(client.healthReport(99), { name: 'Refused', code: 'INVALID_DATA' });
});

test('a filter takes a Date as an instant', async () => {
  await client.login({ driverId: 'F' }, '2026-03-03T08:00:00Z');
  const list = async (occurredFrom: Date) => await Array.fromAsync(client.events({ driverId: 'F', occurredFrom }));
  assert.equal((await list(new Date('2026-03-03T08:00:00Z'))).length, 1);
  assert.equal((await list(new Date('2026-03-03T08:00:01Z'))).length, 0);
});

test('a filter is by any name of a driver', async () => {
  await client.login({ policyId: 'NAMED' }, '2026-03-03T08:00:00Z');
  assert.equal((await Array.fromAsync(client.events({ customerNumber: 'NAMED' }))).length, 1);
});

test('a text without an offset is a TypeError, and local time with localTimes', async () => {
  await assert.rejects(client.login({ driverId: 'NAIVE' }, '2026-03-01T08:00:00'), /has no offset/);
  const local = shiftcover({ url: service.url, key: service.provider.key, localTimes: true });
  await local.login({ driverId: 'NAIVE' }, '2026-07-01T08:00:00');
  assert.deepEqual(
    (await storedOf('NAIVE')).map(({ occurredAt }) => occurredAt),
    ['2026-07-01T07:00:00.000000Z'],
  );
});

test('a report that is refused is set apart with the reason, and the rest is stored', async () => {
  const good = (n: number): Report => ({ driverId: 'APART', kind: 'login', at: `2026-03-01T0${n}:00:00Z` });
  const bad: Report = { driverId: '', kind: 'login', at: '2026-03-01T08:00:00Z' };
  const worse: Report = { driverId: 'APART', kind: 'login', at: '1999-03-01T08:00:00Z' };
  const { receipts, refused } = await client.report([bad, good(1), worse, good(2)]);
  assert.equal(receipts.length, 1);
  assert.deepEqual(
    refused.map(({ report }) => report),
    [bad, worse],
  );
  assert.deepEqual(
    refused.map(({ reason }) => [reason.status, reason.code, reason.param]),
    [
      [400, 'INVALID_DATA', '[0].driverId'],
      [400, 'INVALID_DATA', '[2].timestamp'],
    ],
  );
  assert.match(refused[0]?.reason.requestId ?? '', /^[0-9a-f-]{36}$/);
  assert.equal((await storedOf('APART')).length, 2);
  await assert.rejects(client.login({ driverId: '' }, '2026-03-01T08:00:00Z'), { name: 'Refused' });
});

test('a request that is refused as a whole has its reports in NotStored, with the refusal as its cause', async () => {
  const withoutKey = shiftcover({ url: service.url, key: 'nobody' });
  const report: Report = { driverId: 'A', kind: 'login', at: '2026-03-01T08:00:00Z' };
  await assert.rejects(withoutKey.report([report]), (error: NotStored<Report>) => {
    assert.ok(error instanceof NotStored && error.cause instanceof Refused);
    assert.deepEqual([error.cause.code, error.reports, error.refused], ['INVALID_KEY', [report], []]);
    return true;
  });
  await assert.rejects(withoutKey.event('evt_x'), { name: 'Refused', code: 'INVALID_KEY' });
});

/** Asks everything of a client, one endpoint after the other. */
const EVERY_METHOD_IN_PYTHON = `
import sys
from shiftcover import Client, add_test_work_provider
client, at = Client(sys.argv[1], 'k'), '2026-03-01T08:00:00Z'
reports = [{'kind': kind, 'driverId': 'A', 'at': at} for kind in ('login', 'logout')]
client.report(reports)
client.preview(reports)
client.complete(at)
client.event('{id}'), client.shift('{id}'), client.request('{id}')
list(client.events()), list(client.shifts()), list(client.disputes())
client.reconcile(at, at, []), client.health_report()
client.validate_customer_number('{policyId}'), client.driver_status(driverId='A'), client.report_match('A', True)
client.begin_shift(at, driverId='A'), client.end_shift('{id}', at)
client.endpoints(), client.endpoint('{id}'), client.add_endpoint('https://a.example'), client.change_endpoint('{id}')
client.remove_endpoint('{id}'), client.rotate_secret('{id}'), client.test_endpoint('{id}'), client.replay_endpoint('{id}', at)
list(client.deliveries()), client.delivery('{id}'), client.replay_delivery('{id}')
client.move_test_clock('PT1H'), add_test_work_provider(sys.argv[1])
`;

async function everyMethodInTypeScript(url: string): Promise<void> {
  const every = shiftcover({ url, key: 'k' });
  const at = '2026-03-01T08:00:00Z';
  const reports: Report[] = ['login' as const, 'logout' as const].map((kind) => ({ driverId: 'A', kind, at }));
  await every.report(reports);
  await every.preview(reports);
  await every.complete(at);
  await every.event('{id}');
  await Array.fromAsync(every.events());
  await every.shift('{id}');
  await Array.fromAsync(every.shifts());
  await Array.fromAsync(every.disputes());
  await every.request('{id}');
  await every.reconcile({ from: at, to: at, drivers: [] });
  await every.healthReport();
  await every.validateCustomerNumber('{policyId}');
  await every.driverStatus({ driverId: 'A' });
  await every.reportMatch('A', true);
  await every.beginShift({ driverId: 'A' }, at);
  await every.endShift('{id}', at);
  const { endpoints, deliveries } = every;
  await endpoints.list();
  await endpoints.get('{id}');
  await endpoints.add({ url });
  await endpoints.change('{id}', {});
  await endpoints.remove('{id}');
  await endpoints.rotateSecret('{id}');
  await endpoints.test('{id}');
  await endpoints.replay('{id}', at);
  await Array.fromAsync(deliveries.list());
  await deliveries.get('{id}');
  await deliveries.replay('{id}');
  await every.moveTestClock('PT1H');
  await addTestWorkProvider(url);
}

for (const [language, askEverything, skipped] of [
  ['TypeScript', everyMethodInTypeScript, false],
  ['Python', async (url: string) => await python(EVERY_METHOD_IN_PYTHON, url), skip],
] as const) {
  test(`the client in ${language} has every endpoint of the document`, { skip: skipped }, async () => {
    const asked = new Set<string>();
    const server = createServer((request, response) => {
      asked.add(`${request.method} ${request.url?.split('?')[0]}`);
      const items = request.url?.includes('/preview/') ? [{}] : [];
      response.writeHead(202).end(JSON.stringify({ status: 'PENDING', items, next: null, more: false, now: '' }));
    }).listen(0, '127.0.0.1');
    atEnd(() => server.close().closeAllConnections());
    await once(server, 'listening');
    await askEverything(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
    // Single reports go in batches of one; health is for operators.
    const others = /\/(shift\/log(in|out)|healthz|readyz)$/;
    const documented = operationsOf(await readDocument(service.url)).map(({ method, path }) => `${method} ${path}`);
    assert.deepEqual(
      [...asked].map(decodeURIComponent).toSorted(),
      documented.filter((each) => !others.test(each) || each.includes('/v2/')).toSorted(),
    );
  });
}

test('validateCustomerNumber answers valid, INVALID_CUSTOMER or INVALID_CUSTOMER_EMAIL', async () => {
  await addCustomer(pool, { number: 'ABC12', email: 'driver+one@example.com', name: undefined, from: -Infinity });
  assert.equal(await client.validateCustomerNumber('ABC12'), 'valid');
  assert.equal(await client.validateCustomerNumber('ABC12', 'driver+one@example.com'), 'valid');
  assert.equal(await client.validateCustomerNumber('ABC12', 'else@example.com'), 'INVALID_CUSTOMER_EMAIL');
  assert.equal(await client.validateCustomerNumber('a/b c'), 'INVALID_CUSTOMER');
});

test('no report is lost or stored twice when the server is killed and started again', async () => {
  const first = await runServer({ DATABASE_URL: service.databaseUrl });
  const { port } = new URL(first.url);
  const retrying = shiftcover({ url: first.url, key: service.provider.key });
  let sent = 0;
  const reporting = (async () => {
    for (; sent < 60; sent++) {
      await retrying.login({ driverId: 'GONE' }, new Date(Date.parse('2026-04-01T00:00:00Z') + sent * 1000));
    }
  })();
  await until(async () => sent > 10);
  await first.kill();
  await runServer({ DATABASE_URL: service.databaseUrl, PORT: port });
  await reporting;
  const stored = await storedOf('GONE');
  assert.deepEqual([stored.length, new Set(stored.map(({ occurredAt }) => occurredAt)).size], [60, 60]);
});
