import assert from 'node:assert/strict';
import { test } from 'node:test';
import type pg from 'pg';
import { clock, instantOf } from '../../src/core/time/instant.ts';
import { coverAt } from '../../src/queries/cover/coverAt.ts';
import { refold } from '../../src/settle/refold.ts';
import { addCustomer } from '../../src/store/customer/customers.ts';
import { addLink } from '../../src/store/customer/links.ts';
import type { Queryable } from '../../src/store/postgres/database.ts';
import { freshDatabase } from '../support/freshDatabase.ts';
import { providerWithKey } from '../support/provider.ts';

const { database } = await freshDatabase();
const db = database.pool;
const BEFORE_ALL = instantOf('2026-02-28T23:00Z');

test('a late batch that touches thousands of drivers never holds their histories in memory together', async () => {
  const { id } = await providerWithKey(db);
  await logins(id, 'one of many', { drivers: 2_000, each: 70, apart: '6 hours' });
  const touched = Array.from({ length: 2_000 }, (_, driver) => ({
    lane: { workProvider: id, identifierKind: 'driverId', identifier: `one of many ${driver}` } as const,
    since: BEFORE_ALL,
    until: BEFORE_ALL,
  }));
  const read: number[] = [];
  const watched = {
    query: (async (asked: pg.QueryConfig) => {
      const found = await db.query(asked);
      read.push(found.rows.length);
      return found;
    }) as unknown as Queryable['query'],
  };
  const lanes = (await Array.fromAsync(refold(watched, touched))).flat();
  assert.equal(lanes.length, 2_000);
  assert.ok(
    lanes.every(({ amendments }) => amendments.added.length === 24),
    'each history was read to its end',
  );
  assert.ok(Math.max(...read) <= 17_000, `${Math.max(...read)} rows in one read`);
});

test('a driver who logs in every second for days and never out is a fault of their own, not a process out of memory', async () => {
  const { id } = await providerWithKey(db);
  await logins(id, 'restless', { drivers: 1, each: 140_000, apart: '1 second' });
  const lane = { workProvider: id, identifierKind: 'driverId', identifier: 'restless 0' } as const;
  const touched = [{ lane, since: BEFORE_ALL, until: BEFORE_ALL }];
  await assert.rejects(Array.fromAsync(refold(db, touched)), /1 lanes with more than 131072 events to fold at once/);

  await addCustomer(db, { number: 'C1', email: 'c1@example.com', name: undefined });
  await addLink(db, { workProvider: id, driverId: 'restless 0', customerNumber: 'C1', from: BEFORE_ALL });
  const at = instantOf('2026-03-02T14:00Z');
  await assert.rejects(
    coverAt(db, { customerNumber: 'C1', at, knownAt: Infinity, now: clock() }),
    /131072 events around/,
  );
});

/** Logins that have been settled, as far as the list of work knows. */
async function logins(provider: number, name: string, many: { drivers: number; each: number; apart: string }) {
  await db.query(
    `insert into event (work_provider_id, identifier_kind, identifier, kind, occurred_at, reading, as_sent, receipt, received_at)
     select $1, 'driverId', $2 || ' ' || driver, 'login', '2026-03-01'::timestamptz + n * $5::interval, 'offset', 'any',
       gen_random_uuid(), clock_timestamp()
     from generate_series(0, $3::int - 1) driver, generate_series(0, $4::int - 1) n`,
    [provider, name, many.drivers, many.each, many.apart],
  );
}
