import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { clock, HOUR, type Instant, instantOf, MINUTE, toRfc3339 } from '../../../src/core/time/instant.ts';
import { addCustomer } from '../../../src/store/customer/customers.ts';
import { addLink } from '../../../src/store/customer/links.ts';
import { providerWithKey } from '../../support/provider.ts';
import { type Json, settleEvents } from '../../support/reading.ts';
import { operatorOf } from '../../support/runCommand.ts';
import { startService } from '../../support/service.ts';
import { ask } from '../../support/wire.ts';

/*
 * What is sent over HTTP, and what the command line says of a moment. A row: what is sent, the moment, the answer. Times are
 * those of `day`: in UTC, or local in `zone` where a text has no offset. `#A` is a reference.
 */

const service = await startService();
const { pool } = service.database;
const { json } = operatorOf(service.databaseUrl);

const DAY = '2026-03-02';

type Given = {
  readonly by?: 'driverId' | 'policyId';
  readonly day?: string;
  /** Texts have no offset, and are local time here. */
  readonly zone?: string;
  /** Links of the driver ID, or of other ones; unless given, one of all time where events name a driver ID. */
  readonly links?: readonly { readonly from: string; readonly to?: string; readonly driverId?: string }[];
  /** When they became a customer. */
  readonly from?: string;
};

/** Instants in UTC, or `knownAt` the first of two. */
type Row = readonly [sent: string, at: string, answer: string, given?: Given];

const TWO_JOBS = 'login 12:00 | login 12:10 | logout 12:20 | logout 12:40';
const BY_NUMBER = { by: 'policyId' } as const;
const TABLE: readonly Row[] = [
  ['login 08:00 | login 20:00 | logout 23:59', '22:30', 'true'],
  ['login 12:00 | logout 20:30 | login 2026-03-01T23:00', '15:00', 'true'],
  ['login 08:00 | login 12:00 | login 16:00 | login 20:00 | login 21:30 | logout 23:30', '23:00', 'true'],
  ['login 00:10 | login 05:40 | login 11:30 | login 23:20 | logout 23:50', '23:40', 'true', BY_NUMBER],
  ['login 08:00:00 | logout 08:00:00 | login 08:00:00 | logout 16:00', '12:00', 'true'],
  [
    'login 08:00:00 | login 08:00:00.3 | logout 08:00:00.3 | login 08:00:00.6 | logout 16:00',
    '12:00',
    'true',
    BY_NUMBER,
  ],
  [TWO_JOBS, '12:30', 'undetermined logout_without_login'],
  ['login #A 12:00 | login #B 12:10 | logout #A 12:20 | logout #B 12:40', '12:30', 'true'],
  ['login #A 12:00 | login 12:10 | logout #A 12:20 | logout 12:40', '12:30', 'true', BY_NUMBER],
  ['login 09:00 | login 13:06 | logout 13:08 | logout 17:00', '15:00', 'undetermined logout_without_login'],
  ['login 09:00 | login 14:11 | logout 14:16 | logout 17:00', '15:00', 'undetermined logout_without_login', BY_NUMBER],
  ['login 08:00 | logout 12:00', '11:00', 'true', { ...BY_NUMBER, links: [{ from: '10:00' }] }],
  ['login 08:00 | logout 12:00', '13:00', 'false no_shift', { ...BY_NUMBER, links: [{ from: '10:00' }] }],
  ['login 08:00 | logout 12:00', '11:00', 'true', { ...BY_NUMBER, links: [{ from: '07:00', to: '10:00' }] }],
  [
    'login 08:00 | logout 12:00',
    '11:00',
    'true',
    { ...BY_NUMBER, links: [{ from: '07:00' }, { from: '10:00', driverId: 'second' }] },
  ],
  ['login 08:00 | logout 12:00', '10:00', 'false not_a_customer_yet', { ...BY_NUMBER, from: '11:00' }],
  ['login 08:00 | logout 12:00', '11:30', 'true', { ...BY_NUMBER, from: '11:00' }],
  ...(
    [
      ['Europe/London', '2025-10-26', 'login 00:00 | logout 01:20 | login 01:40 | logout 03:00', '02:30'],
      ['Europe/Lisbon', '2025-10-26', 'login 00:00 | logout 01:20 | login 01:40 | logout 03:00', '02:30'],
      ['America/New_York', '2025-11-02', 'login 00:00 | logout 01:20 | login 01:40 | logout 03:00', '07:30'],
      [
        'Australia/Lord_Howe',
        '2025-04-06',
        'login 00:00 | logout 01:40 | login 01:50 | logout 03:00',
        '2025-04-05T16:00',
      ],
    ] as const
  ).flatMap(([zone, day, sent, at]): Row[] => [
    [sent, at, 'undetermined doubtful_time', { zone, day }],
    [sent, at, 'undetermined doubtful_time', { zone, day, by: 'policyId' }],
  ]),
];

const providers = new Map<string, ReturnType<typeof providerWithKey>>();
let people = 0;

/** Sends the events of a row of one new person, and returns their customer number and the key. */
async function send(sent: string, { by = 'driverId', day = DAY, zone, links, from }: Given = {}) {
  const timeZone = zone ?? 'UTC';
  if (!providers.has(timeZone)) providers.set(timeZone, providerWithKey(pool, { timeZone }));
  const provider = await (providers.get(timeZone) as ReturnType<typeof providerWithKey>);
  const number = `N${++people}`;
  const instant = (time: string) => instantOf(`${day}T${time}Z`);
  await addCustomer(pool, { number, email: `${number}@example.com`, name: undefined, from: from ? instant(from) : 0 });
  for (const link of links ?? (by === 'driverId' ? [{ from: '', to: undefined, driverId: undefined }] : [])) {
    const driverId = `${number} ${link.driverId ?? 'first'}`;
    const held = { from: link.from === '' ? 0 : instant(link.from), ...(link.to && { to: instant(link.to) }) };
    const added = await addLink(pool, { workProvider: provider.id, driverId, customerNumber: number, ...held });
    assert.equal(added.tag, 'added');
  }
  const identifier = by === 'driverId' ? { driverId: `${number} first` } : { policyId: number };
  for (const each of sent.split(' | ')) {
    const [, kind, reference, time = ''] = /^(login|logout)(?: #(\w+))? (.+)$/.exec(each) ?? assert.fail(each);
    const timestamp = `${time.includes('T') ? time : `${day}T${time}`}${zone === undefined ? 'Z' : ''}`;
    const body = JSON.stringify({ ...identifier, timestamp, ...(reference !== undefined && { reference }) });
    const headers = { Authorization: provider.key };
    const answer = await ask(service.url, { method: 'POST', path: `/v1/shift/${kind}/`, headers, body });
    assert.equal(answer.status, 202, answer.body);
  }
  return { number, key: provider.key, identifier };
}

async function outcomes(key: string, driverId: string): Promise<string[]> {
  await settleEvents(service.database);
  const path = `/v1/events?order=oldest&driverId=${encodeURIComponent(driverId)}`;
  const found = await ask(service.url, { path, headers: { Authorization: key } });
  return JSON.parse(found.body).items.map(({ outcome }: Json) => outcome);
}

const cover = async (number: string, at: Instant, ...more: string[]): Promise<Json> =>
  await json('cover', number, '--at', toRfc3339(at), ...more);
const inWords = ({ covered, because }: Json) => [covered, ...because].join(' ');

void suite('what is sent, and what is answered', { concurrency: 3 }, () => {
  for (const [sent, at, expected, given = {}] of TABLE) {
    const { by = 'driverId', day = DAY, zone = 'UTC' } = given;
    test(`${sent} (${by}, ${zone}, ${JSON.stringify(given.links ?? given.from ?? [])})  →  ${at} ${expected}`, async () => {
      const { number } = await send(sent, given);
      const found = inWords(await cover(number, instantOf(at.includes('T') ? `${at}Z` : `${day}T${at}Z`)));
      assert.ok(found.startsWith(expected), found);
      if (expected !== 'undetermined doubtful_time') assert.equal(found, expected);
    });
  }

  test('a logout within a minute after the end repeats it, one after the limit is an outcome of its own', async () => {
    const repeated = await send('login 08:00 | logout 12:00:00.000 | logout 12:00:00.120 | logout 12:01:00.1');
    const late = await send('login 06:00 | logout 20:30');
    const expected = ['opened_shift', 'ended_shift', 'repeated_logout', 'no_login_before'];
    assert.deepEqual(await outcomes(repeated.key, repeated.identifier.driverId ?? ''), expected);
    assert.deepEqual(await outcomes(late.key, late.identifier.driverId ?? ''), ['opened_shift', 'after_limit']);
  });

  test('the text of an event in a repeated hour sent again is the same event', async () => {
    const again = 'login 01:20 | login 01:20 | logout 01:40 | logout 01:40';
    for (const zone of ['Europe/London', 'America/New_York']) {
      const day = zone === 'Europe/London' ? '2025-10-26' : '2025-11-02';
      const { key, identifier } = await send(again, { zone, day });
      assert.equal((await outcomes(key, identifier.driverId ?? '')).length, 2, zone);
    }
  });

  test('as known at K, a moment after K had not come', async () => {
    const { number } = await send('login 08:00 | logout 16:00');
    const known = ['--known-at', `${DAY}T12:00:00Z`];
    assert.equal(inWords(await cover(number, instantOf(`${DAY}T12:00:01Z`), ...known)), 'undetermined not_come_yet');
    assert.equal(inWords(await cover(number, clock() + HOUR)), 'undetermined not_come_yet');
  });

  test('a feed that reports each night is not complete an hour ago, until its usual lateness or its word', async () => {
    const { id, key } = await providerWithKey(pool, { timeZone: 'UTC' });
    const now = clock();
    await addCustomer(pool, { number: 'NIGHTLY', email: 'nightly@example.com', name: undefined, from: 0 });
    await addLink(pool, { workProvider: id, driverId: 'nightly', customerNumber: 'NIGHTLY', from: 0 });
    const headers = { Authorization: key };
    const post = async (path: string, body: object) =>
      await ask(service.url, { method: 'POST', path, headers, body: JSON.stringify(body) });
    const reports = Array.from({ length: 40 }, (_, n) => {
      return { driverId: `other ${n}`, timestamp: toRfc3339(now - 10 * HOUR + n * MINUTE) };
    });
    assert.equal((await post('/v1/batch/login/', reports)).status, 202);
    const hourAgo = now - HOUR;
    const open = await cover('NIGHTLY', hourAgo);
    assert.equal(inWords(open), 'undetermined feed_not_complete');
    assert.ok(Math.abs(instantOf(open.finalFrom) - (hourAgo + 10 * HOUR)) < 5 * MINUTE, open.finalFrom);
    assert.equal((await post('/v1/complete/', { upTo: toRfc3339(now) })).status, 202);
    assert.deepEqual(
      [inWords(await cover('NIGHTLY', hourAgo)), inWords(await cover('NIGHTLY', now - 1))],
      ['false no_shift', 'false no_shift'],
    );
    const before = toRfc3339(clock());
    assert.equal((await post('/v1/complete/', { upTo: toRfc3339(now - 2 * HOUR) })).status, 202);
    assert.equal(inWords(await cover('NIGHTLY', hourAgo)), 'false no_shift');
    assert.equal((await post('/v1/complete/', { upTo: toRfc3339(now - 2 * HOUR), takeBack: true })).status, 202);
    assert.equal(inWords(await cover('NIGHTLY', hourAgo)), 'undetermined feed_not_complete');
    assert.equal(inWords(await cover('NIGHTLY', hourAgo, '--known-at', before)), 'false no_shift');
    assert.equal(inWords(await cover('NIGHTLY', now - 3 * HOUR)), 'false no_shift');
  });
});
