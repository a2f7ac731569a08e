import assert from 'node:assert/strict';
import { test } from 'node:test';
import type pg from 'pg';
import type { Lane } from '../../../src/core/shift/lane.ts';
import { HOUR, instantOf, MINUTE } from '../../../src/core/time/instant.ts';
import { coverAt } from '../../../src/queries/cover/coverAt.ts';
import { readMyCover } from '../../../src/queries/driver/myCover.ts';
import { readMyRecords } from '../../../src/queries/driver/myRecords.ts';
import { sharingOf } from '../../../src/queries/driver/sharing.ts';
import { lastShiftsOf } from '../../../src/queries/driver/shifts.ts';
import { eventsWithOutcome } from '../../../src/queries/provider/outcomes.ts';
import { linksAround } from '../../../src/store/customer/links.ts';
import { waitingOf } from '../../../src/store/log/customerEvents.ts';
import { appendEvents, type Entry, eventsOnward } from '../../../src/store/log/events.ts';
import { eventsInPeriod } from '../../../src/store/log/eventsByPeriod.ts';
import { lastLoginsBefore } from '../../../src/store/log/lastLogins.ts';
import { newestEvents } from '../../../src/store/log/newestEvents.ts';
import { eventsBackwards, subjectEventsBackwards } from '../../../src/store/log/providerEvents.ts';
import type { KnownSubjects } from '../../../src/store/log/subjects.ts';
import type { Queryable } from '../../../src/store/postgres/database.ts';
import { keyWithHash } from '../../../src/store/provider/keys.ts';
import { lockNewEvents, readNewEvents } from '../../../src/store/shift/newEvents.ts';
import { lastShiftsBefore, shiftsBegunIn } from '../../../src/store/shift/shifts.ts';
import { entry } from '../../support/entries.ts';
import { freshDatabase } from '../../support/freshDatabase.ts';
import { providerWithKey } from '../../support/provider.ts';

/*
 * What the hot statements cost, in pages of 8 KiB that PostgreSQL looks at, whatever plan it takes: a plan that reads
 * a whole table or index stands out by its hundreds. The plans are the very ones a connection keeps under a name,
 * made and analysed while the tables were empty and a scan of them cost nothing, and never made again.
 */

const { database, owner } = await freshDatabase();
const db = database.pool;
const { id: provider } = await providerWithKey(db);
await owner.query(`alter table event set (autovacuum_enabled = off); alter table repeated_report set (autovacuum_enabled = off);
  alter table event_void set (autovacuum_enabled = off); alter table shift set (autovacuum_enabled = off);
  alter table link set (autovacuum_enabled = off); alter table unsettled set (autovacuum_enabled = off)`);

const [FEW, EVENTS] = [50, 40_000];
const FROM = instantOf('2026-03-01T00:00Z');
const late = FROM + 19 * 24 * HOUR;
const driver = (number: number): Lane => ({
  workProvider: provider,
  identifierKind: 'driverId',
  identifier: `D${number}`,
  reference: '',
});
const customer: Lane = { workProvider: provider, identifierKind: 'policyId', identifier: 'C77', reference: '' };
const lastDay = { lane: driver(77), period: { from: late, to: Infinity } };

/** The numbers of all drivers, as a server remembers them. */
const known: KnownSubjects = new Map();

const HOT: [string, number, (db: Queryable) => Promise<unknown>][] = [
  [
    'append_events',
    60,
    (on) => appendEvents(on, [entry(provider, 'login', 'D77', late + Math.floor(Math.random() * HOUR))], known),
  ],
  ['events_onward', 40, (on) => eventsOnward(on, [{ ...driver(77), from: late }], 64)],
  ['lock_new_events', 40, (on) => lockNewEvents(on, [{ first: 20_000, last: 20_001 }])],
  ['read_new_events', 60, (on) => readNewEvents(on, [{ first: 39_999, last: 40_000 }])],
  ['last_logins_before', 20, (on) => lastLoginsBefore(on, [{ lane: driver(77), at: late }])],
  ['shifts_last_before', 20, (on) => lastShiftsBefore(on, [lastDay], 1)],
  ['shifts_begun_in', 20, (on) => shiftsBegunIn(on, [lastDay])],
  ['links_around', 60, (on) => linksAround(on, [driver(77), customer])],
  [
    'provider_events_backwards',
    300,
    (on) => eventsBackwards(on, { workProvider: provider, after: Number.MAX_SAFE_INTEGER, limit: 20 }),
  ],
  ['the newest events of a customer', 300, (on) => newestEvents(on, { customerNumber: 'C77', limit: 20 })],
  ['the newest events of a driver', 300, (on) => newestEvents(on, { driverId: 'D77', limit: 20 })],
  ['the newest events of a work provider', 300, (on) => newestEvents(on, { provider, limit: 20 })],
  [
    'subject_events_backwards',
    300,
    (on) => subjectEventsBackwards(on, driver(77), { workProvider: provider, after: EVENTS, limit: 20 }),
  ],
  ['own_waiting', 150, (on) => waitingOf(on, 'C77', { from: FROM, to: Infinity })],
  [
    'events_occurred_in',
    150,
    (on) => eventsInPeriod(on, { workProvider: provider, period: { from: late, to: late + HOUR }, limit: 20 }),
  ],
  ['key_with_hash', 10, (on) => keyWithHash(on, Buffer.alloc(32))],
];

const customerNumber = 'C7';
const now = FROM + 30 * 24 * HOUR;
/** All statements of a question together. */
const QUESTIONS: [string, number, (db: Queryable) => Promise<unknown>][] = [
  ['cover at a moment', 500, (on) => coverAt(on, { customerNumber, at: late, knownAt: Infinity, now })],
  ["a driver's page", 900, (on) => readMyCover(on, { customerNumber, now, timeZone: undefined, week: undefined })],
  ['the last shifts of a customer', 300, (on) => lastShiftsOf(on, customerNumber, { before: now, limit: 20 })],
  ['the last events of a customer', 900, (on) => eventsWithOutcome(on, { customerNumber, limit: 20 })],
  ['the last events of a work provider', 900, (on) => eventsWithOutcome(on, { provider, limit: 20 })],
  ['with whom a driver shares', 200, (on) => sharingOf(on, driver(7), now)],
  ['all records of a customer', 2_000, (on) => readMyRecords(on, customerNumber)],
];

await owner.query('analyze');
const client = await db.connect();
await client.query('set plan_cache_mode = force_generic_plan');
await client.query('begin');
for (const [, , work] of HOT) await work(client);
await client.query('rollback');
known.clear();
// Questions that find nothing ask no further.
await fill(0, FEW);
for (const [, , work] of QUESTIONS) await work(client);
await fill(FEW, EVENTS);
// What others have waiting.
await db.query('insert into unsettled (first_event_id, last_event_id) select id, id from event where id < 30000');

for (const [name, mostPages, work] of [...HOT, ...QUESTIONS]) {
  test(`${name} looks at no more than ${mostPages} pages, though there are 40,000 events`, async () => {
    const pages = await pagesOf(work);
    assert.ok(pages > 0 && pages <= mostPages, `${pages} pages`);
  });
}

test('an append of 1,000 looks at about 30 pages for each event, no more', async () => {
  const entries = Array.from({ length: 1_000 }, (_, index) =>
    entry(provider, 'logout', `D${index * 2}`, late + index * MINUTE),
  );
  const pages = await pagesOf((on) => appendEvents(on, entries, known));
  assert.ok(pages > 0 && pages < 30_000, `${pages} pages`);
});

test('an append of 1,000 that are stored already looks at no more', async () => {
  const entries = Array.from({ length: 1_000 }, (_, index) => anEntry(index));
  const pages = await pagesOf((on) => appendEvents(on, entries, known));
  assert.ok(pages > 0 && pages < 30_000, `${pages} pages`);
});

test('the tables are large enough for a scan to stand out', async () => {
  client.release();
  const found = await db.query<{ name: string; pages: number }>(
    `select relname as name, (pg_relation_size(oid) / 8192)::int as pages from pg_class
     where relname in ('event', 'shift', 'link', 'one_event', 'one_shift', 'one_customer_at_a_time')`,
  );
  for (const { name, pages } of found.rows) assert.ok(pages > 70, `${name} has ${pages} pages`);
});

/** Events of 2,000 drivers, a shift for each login, and customers linked to drivers: those with numbers within the bounds. */
async function fill(from: number, to: number): Promise<void> {
  for (let first = from; first < to; first += 10_000) {
    const numbers = Array.from({ length: Math.min(10_000, to - first) }, (_, index) => first + index);
    await appendEvents(db, numbers.map(anEntry), known);
  }
  await db.query(`insert into shift (work_provider_id, subject_id, reference, started_at, opened_by, limit_at, folded_until)
    select work_provider_id, subject_id, reference, occurred_at, id, occurred_at + interval '14 hours', occurred_at from event
    where is_login on conflict do nothing`);
  const customers = `generate_series(${from / 5}, ${to / 5 - 1}) n`;
  await db.query(`insert into customer (number, email) select 'C' || n, n || '@example.com' from ${customers}`);
  await db.query(
    `insert into link (work_provider_id, driver_id, customer_number, held)
     select $1, 'D' || n, 'C' || n, tstzrange('2026-01-01', null) from ${customers}`,
    [provider],
  );
}

function anEntry(number: number): Entry {
  const kind = number % 4_000 < 2_000 ? 'login' : 'logout';
  return entry(provider, kind, `D${number % 2_000}`, FROM + Math.floor(number / 2_000) * 24 * HOUR);
}

/**
 * The pages that the statements of some work look at, by the plans that this connection has kept for them. The lesser of two
 * times: when other tests have made and dropped many tables, PostgreSQL has the connection read the catalogue again, once.
 * All of it is rolled back.
 */
async function pagesOf(work: (db: Queryable) => Promise<unknown>): Promise<number> {
  await client.query('begin');
  try {
    const statements: pg.QueryConfig[] = [];
    const query = ((statement: pg.QueryConfig) => {
      statements.push(statement);
      return client.query(statement);
    }) as Queryable['query'];
    await client.query('savepoint before');
    await work({ query });
    await client.query('rollback to savepoint before');
    return Math.min(await pagesOfAll(statements), await pagesOfAll(statements));
  } finally {
    await client.query('rollback');
  }
}

async function pagesOfAll(statements: readonly pg.QueryConfig[]): Promise<number> {
  let pages = 0;
  for (const { name, values = [] } of statements) {
    const given = values.length === 0 ? '' : `(${values.map(literal).join(', ')})`;
    await client.query('savepoint before');
    const explained = await client.query<Explained>(`explain (analyze, buffers, format json) execute ${name}${given}`);
    await client.query('rollback to savepoint before');
    const plan = explained.rows[0]?.['QUERY PLAN'][0].Plan;
    pages += (plan?.['Shared Hit Blocks'] ?? NaN) + (plan?.['Shared Read Blocks'] ?? NaN);
  }
  return pages;
}

type Explained = { 'QUERY PLAN': [{ Plan: { 'Shared Hit Blocks': number; 'Shared Read Blocks': number } }] };

function literal(value: unknown): string {
  if (value === null || typeof value === 'number') return String(value);
  if (Buffer.isBuffer(value)) return `'\\x${value.toString('hex')}'`;
  if (Array.isArray(value)) return `'{${value.map((each) => JSON.stringify(each)).join(',')}}'`;
  return `'${value as string}'`;
}
