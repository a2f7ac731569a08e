import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, test } from 'node:test';
import { isGenuine, NotStored, Refused, type Report, shiftcover, Unreachable } from 'shiftcover/client';
import { addCustomer } from '../../src/store/customers.ts';
import { makeSecret, signedHeaders } from '../../src/webhooks/sign.ts';
import { aHouse } from '../support/aHouse.ts';
import { settled, until } from '../support/reading.ts';
import { runServer } from '../support/runServer.ts';
import { eventCount, theLog } from '../support/theLog.ts';

const house = await aHouse();
const { pool } = house.database;
const client = shiftcover({ url: house.url, key: house.provider.key });
const of = async (driverId: string) => (await theLog(pool)).filter(({ identifier }) => identifier === driverId);

test('a login and a logout are stored, and told as what they came to', async () => {
  const receipt = await client.login({ driverId: 'A' }, new Date('2026-03-01T08:00:00Z'));
  await client.logout({ driverId: 'A' }, Temporal.Instant.from('2026-03-01T12:30:00Z'));
  await settled(house.database);
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
  assert.equal((await client.event(events[0]?.id as string)).timestamp, '2026-03-01T08:00:00.000Z');
});

test('any number of reports goes in as many batches as it takes, and is read back page after page', async () => {
  const many = Array.from(
    { length: 10_050 },
    (_, n): Report => ({
      policyId: 'MANY',
      kind: n % 2 ? 'logout' : 'login',
      at: new Date(Date.parse('2026-03-01T00:00:00Z') + n * 1000),
    }),
  );
  const long = many.concat(many.map((each) => ({ ...each, policyId: 'MORE' })));
  assert.equal((await client.report(long)).length, 4);
  assert.equal((await of('MANY')).length, 10_050);
  const read = await Array.fromAsync(client.events({ policyId: 'MORE', limit: 500 }));
  assert.equal(new Set(read.map(({ id }) => id)).size, 10_050);
});

test('a text without an offset is not sent, unless local times are meant', async () => {
  await assert.rejects(client.login({ driverId: 'NAIVE' }, '2026-03-01T08:00:00'), /has no offset/);
  const local = shiftcover({ url: house.url, key: house.provider.key, localTimes: true });
  await local.login({ driverId: 'NAIVE' }, '2026-07-01T08:00:00');
  assert.deepEqual(
    (await of('NAIVE')).map(({ occurredAt }) => occurredAt),
    ['2026-07-01T07:00:00.000000Z'],
  );
});

test('a refusal says why, at once, and which reports it leaves', async () => {
  const bad: Report = { driverId: '', kind: 'login', at: '2026-03-01T08:00:00Z' };
  const before = await eventCount(pool);
  await assert.rejects(client.report([bad]), (fault: NotStored<Report>) => {
    assert.ok(fault instanceof NotStored && fault.cause instanceof Refused);
    assert.deepEqual(fault.reports, [bad]);
    assert.deepEqual([fault.cause.status, fault.cause.code], [400, 'INVALID_DATA']);
    assert.match(fault.cause.requestId ?? '', /^[0-9a-f-]{36}$/);
    return true;
  });
  assert.equal(await eventCount(pool), before);
  const stranger = shiftcover({ url: house.url, key: 'nobody' });
  await assert.rejects(stranger.event('evt_x'), { name: 'Refused', code: 'INVALID_KEY' });
});

test('a customer number is valid, unknown, or somebody else’s', async () => {
  await addCustomer(pool, { number: 'ABC12', email: 'driver+one@example.com', name: undefined });
  assert.equal(await client.validateCustomerNumber('ABC12'), 'valid');
  assert.equal(await client.validateCustomerNumber('ABC12', 'driver+one@example.com'), 'valid');
  assert.equal(await client.validateCustomerNumber('ABC12', 'else@example.com'), 'INVALID_CUSTOMER_EMAIL');
  assert.equal(await client.validateCustomerNumber('a/b c'), 'INVALID_CUSTOMER');
});

test('a server that goes away and comes back loses nothing and counts nothing twice', async () => {
  const first = await runServer({ DATABASE_URL: house.databaseUrl });
  const { port } = new URL(first.url);
  const patient = shiftcover({ url: first.url, key: house.provider.key });
  let sent = 0;
  const reporting = (async () => {
    for (; sent < 60; sent++) {
      await patient.login({ driverId: 'GONE' }, new Date(Date.parse('2026-04-01T00:00:00Z') + sent * 1000));
    }
  })();
  await until(async () => sent > 10);
  await first.kill();
  await runServer({ DATABASE_URL: house.databaseUrl, PORT: port });
  await reporting;
  const stored = await of('GONE');
  assert.deepEqual([stored.length, new Set(stored.map(({ occurredAt }) => occurredAt)).size], [60, 60]);
});

/** A server that answers as it is told, one answer after the other, and says what it was asked. */
async function aServer(answers: readonly { status: number; headers?: Record<string, string>; body?: string }[]) {
  const asked: string[] = [];
  const next = answers.values();
  const server = createServer(async (request, response) => {
    asked.push((await Array.fromAsync(request)).join(''));
    const { status, headers = {}, body = '{}' } = next.next().value ?? { status: 500 };
    response.writeHead(status, headers).end(body);
  }).listen(0, '127.0.0.1');
  after(() => server.close());
  await once(server, 'listening');
  return { asked, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
}

test('what is told to wait is sent again, the same to the byte', async () => {
  const wait = { 'Retry-After': '0' };
  const accepted = { status: 202, headers: { 'Request-Id': 'r1' }, body: '{"status":"PENDING"}' };
  const { asked, url } = await aServer([
    { status: 503, headers: wait },
    { status: 429, headers: wait },
    { status: 500 },
    accepted,
  ]);
  assert.equal(await shiftcover({ url, key: 'k' }).login({ driverId: 'A' }, '2026-03-01T08:00:00Z'), 'r1');
  assert.deepEqual(
    asked,
    Array.from({ length: 4 }, () => '[{"driverId":"A","timestamp":"2026-03-01T08:00:00Z"}]'),
  );
});

test('whoever has no more patience is told which reports are in doubt', async () => {
  const { url } = await aServer([]);
  const hasty = shiftcover({ url, key: 'k', patienceMs: 300 });
  const report: Report = { driverId: 'A', kind: 'login', at: '2026-03-01T08:00:00Z' };
  await assert.rejects(hasty.report([report]), (fault: NotStored<Report>) => {
    assert.ok(fault instanceof NotStored && fault.cause instanceof Unreachable);
    assert.deepEqual(fault.reports, [report]);
    return true;
  });
});

test('a call that is aborted ends, also while it waits to try again', async () => {
  const { url } = await aServer([{ status: 503, headers: { 'Retry-After': '600' } }]);
  const patient = shiftcover({ url, key: 'k', patienceMs: 3_600_000 });
  const aborting = new AbortController();
  const asking = patient.event('evt_x', { signal: aborting.signal });
  setTimeout(() => aborting.abort(new Error('enough')), 100);
  await assert.rejects(asking, /enough/);
});

test('a web hook is genuine by any of its signatures, and not when it is old, changed or forged', async () => {
  const [secret, former] = [makeSecret(), makeSecret()];
  const body = '{"type":"shift.started","data":{"driverId":"Zoë"}}';
  const headers = (at: Date, ...secrets: string[]) => new Headers(signedHeaders('msg_1', at, body, secrets));
  const now = new Date();
  assert.equal(await isGenuine(body, headers(now, former, secret), secret), true);
  assert.equal(await isGenuine(body.replace('Zoë', 'Zoe'), headers(now, secret), secret), false);
  assert.equal(await isGenuine(body, headers(now, former), secret), false);
  assert.equal(await isGenuine(body, headers(new Date(now.getTime() - 301_000), secret), secret), false);
  assert.equal(await isGenuine(body, new Headers(), secret), false);
  const odd = headers(now, secret);
  odd.set('webhook-timestamp', 'soon');
  assert.equal(await isGenuine(body, odd, secret), false);
});
