import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { clock, HOUR, type Instant, instantOf, MINUTE } from '../../src/core/time/instant.ts';
import { recheckCustomer, recheckShift, watchOpenShifts } from '../../src/notices/recheck.ts';
import { rebuild } from '../../src/settle/rebuild.ts';
import { settleAll } from '../../src/settle/settleAll.ts';
import { newestAudit } from '../../src/store/audit.ts';
import { addCustomer } from '../../src/store/customer/customers.ts';
import { addLink, endLink } from '../../src/store/customer/links.ts';
import { shareNumber, unshareNumber } from '../../src/store/customer/sharing.ts';
import { optOut, resumeCustomer, suspendCustomer } from '../../src/store/customer/suspensions.ts';
import { queueReportedMails } from '../../src/store/jobs.ts';
import { correctEvents } from '../../src/store/log/eventLog.ts';
import { appendEvents } from '../../src/store/log/events.ts';
import { inTransaction } from '../../src/store/postgres/database.ts';
import { makeWebHookSecret } from '../../src/store/secrets.ts';
import { addEndpoint, removeEndpoint } from '../../src/store/webhook/endpoints.ts';
import { entry } from '../support/entries.ts';
import { freshDatabase } from '../support/freshDatabase.ts';
import { providerWithKey } from '../support/provider.ts';

const { database, owner } = await freshDatabase();
const db = database.pool;
for (const number of ['C1', 'C2'])
  await addCustomer(db, { number, email: `${number}@example.com`, name: undefined, from: -Infinity });

let provider: number;
let endpoint: number;
beforeEach(async () => {
  provider = (await providerWithKey(db)).id;
  for (const customerNumber of ['C1', 'C2']) await shareNumber(db, { customerNumber, workProvider: provider });
  endpoint = await anEndpoint(provider);
});

async function anEndpoint(of: number): Promise<number> {
  const input = { url: 'https://example.com/hooks', description: '', email: null, types: [] };
  return (await addEndpoint(db, of, input, makeWebHookSecret())).id;
}

const at = (time: string): Instant => instantOf(`2026-03-02T${time}Z`);

/** Appends each of `login D1 08:00 | logout @C1 12:00` as a request of its own, and settles after each. */
async function tell(text: string): Promise<void> {
  for (const row of text.split(' | ')) {
    const [kind, name, time] = row.split(' ') as ['login', string, string];
    await appendEvents(db, [entry(provider, kind, name, at(time))]);
    await settled();
  }
}

async function settled(): Promise<void> {
  assert.ok(await settleAll(db, (_work, fault) => assert.fail(String(fault))));
}

/** As two processes run a job, when the first seemed to be gone. */
async function twiceAtOnce(run: () => Promise<void>): Promise<void> {
  await Promise.all([run(), run()]);
}

const linkOf = (driverId: string, customerNumber: string) => ({ workProvider: provider, driverId, customerNumber });

type Facts = { identifier?: string; driverId?: string; reason?: string; is?: { from: Instant; to: Instant | null } };

let read = 0;

/** The notices since the last time, as `shift.started D1 08:00–…`. */
async function newNotices(): Promise<string[]> {
  const { rows } = await db.query<{ id: number; type: string; facts: Facts }>(
    'select id, type, facts from notice where work_provider_id = $1 and id > $2 order by id',
    [provider, read],
  );
  read = rows.at(-1)?.id ?? read;
  return rows.map(({ type, facts }) =>
    [type, facts.identifier ?? facts.driverId, facts.reason ?? (facts.is === undefined ? '' : spell(facts.is))]
      .filter(Boolean)
      .join(' '),
  );
}

function spell(period: { from: Instant; to: Instant | null } | null): string {
  const time = (instant: Instant) => new Date(instant / 1000).toISOString().slice(11, 16);
  return period ? `${time(period.from)}–${period.to === null ? '…' : time(period.to)}` : 'none';
}

const TABLE: [string, string[]][] = [
  [
    'login D1 08:00',
    ['shift.started D1 08:00–22:00', 'shift.ended D1 08:00–22:00', 'event.unmatched D1 unknown_driver'],
  ],
  [
    'login @C1 08:00 | logout @C1 12:00',
    [
      'shift.started C1 08:00–22:00',
      'cover.started C1 08:00–22:00',
      'cover.ended C1 08:00–22:00',
      'shift.ended C1 08:00–22:00',
      'cover.ended C1 08:00–12:00',
      'shift.amended C1 08:00–12:00',
    ],
  ],
  ['logout @C1 12:00', ['event.unmatched C1 no_login_before']],
  ['logout @NOBODY 12:00', ['event.unmatched NOBODY no_login_before']],
  ['login @NOBODY 08:00', ['shift.started NOBODY 08:00–22:00', 'shift.ended NOBODY 08:00–22:00']],
  [
    'login @C1 08:00 | login @C1 08:00 | login @C1 09:00',
    [
      'shift.started C1 08:00–22:00',
      'cover.started C1 08:00–22:00',
      'cover.ended C1 08:00–22:00',
      'shift.ended C1 08:00–22:00',
      'cover.ended C1 08:00–23:00',
      'shift.amended C1 08:00–23:00',
    ],
  ],
];
for (const [events, expected] of TABLE) {
  test(`${events}  →  ${expected.join(', ')}`, async () => {
    await tell(events);
    assert.deepEqual(await newNotices(), expected);
    await settled();
    assert.deepEqual(await newNotices(), [], 'nothing is told twice');
  });
}

test('what is settled again makes no second notice, and what a rebuild finds in order makes none', async () => {
  await tell('login @C1 08:00 | logout @C1 12:00 | logout @C1 07:00');
  await newNotices();
  await db.query('insert into unsettled (first_event_id, last_event_id) select min(id), max(id) from event');
  await settled();
  for await (const different of rebuild(db, () => assert.fail())) assert.fail(JSON.stringify(different));
  assert.deepEqual(await newNotices(), []);
});

test('a voided login takes its shift and cover back, and says so', async () => {
  await tell('login @C2 08:00 | logout @C2 12:00');
  await newNotices();
  const { rows } = await db.query<{ id: number }>('select min(id) as id from event where work_provider_id = $1', [
    provider,
  ]);
  await correctEvents(db, [rows[0]?.id as number], { voids: true, reason: 'a test', by: 'a tester' });
  await settled();
  assert.deepEqual(await newNotices(), ['cover.ended C2 08:00–08:00', 'shift.amended C2 none']);
});

test('notices of links are written in their own transaction, with the cover they give and take once it is settled', async () => {
  await tell('login D1 08:00 | logout D1 12:00');
  await newNotices();
  await inTransaction(db, async (client) => {
    await addLink(client, { ...linkOf('D1', 'C1'), from: at('10:00') });
    throw new Error('undone');
  }).catch(() => {});
  assert.deepEqual(await newNotices(), []);
  await addLink(db, { ...linkOf('D1', 'C1'), from: at('10:00') });
  assert.deepEqual(await newNotices(), ['link.created D1']);
  await settled();
  assert.deepEqual(await newNotices(), ['cover.started D1 10:00–12:00', 'cover.ended D1 10:00–12:00']);
  await endLink(db, linkOf('D1', 'C1'), at('11:00'));
  await settled();
  assert.deepEqual(await newNotices(), ['link.ended D1', 'cover.ended D1 10:00–11:00']);
  await tell('login D1 13:00');
  assert.deepEqual(await newNotices(), [
    'shift.started D1 13:00–03:00',
    'shift.ended D1 13:00–03:00',
    'event.unmatched D1 unknown_driver',
  ]);
});

/** The shift of a driver that is linked to C1 and went on duty two hours ago. */
async function onDuty(name: string): Promise<{ id: number; limitAt: Instant }> {
  await appendEvents(db, [entry(provider, 'login', name, clock() - 2 * HOUR)]);
  await settled();
  const found = await db.query<{ id: number; limitAt: Instant }>(
    'select id, limit_at as "limitAt" from shift where work_provider_id = $1',
    [provider],
  );
  return found.rows[0] as { id: number; limitAt: Instant };
}

const types = async () => (await newNotices()).map((line) => line.split(' ')[0]);
const jobsFor = async (task: string) =>
  (
    await db.query<{ payload: { shift: number; at: number }; runAt: Instant }>(
      `select payload, run_at as "runAt" from graphile_worker._private_jobs j join graphile_worker._private_tasks t on t.id = j.task_id
       where t.identifier = $1 order by j.id`,
      [task],
    )
  ).rows;

test('the end by the limit makes one notice, when it comes; a late logout then amends it', async () => {
  await addLink(db, { ...linkOf('D2', 'C1'), from: clock() - 24 * HOUR });
  const { id, limitAt } = await onDuty('D2');
  assert.deepEqual(await types(), ['link.created', 'shift.started', 'cover.started']);
  const job = (await jobsFor('recheck_shift')).find(({ payload }) => payload.shift === id);
  assert.equal(job?.payload.at, limitAt);
  // The beginning of the transaction, from which the delay counts, is a little earlier.
  assert.ok(job && job.runAt <= limitAt && job.runAt > limitAt - MINUTE);

  await recheckShift(db, id, clock());
  assert.deepEqual(await types(), [], 'it has not come yet');
  await twiceAtOnce(() => recheckShift(db, id, limitAt));
  assert.deepEqual(await types(), ['cover.ended', 'shift.ended']);
  await appendEvents(db, [entry(provider, 'logout', 'D2', clock() - HOUR)]);
  await settled();
  // Its limit, which was told as if it had come, lies in the future of this test's clock.
  assert.deepEqual(await types(), ['cover.ended', 'shift.amended']);
});

test('a suspension, its end and a refusal end and begin the cover of who is at work', async () => {
  await onDuty('@C1');
  assert.deepEqual(await types(), ['shift.started', 'cover.started']);
  const suspendedAt = clock() - HOUR;
  await suspendCustomer(db, 'C1', suspendedAt, 'a test');
  await twiceAtOnce(() => recheckCustomer(db, 'C1', new Date(suspendedAt / 1000).toISOString()));
  assert.deepEqual(await types(), ['cover.ended']);
  await resumeCustomer(db, 'C1', suspendedAt + 30 * MINUTE);
  await twiceAtOnce(() => recheckCustomer(db, 'C1', new Date(suspendedAt / 1000).toISOString()));
  assert.deepEqual(await types(), ['cover.started']);
  await optOut(db, 'C1', provider, clock() - MINUTE);
  await twiceAtOnce(() => recheckCustomer(db, 'C1', null));
  assert.deepEqual(await types(), ['cover.ended']);
  assert.equal((await jobsFor('recheck_customer')).length, 3);
});

test('without an endpoint no notice is written; one that comes later gets none of what it found, only of what follows', async () => {
  await removeEndpoint(db, provider, endpoint);
  const { id, limitAt } = await onDuty('@C2');
  assert.deepEqual(await newNotices(), []);
  await anEndpoint(provider);
  await twiceAtOnce(() => watchOpenShifts(db, provider));
  assert.deepEqual(await newNotices(), []);
  await recheckShift(db, id, limitAt);
  assert.deepEqual(await types(), ['cover.ended', 'shift.ended']);
});

test('an endpoint is sent the types it asked for, and one that is paused keeps them', async () => {
  const input = { url: 'https://example.com/', description: '', email: null, types: ['shift.started'] };
  const some = await addEndpoint(db, provider, input, makeWebHookSecret());
  await db.query(`update endpoint set paused_at = now(), paused_because = 'by_hand' where id = $1`, [endpoint]);
  await tell('login @C1 08:00');
  const sent = await db.query<{ type: string; state: string; endpoint_id: number }>(
    'select type, state, endpoint_id from delivery where work_provider_id = $1 order by id',
    [provider],
  );
  const own = (id: number) =>
    sent.rows.filter((row) => row.endpoint_id === id).map(({ type, state }) => `${type} ${state}`);
  assert.deepEqual(own(some.id), ['shift.started waiting']);
  assert.deepEqual(
    own(endpoint),
    ['shift.started', 'cover.started', 'cover.ended', 'shift.ended'].map((type) => `${type} held`),
  );
});

test('a fault in telling leaves the settling in force, and the audit log says so', async () => {
  await owner.query('alter table notified_shift rename to away');
  try {
    await tell('login @C1 08:00 | logout @C1 12:00');
  } finally {
    await owner.query('alter table away rename to notified_shift');
  }
  const { rows } = await db.query('select from shift where work_provider_id = $1 and ended_at is not null', [provider]);
  assert.equal(rows.length, 1);
  assert.match((await newestAudit(db, 1))[0]?.about ?? '', /notified_shift/);
});

test('the cover of a link that began and ended before anyone looked makes notices', async () => {
  await tell('login D9 08:00 | logout D9 12:00');
  await newNotices();
  await addLink(db, { ...linkOf('D9', 'C1'), from: at('09:00') });
  await endLink(db, linkOf('D9', 'C1'), at('10:00'));
  await settled();
  assert.deepEqual(await newNotices(), [
    'link.created D9',
    'link.ended D9',
    'cover.started D9 09:00–10:00',
    'cover.ended D9 09:00–10:00',
  ]);
});

test('a driver ID that passes from one customer to another gives each their part of the cover', async () => {
  await tell('login D8 08:00 | logout D8 12:00');
  await addLink(db, { ...linkOf('D8', 'C1'), from: at('08:00') });
  await settled();
  await newNotices();
  await endLink(db, linkOf('D8', 'C1'), at('10:00'));
  await addLink(db, { ...linkOf('D8', 'C2'), from: at('10:00') });
  await settled();
  assert.deepEqual(await newNotices(), [
    'link.ended D8',
    'link.created D8',
    'cover.started D8 10:00–12:00',
    'cover.ended D8 08:00–10:00',
    'cover.ended D8 10:00–12:00',
  ]);
});

test('of a shift whose login may mean two times notices have only the cover that is certain, and nothing that has not begun', async () => {
  const london = (kind: 'login' | 'logout', time: string, reading: 'repeated_earlier' | 'local') => {
    const { report, ...rest } = entry(provider, kind, '@C1', instantOf(`2025-10-26T${time}Z`));
    return { ...rest, report: { ...report, reading, zone: 'Europe/London' } };
  };
  await appendEvents(db, [london('login', '00:20', 'repeated_earlier'), london('logout', '03:00', 'local')]);
  await settled();
  assert.deepEqual(await newNotices(), [
    'shift.started C1 00:20–03:00',
    'cover.started C1 01:20–03:00',
    'cover.ended C1 01:20–03:00',
    'shift.ended C1 00:20–03:00',
  ]);
  await appendEvents(db, [entry(provider, 'login', '@C1', clock() + 20 * HOUR)]);
  await settled();
  assert.deepEqual(await newNotices(), []);
  const [ahead] = (await db.query<{ id: number }>('select id from shift where started_at > now()')).rows;
  await recheckShift(db, ahead?.id as number, clock() + 21 * HOUR);
  assert.deepEqual(
    (await newNotices()).map((each) => each.split(' ')[0]),
    ['shift.started', 'cover.started'],
  );
});

test('a number is not notified of before its work provider may learn of it, and then of what there is', async () => {
  await unshareNumber(db, { customerNumber: 'C2', workProvider: provider });
  await tell('login @C2 08:00 | logout @C2 12:00');
  await onDuty('@C2');
  assert.deepEqual(await types(), ['shift.started', 'shift.ended', 'shift.amended', 'shift.started']);
  await addLink(db, { ...linkOf('D7', 'C2'), from: clock() - HOUR });
  await settled();
  const since = ['link.created', 'cover.started', 'cover.started', 'cover.ended'];
  assert.deepEqual(await types(), since, 'also of work before the link');
  await addLink(db, { ...linkOf('D8', 'C2'), from: clock() - HOUR });
  await settled();
  assert.deepEqual(await types(), ['link.created']);

  await tell('login @C1 08:00');
  await newNotices();
  await unshareNumber(db, { customerNumber: 'C1', workProvider: provider });
  await tell('logout @C1 12:00');
  assert.deepEqual(await types(), ['shift.amended'], 'what may not be said is not taken back either');
});

test('a new link brings a notice of the cover of the shift that goes on', async () => {
  await onDuty('D6');
  assert.deepEqual(await types(), ['shift.started', 'event.unmatched']);
  await addLink(db, { ...linkOf('D6', 'C1'), from: clock() - HOUR });
  await settled();
  assert.deepEqual(await types(), ['link.created', 'cover.started']);
});

test('a first report by number leaves the same job, whether a customer has the number or not; only a customer gets a mail', async () => {
  await db.query("insert into account (customer_number, email_verified_at) values ('C1', now())");
  for (const name of ['@C1', '@NONE1']) await appendEvents(db, [entry(provider, 'login', name, at('08:00'))]);
  const reported = (await jobsFor('mail_reported')).slice(-2) as unknown as { payload: { subjects: number[] } }[];
  assert.deepEqual(
    reported.map(({ payload }) => [Object.keys(payload), payload.subjects.length]),
    [
      [['subjects'], 1],
      [['subjects'], 1],
    ],
  );
  for (const { payload } of reported) await twiceAtOnce(() => queueReportedMails(db, payload.subjects));
  const mails = (await jobsFor('send_mail')) as unknown as { payload: { mail: string; customerNumber: string } }[];
  const sent = mails.filter(({ payload }) => payload.mail === 'reported_by_number');
  assert.deepEqual(
    sent.map(({ payload }) => payload),
    [{ mail: 'reported_by_number', customerNumber: 'C1', workProvider: provider }],
  );
});
