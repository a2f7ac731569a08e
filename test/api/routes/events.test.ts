import assert from 'node:assert/strict';
import { test } from 'node:test';
import { addCustomer } from '../../../src/store/customer/customers.ts';
import { addLink } from '../../../src/store/customer/links.ts';
import { correctEvents } from '../../../src/store/log/eventLog.ts';
import { providerWithKey } from '../../support/provider.ts';
import { getJson, type Json, settleEvents } from '../../support/reading.ts';
import { startService } from '../../support/service.ts';
import { ask } from '../../support/wire.ts';

const service = await startService({ READS_PER_MINUTE: '1000000' });
const { pool } = service.database;
await addCustomer(pool, { number: 'ABC12', email: 'driver@example.com', name: undefined, from: -Infinity });
await addLink(pool, { workProvider: service.provider.id, driverId: 'LINKED', customerNumber: 'ABC12', from: 0 });

const post = async (path: string, body: unknown, key = service.provider.key) => {
  const answer = await ask(service.url, {
    method: 'POST',
    path,
    headers: { Authorization: key },
    body: JSON.stringify(body),
  });
  assert.equal(answer.status, 202, answer.body);
  return answer.headers.get('request-id') as string;
};
const login = (driverId: string, timestamp: string) => post('/v1/shift/login', { driverId, timestamp });
const logout = (driverId: string, timestamp: string) => post('/v1/shift/logout', { driverId, timestamp });
const eventsOf = async (driverId: string): Promise<Json[]> =>
  (await getJson(service, `/v1/events?order=oldest&driverId=${driverId}`)).items;

test('an event has how it was sent, how it was read and why, and its outcome', async () => {
  const receipt = await login('LINKED', '2026-07-01T08:00:00');
  await settleEvents(service.database);
  const [event] = await eventsOf('LINKED');
  const { id, shiftId, receivedAt, receivedAfterSeconds, ...rest } = event;
  assert.deepEqual(rest, {
    receipt,
    kind: 'login',
    driverId: 'LINKED',
    policyId: null,
    reference: null,
    timestamp: '2026-07-01T08:00:00',
    occurredAt: '2026-07-01T07:00:00Z',
    reading: 'local',
    how: 'The timestamp has no offset: it is local time in Europe/London.',
    outcome: 'opened_shift',
    linked: true,
  });
  assert.match(id, /^evt_/);
  assert.match(shiftId, /^shf_/);
  assert.equal(receivedAfterSeconds, Math.trunc((Date.parse(receivedAt) - Date.parse('2026-07-01T07:00:00Z')) / 1000));
  assert.deepEqual(await getJson(service, `/v1/events/${id}`), { ...event, repeats: [], voided: null });
});

test('each event has its outcome, and the id of the shift it belongs to', async () => {
  await login('ALL', '2026-03-01T08:00:00Z');
  await login('ALL', '2026-03-01T09:00:00Z');
  await logout('ALL', '2026-03-01T12:00:00Z');
  await logout('ALL', '2026-03-01T13:00:00Z');
  await login('ALL', '2026-03-01T14:00:00Z');
  await settleEvents(service.database);
  const number = (
    await pool.query<{ id: number }>(
      "select e.id from event e join subject s on s.id = e.subject_id where s.identifier = 'ALL' order by e.id desc limit 1",
    )
  ).rows[0]?.id as number;
  assert.equal((await correctEvents(pool, [number], { voids: true, reason: 'not at work', by: 'test' })).length, 1);
  await settleEvents(service.database);
  const found = await eventsOf('ALL');
  assert.deepEqual(
    found.map(({ outcome }) => outcome),
    ['opened_shift', 'repeated_login', 'ended_shift', 'no_login_before', 'voided'],
  );
  assert.deepEqual(
    found.map(({ shiftId }) => shiftId === found[0].shiftId),
    [true, true, true, false, false],
  );
  assert.equal((await getJson(service, `/v1/events/${found[4].id}`)).voided.reason, 'not at work');
  const only = await getJson(service, '/v1/events?driverId=ALL&outcome=no_login_before');
  assert.deepEqual(
    only.items.map(({ id }: Json) => id),
    [found[3].id],
  );
});

test('a receipt finds the events of its request, also those that were stored before', async () => {
  const first = await login('RECEIPT', '2026-03-01T08:00:00Z');
  const second = await post('/v1/batch/login', [
    { driverId: 'RECEIPT', timestamp: '2026-03-01T08:00:00Z' },
    { driverId: 'RECEIPT', timestamp: '2026-03-02T08:00:00Z' },
  ]);
  const occurredOf = async (receipt: string) =>
    (await getJson(service, `/v1/events?receipt=${receipt}`)).items.map((event: Json) => event.occurredAt);
  assert.deepEqual(await occurredOf(first), ['2026-03-01T08:00:00Z']);
  assert.deepEqual(await occurredOf(second), ['2026-03-01T08:00:00Z', '2026-03-02T08:00:00Z']);
  assert.deepEqual(await occurredOf(second.toUpperCase()), ['2026-03-01T08:00:00Z', '2026-03-02T08:00:00Z']);
  const [event] = await eventsOf('RECEIPT');
  const { repeats } = await getJson(service, `/v1/events/${event.id}`);
  assert.deepEqual(
    repeats.map(({ receipt }: Json) => receipt),
    [second],
  );
});

test('the list can be narrowed by when events occurred and when they were received', async () => {
  const [before] = await eventsOf('ALL');
  const byOccurred = await getJson(
    service,
    '/v1/events?driverId=ALL&occurredFrom=2026-03-01T09:00:00Z&occurredTo=2026-03-01T13:00:00Z',
  );
  assert.deepEqual(
    byOccurred.items.map(({ occurredAt }: Json) => occurredAt),
    ['2026-03-01T12:00:00Z', '2026-03-01T09:00:00Z'],
  );
  const since = await getJson(service, `/v1/events?order=oldest&receivedFrom=${before.receivedAt}`);
  assert.equal(since.items[0].id, before.id);
  const until = await getJson(service, `/v1/events?receivedTo=${before.receivedAt}`);
  assert.ok(until.items.every(({ receivedAt }: Json) => receivedAt < before.receivedAt));
  assert.deepEqual((await getJson(service, '/v1/events?receivedFrom=2100-01-01T00:00:00Z')).items, []);
});

test('a reader who follows the list while events arrive gets each exactly once, in one order', async () => {
  const writers = 6;
  const each = 40;
  let writing = true;
  const start = (await getJson(service, '/v1/events?order=oldest&limit=500')).next;
  const follow = async (limit: number): Promise<string[]> => {
    const seen: string[] = [];
    let cursor = start;
    for (;;) {
      const stopAfter = !writing;
      const page = await getJson(service, `/v1/events?order=oldest&limit=${limit}&cursor=${cursor}`);
      seen.push(...page.items.map(({ id }: Json) => id));
      cursor = page.next;
      if (stopAfter && !page.more) return seen;
    }
  };
  const followers = [follow(1), follow(7), follow(500)];
  const write = async (writer: number) => {
    for (let n = 0; n < each; n++)
      await login(`W${writer}`, `2026-03-${10 + writer}T08:00:${String(n).padStart(2, '0')}Z`);
  };
  await Promise.all(Array.from({ length: writers }, (_, writer) => write(writer)));
  writing = false;
  const [bySingles, bySevens, whole] = await Promise.all(followers);
  assert.equal(new Set(bySingles).size, writers * each);
  assert.deepEqual(bySingles, whole);
  assert.deepEqual(bySevens, whole);
});

test('newest first, each event comes once too while others arrive', async () => {
  const seen: string[] = [];
  let cursor = '';
  do {
    const page: Json = await getJson(service, `/v1/events?limit=50${cursor}`);
    seen.push(...page.items.map(({ id }: Json) => id));
    await login('MEANWHILE', `2026-04-01T08:00:${String(seen.length % 60).padStart(2, '0')}Z`);
    cursor = page.next ? `&cursor=${page.next}` : '';
  } while (cursor);
  assert.ok(seen.length >= 240);
  assert.equal(new Set(seen).size, seen.length);
});

test('an event of another work provider is answered like one that does not exist', async () => {
  const other = await providerWithKey(pool);
  const [mine] = await eventsOf('ALL');
  const asOther = (path: string) => ask(service.url, { path, headers: { Authorization: other.key } });
  assert.deepEqual(JSON.parse((await asOther('/v1/events')).body), { items: [], next: null, more: false });
  assert.deepEqual(JSON.parse((await asOther(`/v1/events?receipt=${mine.receipt}`)).body).items, []);
  const hidden = await asOther(`/v1/events/${mine.id}`);
  const missing = await asOther('/v1/events/evt_AAAAAAAAAAAAAAAAAAAAAA');
  assert.equal(hidden.status, 404);
  assert.equal(hidden.body, missing.body);
  const page = await getJson(service, '/v1/events?limit=1');
  assert.equal((await asOther(`/v1/events?cursor=${page.next}`)).status, 400);
});

const REFUSED: [path: string, detail: string, param?: string, value?: string][] = [
  ['/v1/events?limit=0', 'limit must be at least 1', 'limit', '0'],
  ['/v1/events?limit=501', 'limit must be at most 500'],
  [
    '/v1/events?rider=1686',
    'unknown parameter rider; this endpoint takes order, receivedFrom, receivedTo, occurredFrom, occurredTo, driverId, policyId, workProviderUserId, customerNumber, outcome, receipt, limit, cursor',
  ],
  ['/v1/events?driver_id=1', 'unknown parameter driver_id; write driverId', 'driver_id', '1'],
  ['/v1/events?driverId=1&customerNumber=A1', 'send driverId or customerNumber, not both', 'customerNumber', 'A1'],
  [
    '/v1/shifts?from=2026-03-02T00:00:00Z&to=2026-03-01T00:00:00Z',
    'to must come after from',
    'to',
    '2026-03-01T00:00:00Z',
  ],
  [
    '/v1/events?receipt=019cb1d2-7e4b-7c11-9d0e-2b6f2c3d4e5f&driverId=1',
    'receipt comes alone: leave out driverId',
    'driverId',
    '1',
  ],
  [
    '/v1/shifts?from=%E2%80%AEx',
    'from is not well-formed: Shifts that lasted beyond it. An RFC 3339 instant with an offset or Z; write + as %2B.',
    'from',
    '<U+202E>x',
  ],
  ['/v1/events?cursor=nonsense', 'cursor must be `next` of an earlier page'],
  ['/v1/events?occurredFrom=2026-02-30T00:00:00Z', 'occurredFrom is no date of the calendar'],
  [
    '/v1/events?outcome=lost',
    'outcome must be one of pending, opened_shift, repeated_login, ended_shift, repeated_logout, after_limit, no_login_before, voided, set_aside',
  ],
];
for (const [path, detail, param, value] of REFUSED) {
  test(`${path}: ${detail}`, async () => {
    const answer = await service.ask({ path });
    assert.equal(answer.status, 400);
    const body = JSON.parse(answer.body) as Record<string, string>;
    assert.deepEqual([body['error'], body['detail']], ['INVALID_DATA', detail]);
    if (param !== undefined) assert.deepEqual([body['param'], body['value']], [param, value]);
  });
}

test('a cursor is refused for another list and for other filters, and taken with another limit', async () => {
  const { next } = await getJson(service, '/v1/events?limit=1&order=oldest&customerNumber=NOBODY');
  for (const path of [
    `/v1/events?order=oldest&customerNumber=OTHER&cursor=${next}`,
    `/v1/events?customerNumber=NOBODY&cursor=${next}`,
    `/v1/deliveries?cursor=${next}`,
    `/v1/shifts?cursor=${next}`,
  ]) {
    const answer = await service.ask({ path });
    assert.equal(answer.status, 400, path);
    assert.match(answer.body, /cursor is of another list/);
  }
  assert.equal(
    (await service.ask({ path: `/v1/events?limit=7&order=oldest&customerNumber=NOBODY&cursor=${next}` })).status,
    200,
  );
});
