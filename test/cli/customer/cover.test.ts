import assert from 'node:assert/strict';
import { userInfo } from 'node:os';
import { before, suite, test } from 'node:test';
import { clock, HOUR, instantOf, toRfc3339 } from '../../../src/core/time/instant.ts';
import { addCustomer, changeCustomer } from '../../../src/store/customer/customers.ts';
import { addLink } from '../../../src/store/customer/links.ts';
import { freshDatabase } from '../../support/freshDatabase.ts';
import { providerWithKey } from '../../support/provider.ts';
import type { Json } from '../../support/reading.ts';
import { reporting } from '../../support/reporting.ts';
import { operatorOf } from '../../support/runCommand.ts';

const { url, database } = await freshDatabase();
const { text, json, refused, run } = operatorOf(url);
let report: (...lines: string[]) => Promise<void>;

const DAY = '2026-03-02';
const COURIER = 'Courier Ltd';

const { pool } = database;
const BEGUN = instantOf('2026-01-01T00:00Z');
const workProvider = { id: 0, name: COURIER };

before(async () => {
  workProvider.id = (await providerWithKey(pool, { name: COURIER })).id;
  report = await reporting(pool, COURIER);
});

async function customer(number: string): Promise<void> {
  await addCustomer(pool, { number, email: `${number}@example.com`, name: undefined, from: BEGUN });
}

/** Adds a customer with a linked driver ID: their number in small letters. Returns the driver ID. */
async function linked(number: string, from = '2026-01-01T00:00Z'): Promise<string> {
  await customer(number);
  const driverId = number.toLowerCase();
  const link = { workProvider: workProvider.id, driverId, customerNumber: number, from: instantOf(from) };
  await addLink(pool, { ...link, by: 'operator test' });
  return driverId;
}

void suite('shifts, events and cover', { concurrency: 3 }, () => {
  test('shifts come oldest first, settled before they are shown, with who ended them', async () => {
    const driver = await linked('AAA1');
    await report(
      `login ${driver} ${DAY}T08:00+01:00`,
      `logout @AAA1 ${DAY}T12:30:00.5Z`,
      `login ${driver} ${DAY}T20:00Z`,
    );
    await customer('BYN1');
    await report('login @BYN1 -1h');
    const shift = { workProvider: COURIER, driverId: driver };
    assert.deepEqual(await json('shifts', 'AAA1'), [
      { ...shift, from: `${DAY}T07:00:00Z`, to: `${DAY}T12:30:00.5Z`, endedBy: 'logout' },
      { ...shift, from: `${DAY}T20:00:00Z`, to: '2026-03-03T10:00:00Z', endedBy: 'limit' },
    ]);
    const [open] = await json('shifts', 'BYN1');
    assert.deepEqual(open, { from: open.from, workProvider: COURIER, driverId: null, to: null, endedBy: null });
    assert.match(await text('shifts', 'BYN1'), /by number +.* +on shift now +1h/);
    const page = await text('shifts', 'AAA1', '--limit', '1');
    const [, before = ''] = /^Earlier ones: npx shiftcover shifts AAA1 --before (\S+)$/m.exec(page) ?? [];
    assert.match(page, /20:00/);
    assert.match(await text('shifts', 'AAA1', '--before', before), /12:30:00 GMT/);
    assert.match(await text('shifts', 'AAA1', '--before', '2020-01-01T00:00Z'), /^AAA1 has no shifts before\. /);
    assert.deepEqual(await refused('shifts', 'NONE'), [
      1,
      'no customer has the number "NONE"; see: npx shiftcover customer list',
    ]);
  });

  test('all shifts are listed in JSON, however many they are', async () => {
    const driver = await linked('MANY1');
    const at = (minutes: number) => new Date(Date.parse(`${DAY}T00:00Z`) + minutes * 60_000).toISOString();
    const pairs = Array.from({ length: 1_001 }, (_, n) => [
      `login ${driver} ${at(2 * n)}`,
      `logout ${driver} ${at(2 * n + 1)}`,
    ]);
    await report(...pairs.flat());
    const shifts: Json[] = await json('shifts', 'MANY1');
    assert.deepEqual(
      shifts.map(({ from }) => Date.parse(from)),
      pairs.map((_, n) => Date.parse(at(2 * n))),
    );
    assert.deepEqual(await json('shifts', 'MANY1', '--limit', '1'), shifts);
  });

  test('events come newest first, each with what it came to', async () => {
    const driver = await linked('EVT1');
    await report(`logout ${driver} ${DAY}T07:00Z`);
    await report(`login ${driver} ${DAY}T08:00Z`, `login ${driver} ${DAY}T09:00Z`);
    await report(`logout @EVT1 ${DAY}T10:00Z`);
    const found = await json('events', '--customer', 'EVT1', '--provider', COURIER);
    assert.deepEqual(
      found.map((event: Json) => event.outcome),
      ['ended_shift', 'repeated_login', 'opened_shift', 'no_login_before'],
    );
    const { id, receivedAt, ...newest } = found[0];
    assert.match(id, /^evt_/);
    assert.ok(Temporal.Instant.compare(receivedAt, `${DAY}T10:00Z`) > 0);
    assert.deepEqual(newest, {
      workProvider: COURIER,
      driverId: null,
      policyId: 'EVT1',
      kind: 'logout',
      occurredAt: `${DAY}T10:00:00Z`,
      outcome: 'ended_shift',
    });
    const ofDriver = await json('events', '--driver', driver, '--limit', '1');
    assert.deepEqual(
      ofDriver.map((event: Json) => [event.driverId, event.policyId, event.occurredAt]),
      [[driver, null, `${DAY}T09:00:00Z`]],
    );
    assert.match(await text('events', '--driver', 'nobody'), /^No such events/);
    assert.equal((await refused('events', '--limit', '0'))[0], 2);
    assert.equal((await refused('events', '--provider', 'Nobody Ltd'))[0], 1);
  });

  test('cover is shown with its shift, its link and its events', async () => {
    const driver = await linked('COV1', `${DAY}T09:00:00Z`);
    await report(`login ${driver} ${DAY}T08:00Z`, `logout ${driver} ${DAY}T12:00Z`);
    const { through, ...answer } = await json('cover', 'COV1', '--at', `${DAY}T11:00+01:00`);
    const { changedSince, nearby, ...rest } = answer;
    const asked = { customerNumber: 'COV1', at: `${DAY}T10:00:00Z`, knownAt: null };
    assert.deepEqual(rest, { covered: true, because: [], finalFrom: null, ...asked, work: [] });
    assert.deepEqual(
      changedSince.map(({ kind, at }: Json) => [kind, at]),
      [
        ['customer', '2026-01-01T00:00:00Z'],
        ['link', `${DAY}T09:00:00Z`],
        ['login', `${DAY}T08:00:00Z`],
      ],
    );
    assert.deepEqual(
      nearby.map(({ kind, outcome }: Json) => [kind, outcome]),
      [
        ['login', 'opened_shift'],
        ['logout', 'ended_shift'],
      ],
    );
    const [{ events, link, ...evidence }] = through;
    assert.deepEqual(evidence, {
      workProvider: COURIER,
      driverId: driver,
      reference: null,
      shift: { from: `${DAY}T08:00:00Z`, to: `${DAY}T12:00:00Z`, endedBy: 'logout' },
      cover: { from: `${DAY}T09:00:00Z`, to: `${DAY}T12:00:00Z` },
    });
    const { recordedAt, ...held } = link;
    assert.deepEqual(held, { driverId: driver, from: `${DAY}T09:00:00Z`, to: null });
    assert.ok(Temporal.Now.instant().since(recordedAt).total('minutes') < 1);
    const [{ id, receivedAt, receivedAfterSeconds, ...login }, logout] = events;
    const named = { driverId: driver, policyId: null, reference: null };
    assert.deepEqual(login, { kind: 'login', ...named, occurredAt: `${DAY}T08:00:00Z`, receivedAfter: true });
    assert.equal(logout.kind, 'logout');
    const late = Temporal.Instant.from(receivedAt).since(`${DAY}T08:00Z`).total('seconds');
    assert.deepEqual([typeof id, receivedAfterSeconds], ['string', Math.trunc(late)]);
  });

  test('no cover is shown with the reason, and the work that gave none', async () => {
    const driver = await linked('GAP1', `${DAY}T09:00:00Z`);
    await report(`login ${driver} ${DAY}T08:00Z`, `logout ${driver} ${DAY}T12:00Z`);
    const { work, nearby, ...answer } = await json('cover', 'GAP1', '--at', `${DAY}T08:30Z`);
    assert.deepEqual(answer, {
      covered: false,
      customerNumber: 'GAP1',
      at: `${DAY}T08:30:00Z`,
      knownAt: null,
      because: ['not_linked'],
      finalFrom: null,
      through: [],
      changedSince: [],
    });
    assert.equal(nearby.length, 2);
    assert.deepEqual(
      work.map((each: Json) => [each.driverId, each.cover, each.link, each.events.length]),
      [[driver, null, null, 2]],
    );
    const none = await json('cover', 'GAP1', '--at', `${DAY}T12:00Z`);
    assert.deepEqual([none.because, none.work], [['no_shift'], []]);
    const later = toRfc3339(clock() + HOUR);
    const ahead = await json('cover', 'GAP1', '--at', later);
    assert.deepEqual([ahead.covered, ahead.because], ['undetermined', ['not_come_yet']]);
    const recent = await json('cover', 'GAP1', '--at', toRfc3339(clock() - 60_000_000));
    assert.deepEqual([recent.covered, recent.because], ['undetermined', ['feed_not_complete']]);
    assert.ok(Temporal.Instant.compare(recent.finalFrom, Temporal.Now.instant()) > 0);
  });

  test('cover in a shift that goes on has no end yet', async () => {
    const driver = await linked('OPN1');
    await report(`login ${driver} -2h`);
    const { through } = await json('cover', 'OPN1', '--at', toRfc3339(clock() - HOUR));
    assert.deepEqual([through[0].shift.to, through[0].cover.to, through[0].shift.endedBy], [null, null, null]);
    assert.equal(through[0].events[0].receivedAfter, true);
  });

  test('the text for people is short, and says when the login came late', async () => {
    const driver = await linked('TXT1');
    await report(`login ${driver} ${DAY}T08:00Z`, `logout ${driver} ${DAY}T12:00Z`);
    const yes = await text('cover', 'TXT1', '--at', `${DAY}T09:30Z`);
    assert.match(yes, /^Note: at that moment itself the answer was another\. Recorded since:\n.*login/s);
    assert.match(yes, /\nYes\. TXT1 was covered at 2026-03-02 09:30:00 GMT \(2026-03-02 09:30:00 UTC\)\.\n/);
    assert.match(
      await text('cover', 'TXT1', '--at', `${DAY}T07:00Z`),
      /^No\. TXT1 was not covered .*: no shift of theirs is known/,
    );
  });

  test('an answer as known at an instant uses only what was recorded by then', async () => {
    const driver = await linked('KNW1');
    const earlier = toRfc3339(clock());
    await report(`login ${driver} ${DAY}T08:00Z`);
    const known = toRfc3339(clock() + 1_000);
    const question = ['cover', 'KNW1', '--at', `${DAY}T09:00Z`];
    assert.deepEqual((await json(...question, '--known-at', earlier)).because, ['no_shift']);
    assert.deepEqual((await json(...question, '--known-at', '2020-01-01T00:00Z')).because, ['not_come_yet']);
    assert.deepEqual((await json(...question, '--known-at', '2026-04-01T00:00Z')).because, ['unknown_customer']);
    await report(`logout ${driver} ${DAY}T08:30Z`);
    assert.equal((await json(...question)).covered, false);
    const asKnown = await json(...question, '--known-at', known);
    assert.deepEqual([asKnown.covered, asKnown.knownAt], [true, known]);
    assert.equal((await refused('cover', 'NONE', '--at', `${DAY}T09:00Z`))[0], 1);
  });

  test('an instant without an offset, or one that does not exist, is refused with a sentence that helps', async () => {
    for (const at of [
      `${DAY}T09:00`,
      DAY,
      'yesterday',
      '1772442000',
      '2026-02-30T09:00Z',
      `${DAY}T09:00Z[UTC]`,
      '1999-12-31T23:59Z',
    ]) {
      const [code, why] = await refused('cover', 'ABC12', '--at', at);
      assert.deepEqual(
        [code, why.startsWith(`option '--at <instant>' argument '${at}' is invalid. It must`)],
        [2, true],
        why,
      );
    }
  });

  test('a customer is found by email, name or driver ID, and the moment may be in a zone, or now', async () => {
    const driver = await linked('WHO1');
    await report(`login ${driver} ${DAY}T08:00Z`, `logout ${driver} ${DAY}T12:00Z`);
    await changeCustomer(pool, 'WHO1', { name: 'Zoë Who' }, { by: '', why: '' });
    for (const who of ['Who1@Example.com', 'zoë who', driver])
      assert.equal((await json('cover', who, '--at', `${DAY}T12:59 Europe/Rome`)).covered, true, who);
    assert.equal((await json('cover', driver, '--at', `${DAY}T13:01 Europe/Rome`)).covered, false);
    assert.equal((await json('cover', 'zoë who')).covered, 'undetermined', 'reports of now may be on their way');
    await customer('WHO2');
    await changeCustomer(pool, 'WHO2', { name: 'Zoë Who' }, { by: '', why: '' });
    assert.deepEqual(await refused('shifts', 'Zoë Who'), [
      1,
      '"Zoë Who" may be WHO1 or WHO2; give the customer number',
    ]);
    assert.equal((await refused('cover', driver, '--at', '2026-03-29T01:30 Europe/London'))[0], 2, 'never shown');
  });

  test('a voided event no longer counts, and its correction is known from then on', async () => {
    const driver = await linked('VOI1');
    await report(`login ${driver} ${DAY}T08:00Z`, `login ${driver} ${DAY}T10:00Z`, `logout ${driver} ${DAY}T12:00Z`);
    const [, , { id }] = await json('events', '--driver', driver);
    const earlier = toRfc3339(clock());
    const recordedBy = userInfo().username;
    assert.deepEqual(await json('void', id, '--yes', '--reason', 'wrong driver'), {
      events: [id],
      voided: true,
      reason: 'wrong driver',
      recordedBy,
    });
    assert.deepEqual(
      (await json('shifts', 'VOI1')).map((shift: Json) => shift.from),
      [`${DAY}T10:00:00Z`],
    );
    assert.equal((await json('events', '--driver', driver))[2].outcome, 'voided');
    assert.equal((await json('cover', 'VOI1', '--at', `${DAY}T09:00Z`)).covered, false);
    assert.equal((await json('cover', 'VOI1', '--at', `${DAY}T09:00Z`, '--known-at', earlier)).covered, true);
    assert.deepEqual(await refused('void', id, '--reason', 'again'), [1, 'these events are void already']);
    assert.equal((await refused('void', '1', '--reason', 'x'))[0], 2, 'no other ids than those of the wire');
    assert.equal((await refused('void', '12x', '--reason', 'x'))[0], 2);
    assert.equal((await refused('void', id))[0], 2);
  });
});

test('rebuild finds no difference, and corrects and shows a shift that was changed by hand', async () => {
  const driver = await linked('REB1');
  await report(`login ${driver} ${DAY}T08:00Z`, `logout ${driver} ${DAY}T12:00Z`);
  assert.deepEqual(await json('rebuild'), { differences: [] });
  await database.pool.query(
    `update shift set ended_at = null, ended_by = null
     where subject_id in (select id from subject where identifier = $1)`,
    [driver],
  );
  const { code, stdout } = await run('rebuild', '--json');
  const shift = { from: `${DAY}T08:00:00Z` };
  assert.equal(code, 1);
  assert.deepEqual(JSON.parse(stdout).differences, [
    {
      workProvider: COURIER,
      driverId: driver,
      policyId: null,
      added: [],
      amended: [
        {
          was: { ...shift, to: `${DAY}T22:00:00Z`, endedBy: 'limit' },
          is: { ...shift, to: `${DAY}T12:00:00Z`, endedBy: 'logout' },
        },
      ],
      removed: [],
    },
  ]);
  assert.match(await text('rebuild'), /nothing differed/);
});
