import type { Mode } from '../core/mode.ts';
import type { Instant } from '../core/time/instant.ts';
import { firstRow, inTransaction, openDatabase, type Queryable, rows } from './postgres/database.ts';
import { toTimestamptz } from './postgres/sqlTypes.ts';

const READ = { name: 'data_mode', text: 'select mode from data_mode' };
/** A database from before there were modes holds live data. */
const CLAIM = {
  name: 'claim_data_mode',
  text: `insert into data_mode (mode)
         select case when exists (select from work_provider) or exists (select from customer) then 'live' else $1 end on conflict do nothing`,
};

/** The mode of the data in this database. An empty database takes the mode `wanted`, for good. */
export async function dataMode(db: Queryable, wanted: Mode): Promise<Mode> {
  const found = await firstRow<{ mode: Mode }>(db, READ);
  if (found) return found.mode;
  await rows(db, CLAIM, [wanted]);
  return await dataMode(db, wanted);
}

/** Other processes would go on with data that are gone, so their connections are ended. */
const END_OTHERS = `
  select pg_terminate_backend(pid) from pg_stat_activity
  where datname = current_database() and pg_has_role(usesysid, 'member') and pid <> pg_backend_pid()`;
const DROP = 'drop schema if exists graphile_worker cascade; drop schema public cascade; create schema public';

/**
 * Drops everything in the database, the tables too, as the role that owns them. Throws if the database does not hold test
 * data.
 */
export async function emptyTestData(ownerConnectionString: string): Promise<void> {
  const owner = openDatabase(ownerConnectionString);
  const emptying = inTransaction(owner.pool, async (db) => {
    const { rowCount } = await db.query("select from data_mode where mode = 'test'");
    if (rowCount !== 1) throw new Error('only test data may be thrown away');
    await db.query(END_OTHERS);
    await db.query(DROP);
  });
  await emptying.finally(owner.close);
}

const SIZE = { name: 'database_size', text: 'select pg_database_size(current_database()) as bytes' };
const SIZE_VALID_MS = 5_000;

/**
 * Returns a function that resolves to whether the database is smaller than `maxBytes`, by a size at most five seconds
 * old. If the size query fails it resolves to true: a write would fail by itself.
 */
export function sizeLimit(db: Queryable, maxBytes: number): () => Promise<boolean> {
  let validUntilMs = 0;
  let isSmaller = Promise.resolve(true);
  return async () => {
    if (performance.now() < validUntilMs) return await isSmaller;
    validUntilMs = performance.now() + SIZE_VALID_MS;
    isSmaller = firstRow<{ bytes: number }>(db, SIZE).then(
      (size) => size !== undefined && size.bytes < maxBytes,
      () => true,
    );
    return await isSmaller;
  };
}

const OWNED = {
  name: 'add_test_customer',
  text: 'insert into test_customer (customer_number, work_provider_id) values ($1, $2)',
};

/** Records that a customer was made with a work provider of test mode, and ends with it. */
export async function addTestCustomer(db: Queryable, customerNumber: string, workProvider: number): Promise<void> {
  await rows(db, OWNED, [customerNumber, workProvider]);
}

const DELETE_IDLE = {
  name: 'delete_idle_test_data',
  text: 'select name, is_gone as "isGone" from delete_idle_test_data($1, $2)',
};
const ROWS_AT_ONCE = 10_000;

/**
 * Deletes some of what belongs to one work provider of test mode that was idle for 30 days by `now`: its keys first,
 * itself last. Undefined when none was. Throws if the database does not hold test data.
 */
export async function deleteIdleTestData(
  db: Queryable,
  now: Instant,
): Promise<{ readonly name: string; readonly isGone: boolean } | undefined> {
  return await firstRow<{ name: string; isGone: boolean }>(db, DELETE_IDLE, [toTimestamptz(now), ROWS_AT_ONCE]);
}
