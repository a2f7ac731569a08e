import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { clock, HOUR, type Instant, instantOf, MINUTE } from '../../src/core/time/instant.ts';
import { correctPeriod } from '../../src/operations/periods.ts';
import { changeSettings, endProvider } from '../../src/operations/providers.ts';
import { rebuild } from '../../src/settle/rebuild.ts';
import { settleAll } from '../../src/settle/settleAll.ts';
import { settleOrIsolate } from '../../src/settle/settleBatch.ts';
import { addCustomer } from '../../src/store/customer/customers.ts';
import { addLink, endLink } from '../../src/store/customer/links.ts';
import { correctEvents } from '../../src/store/log/eventLog.ts';
import { appendEvents } from '../../src/store/log/events.ts';
import { addSetting } from '../../src/store/provider/providers.ts';
import { entry } from '../support/entries.ts';
import { freshDatabase } from '../support/freshDatabase.ts';
import { providerWithKey } from '../support/provider.ts';
import { shiftsAsText } from '../support/shiftsAsText.ts';
import { assertFolded } from '../support/wholeFold.ts';

const { database } = await freshDatabase();
const db = database.pool;
for (const number of ['C1', 'C2'])
  await addCustomer(db, { number, email: `${number}@example.com`, name: undefined, from: -Infinity });

let provider: number;
beforeEach(async () => {
  provider = (await providerWithKey(db)).id;
});

const at = (time: string) => instantOf(`2026-03-02T${time}Z`);

/** Appends each of `login D1 08:00 | logout @C1 12:00` as a request of its own. */
async function tell(text: string): Promise<void> {
  for (const row of text.split(' | ')) {
    const [kind, name, time] = row.split(' ') as ['login', string, string];
    await appendEvents(db, [entry(provider, kind, name, at(time))]);
  }
}

/** The id of the new link. */
async function link(driverId: string, customerNumber: string, from: string): Promise<number> {
  const added = await addLink(db, { workProvider: provider, driverId, customerNumber, from: at(from) });
  assert.equal(added.tag, 'added');
  return added.link.id;
}

async function settled(): Promise<string> {
  assert.ok(await settleAll(db, (_work, fault) => assert.fail(String(fault))));
  return await shiftsAsText(db, provider);
}

const TABLE: [string, string][] = [
  ['login D1 08:00', 'D1 08:00–…22:00'],
  ['logout D1 12:00', 'none'],
  ['login D1 08:00 | logout D1 12:00', 'D1 08:00–12:00'],
  ['logout D1 12:00 | login D1 08:00', 'D1 08:00–12:00'],
  ['login D1 08:00 | login D1 09:00 | logout D1 12:00', 'D1 08:00–12:00'],
  ['login D1 09:00 | logout D1 12:00 | login D1 08:00', 'D1 08:00–12:00'],
  ['login D1 08:00 | logout D1 12:00 | logout D1 10:00', 'D1 08:00–10:00'],
  ['login D1 08:00 | logout D1 12:00 | logout D1 10:00 | login D1 11:00', 'D1 08:00–10:00 | D1 11:00–12:00'],
  ['logout D1 22:01 | login D1 08:00', 'D1 08:00–…22:00'],
  ['login D1 08:00 | logout D1 12:00 | login D1 12:00 | logout D1 13:00', 'D1 08:00–12:00 | D1 12:00–13:00'],
  ['login D1 08:00 | logout D1 08:00', 'D1 08:00–…22:00'],
  ['login D1 08:00 | login D1 20:00 | logout D1 23:30', 'D1 08:00–23:30'],
  ['logout D1 20:30 | login D1 12:00 | login D1 00:30', 'D1 00:30–20:30'],
  ['login D1 08:00 | login @C1 08:30 | logout @C1 09:30 | logout D1 12:00', 'D1 08:00–12:00 | @C1 08:30–09:30'],
];
for (const [told, expected] of TABLE) {
  test(`${told}  →  ${expected}, settled at once or one by one`, async () => {
    await tell(told);
    assert.equal(await settled(), expected);
    provider = (await providerWithKey(db)).id;
    for (const row of told.split(' | ')) {
      await tell(row);
      await settled();
    }
    assert.equal(await shiftsAsText(db, provider), expected);
    for (let first = 0; first < told.split(' | ').length; first++) {
      provider = (await providerWithKey(db)).id;
      await tell(told);
      await settleFirst(first);
      assert.equal(await settled(), expected, `event ${first} was settled first, as by another process`);
    }
  });
}

/** Settles one event of those that wait, and leaves the others. */
async function settleFirst(index: number): Promise<void> {
  const { rows } = await db.query<{ id: number }>('select id from unsettled order by id');
  await db.query('update unsettled set set_aside_at = now() where id <> $1', [rows[index]?.id]);
  await settled();
  await db.query('update unsettled set set_aside_at = null');
}

test('while the two are linked a logout by one identifier ends a shift that a login by the other began', async () => {
  await link('D1', 'C1', '07:00');
  await tell('login @C1 08:00 | logout D1 12:00 | login D1 13:00 | logout @C1 14:00');
  assert.equal(await settled(), 'D1 13:00–14:00 | @C1 08:00–12:00');
  await assertFolded(db);
});

test('a link for the past changes which logouts answer, and so does its end; neither moves a login', async () => {
  await tell('login @C1 08:00 | logout D1 12:00 | login D1 13:00 | logout @C1 14:00');
  assert.equal(await settled(), 'D1 13:00–…03:00 | @C1 08:00–14:00');
  await link('D1', 'C1', '07:00');
  assert.equal(await settled(), 'D1 13:00–14:00 | @C1 08:00–12:00');
  assert.ok(await endLink(db, { workProvider: provider, driverId: 'D1', customerNumber: 'C1' }, at('13:30')));
  assert.equal(await settled(), 'D1 13:00–…03:00 | @C1 08:00–12:00');
  await assertFolded(db);
});

test('a link that is taken back changes the shifts of both that it tied, as if it had never been', async () => {
  await tell('login @C1 08:00 | logout D1 12:00 | login D1 13:00 | logout @C1 14:00');
  const before = await settled();
  const id = await link('D1', 'C1', '07:00');
  assert.equal(await settled(), 'D1 13:00–14:00 | @C1 08:00–12:00');
  const correction = { table: 'link', id, change: { tag: 'void' }, why: 'a test' } as const;
  assert.equal((await correctPeriod(db, { tag: 'operator', name: 'ana' }, correction)).tag, 'corrected');
  assert.equal(await settled(), before);
  await assertFolded(db);
});

test('a logout by customer number answers a driver ID only while exactly one is linked', async () => {
  await link('D1', 'C1', '07:00');
  await tell('login D1 08:00 | logout @C1 10:00 | login D1 15:00 | logout @C1 16:00');
  assert.equal(await settled(), 'D1 08:00–10:00 | D1 15:00–16:00');
  await link('D2', 'C1', '07:30');
  assert.equal(await settled(), 'D1 08:00–…05:00');
  assert.ok(await endLink(db, { workProvider: provider, driverId: 'D2', customerNumber: 'C1' }, at('12:00')));
  assert.equal(await settled(), 'D1 08:00–16:00');
  await assertFolded(db);
});

test('links change nothing for a feed that reports by one identifier', async () => {
  await tell('login @C1 08:00 | logout @C1 12:00 | login D1 09:00 | logout D1 11:00');
  const before = '@C1 08:00–12:00';
  provider = (await providerWithKey(db)).id;
  await tell('login @C1 08:00 | logout @C1 12:00');
  assert.equal(await settled(), before);
  await link('D1', 'C1', '10:00');
  await link('D2', 'C1', '10:30');
  assert.equal(await settled(), before);
  assert.ok(await endLink(db, { workProvider: provider, driverId: 'D1', customerNumber: 'C1' }, at('11:00')));
  assert.equal(await settled(), before);
});

test('events with a reference pair only with each other', async () => {
  const by = (kind: 'login' | 'logout', reference: string, time: string) => {
    const { report, ...rest } = entry(provider, kind, 'D1', at(time));
    return { ...rest, report: { ...report, reference } };
  };
  await appendEvents(db, [by('login', 'A', '12:00'), by('login', 'B', '12:10')]);
  await appendEvents(db, [by('logout', 'A', '12:20'), by('logout', 'B', '12:40')]);
  assert.equal(await settled(), 'D1 12:00–12:20 | D1 12:10–12:40');
  await assertFolded(db);
});

test('a voided event no longer counts, and its shift becomes what the others tell', async () => {
  await tell('login D1 08:00 | login D1 09:00 | logout D1 12:00');
  assert.equal(await settled(), 'D1 08:00–12:00');
  const [first] = (
    await db.query<{ id: number }>('select id from event where work_provider_id = $1 order by id', [provider])
  ).rows;
  const voids = { voids: true, reason: 'a test', by: 'a tester' };
  assert.deepEqual(await correctEvents(db, [first?.id as number], voids), [first?.id]);
  assert.equal(await settled(), 'D1 09:00–12:00');
  assert.deepEqual(await correctEvents(db, [first?.id as number], voids), []);
  assert.deepEqual(await correctEvents(db, [first?.id as number], { ...voids, voids: false }), [first?.id]);
  assert.equal(await settled(), 'D1 08:00–12:00');
});

test('a longest shift counts for shifts that begin while it is in force', async () => {
  await addSetting(db, provider, { holdsFrom: at('10:00'), timeZone: 'Europe/London', longestShift: 2 * HOUR });
  await tell('login D1 09:00 | logout D1 17:00 | login D2 10:00 | logout D2 17:00');
  assert.equal(await settled(), 'D1 09:00–17:00 | D2 10:00–…12:00');
});

test('a setting or an end changes the shifts that go on there, of any length, and so does an end that is moved or taken back', async () => {
  const actor = { tag: 'operator', name: 'ana' } as const;
  const end = (to: Instant) => endProvider(db, actor, { id: provider, name: '', at: to, why: 'a test' });
  await tell('login D1 00:00 | login D1 10:00 | login D1 20:00 | logout D1 21:00 | login D2 08:00 | logout D2 09:00');
  const before = 'D1 00:00–21:00 | D2 08:00–09:00';
  assert.equal(await settled(), before);
  await end(at('20:00'));
  assert.equal(await settled(), 'D1 00:00–…20:00 | D1 20:00–21:00 | D2 08:00–09:00');
  await assertFolded(db);
  await end(at('08:30'));
  assert.equal(await settled(), 'D1 00:00–…08:30 | D1 10:00–21:00 | D2 08:00–…08:30');
  await assertFolded(db);
  await end(Infinity);
  assert.equal(await settled(), before);
  await assertFolded(db);
  const soon = clock() + HOUR;
  await appendEvents(db, [
    entry(provider, 'login', 'D3', soon - MINUTE),
    entry(provider, 'login', 'D3', soon + MINUTE),
  ]);
  await settled();
  const shorter = {
    provider: { id: provider, name: '' },
    timeZone: undefined,
    longestShift: HOUR,
    from: soon,
    now: clock(),
  };
  assert.equal((await changeSettings(db, actor, shorter)).tag, 'changed');
  await settled();
  await assertFolded(db);
});

test('a shift keeps its number when a late event moves its beginning or its end', async () => {
  const ids = async () => (await db.query<{ id: number }>('select id from shift')).rows.map((row) => row.id);
  await tell('login D1 09:00 | logout D1 12:00');
  await settled();
  const before = await ids();
  await tell('login D1 08:00 | logout D1 11:00');
  assert.equal(await settled(), 'D1 08:00–11:00');
  assert.deepEqual(await ids(), before);
});

test('rebuild mends shifts that were tampered with, names each, and then finds nothing', async () => {
  await tell('login D1 08:00 | logout D1 12:00 | login D2 08:00 | login D3 08:00');
  await settled();
  await db.query(
    `update shift set ended_at = null, ended_by = null where work_provider_id = $1 and subject_id in (select id from subject where identifier = 'D1')`,
    [provider],
  );
  await db.query(
    `delete from shift where work_provider_id = $1 and subject_id in (select id from subject where identifier = 'D2')`,
    [provider],
  );
  await db.query(
    `with nobody as (
       insert into subject (work_provider_id, identifier_kind, identifier) values ($1, 'policyId', 'C9') returning id)
     insert into shift (work_provider_id, subject_id, reference, started_at, opened_by, limit_at, folded_until)
     select $1, nobody.id, '', started_at, opened_by, limit_at, folded_until from nobody, shift sh join subject s on s.id = sh.subject_id
     where s.identifier = 'D3' and sh.work_provider_id = $1`,
    [provider],
  );
  const differences = await Array.fromAsync(rebuild(db, () => {}));
  const told = differences.map(
    ({ lane, amendments: { added, amended, removed } }) =>
      `${lane.identifier} +${added.length} ~${amended.length} -${removed.length}`,
  );
  assert.deepEqual(told.toSorted(), ['C9 +0 ~0 -1', 'D1 +0 ~1 -0', 'D2 +1 ~0 -0']);
  assert.equal(await shiftsAsText(db, provider), 'D1 08:00–12:00 | D2 08:00–…22:00 | D3 08:00–…22:00');
  assert.deepEqual(await Array.fromAsync(rebuild(db, () => {})), []);
});

test('a login does not wait for all that another work provider has sent in batches', async () => {
  const large = (await providerWithKey(db)).id;
  for (let batch = 0; batch < 40; batch++) {
    const size = batch % 2 ? 100 : 2_000;
    const drivers = Array.from({ length: size }, (_, n) => `D${n}`);
    await appendEvents(
      db,
      drivers.map((driver) => entry(large, 'login', driver, at('08:00') + batch * MINUTE)),
    );
  }
  await tell('login D1 08:00');
  while ((await shiftsAsText(db, provider)) === 'none')
    await settleOrIsolate(db, (_work, fault) => assert.fail(String(fault)));
  const { rows } = await db.query('select from unsettled where work_provider_id = $1', [large]);
  assert.ok(rows.length > 20, `${rows.length} parts of the large appends wait`);
  await settled();
});
