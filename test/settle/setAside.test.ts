import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { instantOf } from '../../src/core/time/instant.ts';
import { appendEvents } from '../../src/store/log/events.ts';
import { entry } from '../support/entries.ts';
import { startService } from '../support/service.ts';
import { shiftsAsText } from '../support/shiftsAsText.ts';

const NO_SUCH_PROVIDER = 999_999;
const service = await startService();
const db = service.database.pool;
const at = (time: string) => instantOf(`2026-03-02T${time}Z`);

async function until(what: string, patienceMs: number, holds: () => Promise<boolean>): Promise<number> {
  const begun = performance.now();
  while (!(await holds())) {
    assert.ok(
      performance.now() - begun < patienceMs,
      `${what} within ${patienceMs} ms; shifts: ${await shiftsAsText(db, service.provider.id)}`,
    );
    await sleep(10);
  }
  return performance.now() - begun;
}

const shifts = (expected: string) => async () => (await shiftsAsText(db, service.provider.id)) === expected;

test('an event is settled within a second of its arrival when there is nothing else to do', async () => {
  const post = (path: string, timestamp: string) =>
    service.ask({ method: 'POST', path, body: JSON.stringify({ driverId: 'D1', timestamp }) });
  await post('/v1/shift/login', '2026-03-02T08:00:00Z');
  await until('a login', 1_000, shifts('D1 08:00–…22:00'));
  await post('/v1/shift/logout', '2026-03-02T09:00:00Z');
  await until('a logout', 1_000, shifts('D1 08:00–09:00'));
});

test('an event that makes settling throw is set aside loudly after three tries; all others are settled', async () => {
  const bad = entry(NO_SUCH_PROVIDER, 'login', 'BAD', at('08:00'));
  const good = ['D2', 'D3', 'D4', 'D5'].map((driver) => entry(service.provider.id, 'login', driver, at('08:00')));
  await appendEvents(db, [...good.slice(0, 2), bad, ...good.slice(2)]);
  await appendEvents(db, [entry(service.provider.id, 'login', 'D6', at('08:00'))]);
  await until(
    'the others',
    8_000,
    shifts(['D1 08:00–09:00', ...['D2', 'D3', 'D4', 'D5', 'D6'].map((driver) => `${driver} 08:00–…22:00`)].join(' | ')),
  );

  const aside = () =>
    db.query<{ tries: number; last_error: string; identifier: string }>(
      `select u.tries, u.last_error, s.identifier from unsettled u join event e on e.id between u.first_event_id and u.last_event_id join subject s on s.id = e.subject_id where u.set_aside_at is not null`,
    );
  await until('the one at fault is set aside', 8_000, async () => (await aside()).rows.length > 0);
  assert.deepEqual((await aside()).rows, [
    { tries: 3, last_error: `no work provider ${NO_SUCH_PROVIDER}`, identifier: 'BAD' },
  ]);

  await sleep(400);
  const lines = service.server
    .logged()
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as { level: number; msg: string; error: string });
  const loud = lines.filter((line) => line.level >= 50);
  assert.deepEqual(
    loud.map(({ msg, error }) => [msg, error]),
    [['settling set an event aside', `no work provider ${NO_SUCH_PROVIDER}`]],
  );

  await appendEvents(db, [entry(service.provider.id, 'logout', 'D6', at('09:00'))]);
  await until('what comes later', 2_000, async () =>
    (await shiftsAsText(db, service.provider.id)).endsWith('D6 08:00–09:00'),
  );
});
