import assert from 'node:assert/strict';
import { test } from 'node:test';
import { correctEvents } from '../../../src/store/log/eventLog.ts';
import { providerWithKey } from '../../support/provider.ts';
import type { Json } from '../../support/reading.ts';
import { reporting } from '../../support/reporting.ts';
import { startService } from '../../support/service.ts';
import { eventCount } from '../../support/theLog.ts';
import { ask } from '../../support/wire.ts';

const service = await startService();
const { pool } = service.database;
const report = await reporting(pool, service.provider.name);
await report(
  'login D1 2026-03-01T08:00:00Z',
  'logout D1 2026-03-01T12:30:30Z',
  'login D2 2026-03-01T09:00:00Z',
  'logout @ABC12 2026-03-01T10:00:00Z',
  'login D1 2026-03-02T08:00:00Z',
  'login VOID 2026-03-01T08:00:00Z',
);
const voidedId = (
  await pool.query<{ id: number }>(
    "select e.id from event e join subject s on s.id = e.subject_id where s.identifier = 'VOID'",
  )
).rows[0]?.id as number;
assert.equal((await correctEvents(pool, [voidedId], { voids: true, reason: 'never worked', by: 'test' })).length, 1);

const day = { from: '2026-03-01T00:00:00Z', to: '2026-03-02T00:00:00Z' };
const post = async (body: unknown, key = service.provider.key) =>
  await ask(service.url, {
    method: 'POST',
    path: '/v1/reconcile/',
    headers: { Authorization: key },
    body: JSON.stringify(body),
  });
const reconciled = async (drivers: unknown, key?: string): Promise<Json> => {
  const answer = await post({ ...day, drivers }, key);
  assert.equal(answer.status, 200, answer.body);
  return JSON.parse(answer.body);
};

test('every event of a day is agreeing, missing, extra, different or voided', async () => {
  const before = await eventCount(pool);
  const found = await reconciled([
    { driverId: 'D1', logins: ['2026-03-01T08:00:00'], logouts: ['2026-03-01T12:30:00Z'] },
    { workProviderUserId: 'D3', logins: ['2026-03-01T07:00:00Z'] },
    { customerNumber: 'ABC12', logouts: ['2026-03-01T10:00:00Z'] },
    { driverId: 'VOID', logins: ['2026-03-01T08:00:00Z'] },
  ]);
  assert.equal(found.agreeing, 2);
  assert.deepEqual(found.missing, [
    {
      kind: 'login',
      driverId: 'D3',
      policyId: null,
      timestamp: '2026-03-01T07:00:00Z',
      occurredAt: '2026-03-01T07:00:00Z',
    },
  ]);
  assert.deepEqual(
    found.extra.map(({ driverId, storedOccurredAt }: Json) => [driverId, storedOccurredAt]),
    [['D2', '2026-03-01T09:00:00Z']],
  );
  assert.deepEqual(
    found.different.map(({ timestamp, storedTimestamp, differenceSeconds }: Json) => [
      timestamp,
      storedTimestamp,
      differenceSeconds,
    ]),
    [['2026-03-01T12:30:00Z', '2026-03-01T12:30:30Z', 30]],
  );
  assert.deepEqual(
    found.voided.map(({ driverId }: Json) => driverId),
    ['VOID'],
  );
  assert.equal(await eventCount(pool), before);
});

test('reporting what is missing as it is answered makes nothing missing', async () => {
  const drivers = [{ driverId: 'D4', logins: ['2026-03-01T07:00:00'], logouts: ['2026-03-01T09:00:00'] }];
  const { missing } = await reconciled(drivers);
  assert.equal(missing.length, 2);
  for (const { kind, driverId, timestamp } of missing) {
    const answer = await service.ask({
      method: 'POST',
      path: `/v1/batch/${kind}`,
      body: JSON.stringify([{ driverId, timestamp }]),
    });
    assert.equal(answer.status, 202);
  }
  assert.deepEqual((await reconciled(drivers)).missing, []);
});

test('events of another work provider are neither extra nor agreeing', async () => {
  const other = await providerWithKey(pool);
  const found = await reconciled([{ driverId: 'D1', logins: ['2026-03-01T08:00:00Z'] }], other.key);
  assert.deepEqual([found.agreeing, found.missing.length, found.extra.length], [0, 1, 0]);
});

const REFUSED: [unknown, string][] = [
  [{ ...day, drivers: [{ logins: [] }] }, 'driver 1: driverId or policyId is missing'],
  [
    { ...day, drivers: [{ driverId: 'D', logins: ['today'] }] },
    'driver 1: timestamp must be an ISO-8601 date and time such as 2026-03-01T08:30:00+00:00',
  ],
  [
    { ...day, drivers: [{ driverId: 'D', logins: ['2026-03-02T00:00:00Z'] }] },
    'driver 1: the login 2026-03-02T00:00:00Z does not lie between from and to',
  ],
  [{ ...day, to: day.from, drivers: [] }, 'to must come after from'],
  [{ ...day, to: '2026-04-02T00:00:00Z', drivers: [] }, 'the period may last at most 31 days'],
  [{ from: 'x', to: day.to, drivers: [] }, 'from must be an ISO-8601 date and time such as 2026-03-01T08:30:00+00:00'],
  [{ ...day }, 'drivers is missing'],
];
for (const [body, detail] of REFUSED) {
  test(`INVALID_DATA: ${detail}`, async () => {
    const answer = await post(body);
    assert.equal(answer.status, 400);
    const { error, detail: said } = JSON.parse(answer.body) as Record<string, string>;
    assert.deepEqual([error, said], ['INVALID_DATA', detail]);
  });
}

test('over 10,000 times are refused', async () => {
  const logins = Array.from({ length: 10_001 }, (_, n) => new Date(Date.parse(day.from) + n * 1000).toISOString());
  assert.equal((await post({ ...day, drivers: [{ driverId: 'D', logins }] })).status, 413);
});
