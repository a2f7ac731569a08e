import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { instantOf } from '../../src/core/time/instant.ts';
import { appendEvents } from '../../src/store/log/events.ts';
import { writtenId } from '../../src/store/publicIds.ts';
import { entry } from '../support/entries.ts';
import { startService } from '../support/service.ts';
import { shiftsAsText } from '../support/shiftsAsText.ts';
import { until } from '../support/until.ts';

const NO_SUCH_PROVIDER = 999_999;
const service = await startService();
const db = service.database.pool;
const at = (time: string) => instantOf(`2026-03-02T${time}Z`);

/** Waits until the shifts read as expected. */
const shiftsAre = async (expected: (shifts: string) => boolean) => {
  let shifts = '';
  await until(
    async () => expected((shifts = await shiftsAsText(db, service.provider.id))),
    () => `the shifts were ${shifts}`,
  );
};

test('an event is settled soon after its arrival, without a further one', async () => {
  const post = (path: string, timestamp: string) =>
    service.ask({ method: 'POST', path, body: JSON.stringify({ driverId: 'D1', timestamp }) });
  await post('/v1/shift/login', '2026-03-02T08:00:00Z');
  await shiftsAre((shifts) => shifts === 'D1 08:00–…22:00');
  await post('/v1/shift/logout', '2026-03-02T09:00:00Z');
  await shiftsAre((shifts) => shifts === 'D1 08:00–09:00');
});

test('an event that makes settling throw is set aside loudly after three tries; all others are settled', async () => {
  const bad = entry(NO_SUCH_PROVIDER, 'login', 'BAD', at('08:00'));
  const good = ['D2', 'D3', 'D4', 'D5'].map((driver) => entry(service.provider.id, 'login', driver, at('08:00')));
  await appendEvents(db, [...good.slice(0, 2), bad, ...good.slice(2)]);
  await appendEvents(db, [entry(service.provider.id, 'login', 'D6', at('08:00'))]);
  const others = ['D2', 'D3', 'D4', 'D5', 'D6'].map((driver) => `${driver} 08:00–…22:00`);
  await shiftsAre((shifts) => shifts === ['D1 08:00–09:00', ...others].join(' | '));

  const aside = () =>
    db.query<{ id: number; tries: number; last_error: string; identifier: string }>(
      `select e.id, u.tries, u.last_error, s.identifier from unsettled u join event e on e.id between u.first_event_id and u.last_event_id join subject s on s.id = e.subject_id where u.set_aside_at is not null`,
    );
  await until(async () => (await aside()).rows.length > 0);
  const [{ id, ...found } = { id: 0 }] = (await aside()).rows;
  assert.deepEqual([found], [{ tries: 3, last_error: `no work provider ${NO_SUCH_PROVIDER}`, identifier: 'BAD' }]);

  const wireId = await writtenId(db, 'event', NO_SUCH_PROVIDER, id);
  await sleep(400);
  const lines = service.server
    .logged()
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as { level: number; msg: string; work: string; error: string });
  const loud = lines.filter((line) => line.level >= 50);
  assert.deepEqual(
    loud.map(({ msg, work, error }) => [msg, work, error]),
    [['settling set an event aside', `event ${wireId}`, `no work provider ${NO_SUCH_PROVIDER}`]],
  );

  await appendEvents(db, [entry(service.provider.id, 'logout', 'D6', at('09:00'))]);
  await shiftsAre((shifts) => shifts.endsWith('D6 08:00–09:00'));
});
