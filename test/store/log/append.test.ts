import assert from 'node:assert/strict';
import { test } from 'node:test';
import { instantOf, SECOND } from '../../../src/core/time/instant.ts';
import { readTimestamp } from '../../../src/core/time/timestamp.ts';
import { appendEvents } from '../../../src/store/log/events.ts';
import { inTransaction } from '../../../src/store/postgres/database.ts';
import { entry } from '../../support/entries.ts';
import { freshDatabase, openAnother } from '../../support/freshDatabase.ts';
import { providerWithKey } from '../../support/provider.ts';
import { theLog } from '../../support/theLog.ts';

const { url, database } = await freshDatabase();
const db = database.pool;
const { id: provider } = await providerWithKey(db);
const at = instantOf('2026-03-02T08:00Z');
const login = (driver: string, seconds = 0) => entry(provider, 'login', driver, at + seconds * SECOND);

async function idsNow(): Promise<number[]> {
  return (await db.query<{ id: number }>('select id from event order by id')).rows.map((row) => row.id);
}

test('the log only ever grows at its end, however many append at once: a reader who remembers an id has missed none before it', async () => {
  const other = openAnother(url);
  let over = false;
  const appending = Promise.all(
    Array.from({ length: 8 }, async (_, writer) => {
      for (let turn = 0; turn < 40; turn++) {
        const entries = Array.from({ length: 1 + (turn % 30) }, (_each, index) =>
          login(`W${writer}-${turn % 7}`, turn * 60 + index),
        );
        await appendEvents(writer % 2 ? db : other.pool, entries);
      }
    }),
  ).finally(() => (over = true));

  let [seen, rechecks] = [await idsNow(), 0];
  while (!over) {
    const now = await idsNow();
    assert.deepEqual(now.slice(0, seen.length), seen);
    [seen, rechecks] = [now, rechecks + 1];
  }
  await appending;
  assert.ok(rechecks > 10, `looked ${rechecks} times`);
});

test('ids and moments of receipt have one order, also after the clock of PostgreSQL has gone back', async () => {
  await db.query(`with e as (insert into event (occurred_at, received_at, receipt, subject_id, work_provider_id, reading, is_login, reference, zone, as_sent)
    select now(), now() + interval '1 hour', gen_random_uuid(), 1, ${provider}, 'offset', true, '', '', '' returning id)
    insert into unsettled (first_event_id, last_event_id) select id, id from e`);
  await appendEvents(db, [login('after the clock went back')]);
  const found = await db.query(
    'select id from (select id, received_at < max(received_at) over (order by id) as early from event) e where early',
  );
  assert.deepEqual(found.rows, []);
});

test('the same new drivers are appended at once in different orders, without a deadlock', async () => {
  for (let round = 0; round < 10; round++) {
    const entries = Array.from({ length: 300 }, (_, index) => login(`N${round}-${index}`));
    await Promise.all(
      [entries, entries.toReversed(), entries, entries.toReversed()].map((each) => appendEvents(db, each)),
    );
  }
});

test('each new event waits to be settled exactly once', async () => {
  const found = await db.query<{ times: number }>(
    `select distinct (select count(*)::int from unsettled u where e.id between u.first_event_id and u.last_event_id) as times from event e`,
  );
  assert.deepEqual(found.rows, [{ times: 1 }]);
});

test('an append that is rolled back leaves no trace, and the next goes on', async () => {
  const before = await idsNow();
  await assert.rejects(
    inTransaction(db, async (client) => {
      await appendEvents(client, [login('GONE')]);
      throw new Error('changed my mind');
    }),
  );
  assert.deepEqual(await idsNow(), before);
  await appendEvents(db, [login('GONE')]);
  assert.equal((await idsNow()).length, before.length + 1);
});

test('one event of an append that cannot be stored leaves out all of it', async () => {
  const before = await idsNow();
  const bad = login('NUL');
  await assert.rejects(
    appendEvents(db, [login('WITH-BAD'), { ...bad, report: { ...bad.report, identifier: 'a\0b' } }]),
    { code: '22021' },
  );
  assert.deepEqual(await idsNow(), before);
});

test('an event that came before is kept as it was, and the receipt of who repeated it beside it, once for each', async () => {
  const [first, second] = [login('REPEATED'), login('REPEATED')];
  await appendEvents(db, [first]);
  const asSentOtherwise = { ...second, report: { ...second.report, asSent: '2026-03-02T09:00+01:00' } };
  await appendEvents(db, [asSentOtherwise, asSentOtherwise, login('NEW-BESIDE')]);
  await appendEvents(db, [login('REPEATED')]);
  await appendEvents(db, [first]);
  const stored = (await theLog(db)).filter((event) => event.identifier === 'REPEATED');
  assert.deepEqual(
    stored.map(({ asSent, repeats }) => [asSent, repeats]),
    [[first.report.asSent, 2]],
  );
});

test('two requests that bring the same new event in one append get an event and a repeated report', async () => {
  const [first, second] = [login('SHARED'), login('SHARED')];
  await appendEvents(db, [first, login('BESIDE'), second, second]);
  const found = await db.query(
    `select e.receipt as first, r.receipt as second from event e join repeated_report r on r.event_id = e.id
     join subject s on s.id = e.subject_id where s.identifier = $1`,
    ['SHARED'],
  );
  assert.deepEqual(found.rows, [{ first: first.receipt, second: second.receipt }]);
});

test('even by hand the same event cannot be in the log twice', async () => {
  const again = `insert into event (subject_id, work_provider_id, is_login, occurred_at, reading, reference, zone, as_sent, receipt, received_at)
    select e.subject_id, e.work_provider_id, is_login, occurred_at, 'local', reference, zone, 'otherwise', gen_random_uuid(), now()
    from event e join subject s on s.id = e.subject_id where s.identifier = 'SHARED'`;
  await assert.rejects(db.query(again), { code: '23505', constraint: 'one_event' });
});

test('a timestamp comes back character for character, however it was written, and the usual one takes no room', async () => {
  const { database: own } = await freshDatabase();
  const { id } = await providerWithKey(own.pool);
  const usual = [
    '',
    '.5',
    '.120',
    '.123',
    '.000123',
    '.123456',
    '.100000',
    '.123000',
    '.000000',
    '.000',
    '.0000001',
  ].map((fraction) => `2026-03-29T23:59:59${fraction}Z`);
  const others = ['t23:59:59z', 'T23:59:59+00:00', 'T24:00:00Z', 'T23:59Z', ' 23:59:59Z', 'T23:59:60Z', 'T23:59:59,5Z'];
  const texts = [...usual, ...others.map((time) => `2026-03-29${time}`)];
  const entries = texts.map((asSent, index) => {
    const read = readTimestamp(asSent, {
      timeZone: 'Europe/London',
      now: at + 60 * 86_400 * SECOND,
      whenInDoubt: 'earlier',
    });
    assert.ok(read.tag === 'read', asSent);
    const made = entry(id, 'login', `D${index}`, read.instant);
    return { ...made, report: { ...made.report, asSent } };
  });
  await appendEvents(own.pool, entries);
  assert.deepEqual(
    (await theLog(own.pool)).map((event) => event.asSent),
    texts,
  );
  const left = await own.pool.query(
    "select identifier from event e join subject s on s.id = subject_id where as_sent = '' order by 1",
  );
  assert.deepEqual(
    left.rows.map(({ identifier }) => texts[Number(identifier.slice(1))]),
    ['', '.120', '.123', '.000123', '.123456'].map((fraction) => `2026-03-29T23:59:59${fraction}Z`),
  );
});
