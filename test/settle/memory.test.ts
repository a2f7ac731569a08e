import assert from 'node:assert/strict';
import { test } from 'node:test';
import type pg from 'pg';
import { laneKey } from '../../src/core/shift/lane.ts';
import { clock, HOUR, instantOf, SECOND } from '../../src/core/time/instant.ts';
import { coverAt } from '../../src/queries/cover/coverAt.ts';
import { refold } from '../../src/settle/refold.ts';
import { addCustomer } from '../../src/store/customer/customers.ts';
import { addLink } from '../../src/store/customer/links.ts';
import type { Queryable } from '../../src/store/postgres/database.ts';
import { writeAmendments } from '../../src/store/shift/amendments.ts';
import { freshDatabase } from '../support/freshDatabase.ts';
import { providerWithKey } from '../support/provider.ts';

const { database } = await freshDatabase();
const db = database.pool;
const BEFORE_ALL = instantOf('2026-02-28T23:00Z');

test('a late batch that touches thousands of drivers never holds their histories in memory together', async () => {
  const { id } = await providerWithKey(db);
  await logins(id, 'one of many', { drivers: 2_000, each: 70, apart: '6 hours' });
  const touched = Array.from({ length: 2_000 }, (_, driver) => ({
    lane: { workProvider: id, identifierKind: 'driverId', identifier: `one of many ${driver}`, reference: '' } as const,
    since: BEFORE_ALL,
    until: BEFORE_ALL,
  }));
  const read: number[] = [];
  const watched = watch(read);
  const pieces = (await Array.fromAsync(refold(watched, touched, providerOf))).flat();
  const added = Map.groupBy(pieces, ({ lane }) => laneKey(lane));
  assert.equal(added.size, 2_000);
  for (const own of added.values()) {
    assert.equal(own.flatMap(({ amendments }) => amendments.added).length, 1, 'each history was read to its end');
  }
  assert.ok(Math.max(...read) <= 17_000, `${Math.max(...read)} rows in one read`);
});

test('a driver who logs in every second for days and never out is folded in pieces, and answered', async () => {
  const { id } = await providerWithKey(db);
  await logins(id, 'restless', { drivers: 1, each: 30_000, apart: '5 seconds' });
  const lane = { workProvider: id, identifierKind: 'driverId', identifier: 'restless 0', reference: '' } as const;
  const whole = [{ lane, since: -Infinity, until: Infinity }];
  const pieces = (await Array.fromAsync(refold(db, whole, providerOf))).flat();
  const [shift, ...others] = pieces.flatMap(({ amendments }) => amendments.added);
  assert.deepEqual(others, []);
  assert.equal(shift?.limitAt, instantOf('2026-03-01T00:00Z') + 29_999 * 5 * SECOND + 14 * HOUR);
  await writeAmendments(db, pieces);

  const read: number[] = [];
  const amended = (
    await Array.fromAsync(refold(watch(read), [{ lane, since: BEFORE_ALL, until: BEFORE_ALL + HOUR }], providerOf))
  ).flat();
  assert.ok(
    amended.every(({ amendments: { added, amended, removed } }) => !added.length && !amended.length && !removed.length),
  );
  const sum = read.reduce((all, each) => all + each, 0);
  assert.ok(sum < 70_000, `${sum} rows for a change whose effect ends after the longest shift`);

  await addCustomer(db, { number: 'C1', email: 'c1@example.com', name: undefined, from: -Infinity });
  await addLink(db, { workProvider: id, driverId: 'restless 0', customerNumber: 'C1', from: BEFORE_ALL });
  await db.query(`update customer set held = tstzrange('2026-01-01', null)`);
  const at = instantOf('2026-03-02T14:00Z');
  const { answer } = await coverAt(db, { customerNumber: 'C1', at, knownAt: Infinity, now: clock() });
  assert.equal(answer.tag, 'covered');
});

function providerOf() {
  return { settings: [{ holdsFrom: -Infinity, timeZone: 'Europe/London', longestShift: 14 * HOUR }], end: Infinity };
}

/** The database, and how many rows each statement gives. */
function watch(read: number[]): Queryable {
  const query = async (asked: pg.QueryConfig) => {
    const found = await db.query(asked);
    read.push(found.rows.length);
    return found;
  };
  return { query } as unknown as Queryable;
}

/** Logins that have been settled, as far as the list of work knows. */
async function logins(provider: number, name: string, many: { drivers: number; each: number; apart: string }) {
  await db.query(
    `with named as (
       insert into subject (work_provider_id, identifier_kind, identifier)
       select $1, 'driverId', $2 || ' ' || driver from generate_series(0, $3::int - 1) driver returning id)
     insert into event (subject_id, work_provider_id, is_login, occurred_at, reading, reference, zone, as_sent, receipt, received_at)
     select named.id, $1, true, '2026-03-01'::timestamptz + n * $5::interval, 'offset', '', '', 'any',
       gen_random_uuid(), clock_timestamp()
     from named, generate_series(0, $4::int - 1) n`,
    [provider, name, many.drivers, many.each, many.apart],
  );
}
