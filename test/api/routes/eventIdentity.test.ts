import assert from 'node:assert/strict';
import { test } from 'node:test';
import { runServer } from '../../support/runServer.ts';
import { startService } from '../../support/service.ts';
import { theLog } from '../../support/theLog.ts';
import { ask } from '../../support/wire.ts';

const service = await startService();
const json = (value: unknown) => JSON.stringify(value);
const post = (path: string, body: string) => service.ask({ method: 'POST', path, body });

const timestamps = (driverId: string, each: readonly string[]) => each.map((timestamp) => ({ driverId, timestamp }));

test('equal instants are one event however they are written, and every further report is stored as a repeat', async () => {
  const texts = [
    '2026-03-03T08:00:00Z',
    '2026-03-03T08:00:00.000+00:00',
    '20260303T080000Z',
    '2026-03-03T09:00:00+01:00',
    '2026-03-03t08:00:00z',
    '2026-03-03T08:00:00',
  ];
  for (const one of timestamps('EQ', texts)) assert.equal((await post('/v1/shift/login', json(one))).status, 202);
  assert.equal((await post('/v1/batch/login/', json(timestamps('EQ', texts)))).status, 202);
  const stored = (await theLog(service.database.pool)).filter((event) => event.identifier === 'EQ');
  assert.deepEqual(
    stored.map(({ asSent, repeats }) => [asSent, repeats]),
    [['2026-03-03T08:00:00Z', 6]],
  );
});

test('a new event that is many times in one batch is one event without repeats', async () => {
  const batch = timestamps('TWICE', ['2026-03-03T08:00:00Z', '2026-03-03T08:00:00Z', '2026-03-03T09:00:00+01:00']);
  assert.equal((await post('/v1/batch/login/', json(batch))).status, 202);
  const stored = (await theLog(service.database.pool)).filter((event) => event.identifier === 'TWICE');
  assert.deepEqual(
    stored.map(({ repeats }) => repeats),
    [0],
  );
});

test('events that differ in kind, in kind of identifier or by a microsecond are different events', async () => {
  const at = '2026-03-04T08:00:00.000001Z';
  await post(
    '/v1/batch/login',
    json([
      { driverId: 'A1', timestamp: at },
      { policyId: 'A1', timestamp: at },
    ]),
  );
  await post(
    '/v1/batch/logout',
    json([
      { driverId: 'A1', timestamp: at },
      { driverId: 'A1', timestamp: '2026-03-04T08:00:00.0000019Z' },
      { driverId: 'A1', timestamp: '2026-03-04T08:00:00.000002Z' },
    ]),
  );
  const stored = (await theLog(service.database.pool)).filter((event) => event.identifier === 'A1');
  assert.deepEqual(
    stored
      .map(({ kind, identifierKind, occurredAt }) => `${kind} ${identifierKind} ${occurredAt.slice(11)}`)
      .toSorted(),
    [
      'login driverId 08:00:00.000001Z',
      'login policyId 08:00:00.000001Z',
      'logout driverId 08:00:00.000001Z',
      'logout driverId 08:00:00.000002Z',
    ],
  );
});

test('the same events in concurrent requests to two servers are stored once each', async () => {
  const other = await runServer({ DATABASE_URL: service.databaseUrl });
  const batch = json(
    Array.from({ length: 40 }, (_, index) => ({
      driverId: `RACE${index % 20}`,
      timestamp: `2026-03-05T08:${10 + (index % 20)}:00Z`,
    })),
  );
  const answers = await Promise.all(
    Array.from({ length: 16 }, (_, index) =>
      ask(index % 2 ? service.url : other.url, {
        method: 'POST',
        path: '/v1/batch/login',
        headers: { Authorization: service.provider.key },
        body: batch,
      }),
    ),
  );
  assert.deepEqual(
    answers.map((answer) => answer.status),
    Array.from({ length: 16 }, () => 202),
  );
  const stored = (await theLog(service.database.pool)).filter((event) => event.identifier.startsWith('RACE'));
  assert.equal(stored.length, 20);
  assert.deepEqual(
    stored.map((event) => event.repeats),
    Array.from({ length: 20 }, () => 15),
  );
});
