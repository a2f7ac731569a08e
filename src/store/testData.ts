import type pg from 'pg';
import type { Mode } from '../core/mode.ts';
import { firstRow, inTransaction, type Queryable, rows } from './postgres/database.ts';

const READ = { name: 'data_mode', text: 'select mode from data_mode' };
/** Data from before there were modes are live ones. */
const CLAIM = {
  name: 'claim_data_mode',
  text: `insert into data_mode (mode)
         select case when exists (select from work_provider) or exists (select from customer) then 'live' else $1 end on conflict do nothing`,
};

/** The mode that the data in this database are of: `wanted`, where they are new. */
export async function dataMode(db: Queryable, wanted: Mode): Promise<Mode> {
  const found = await firstRow<{ mode: Mode }>(db, READ);
  if (found) return found.mode;
  await rows(db, CLAIM, [wanted]);
  return await dataMode(db, wanted);
}

/** Whoever else is at work on it would go on with what is no longer there. */
const END_OTHERS = `
  select pg_terminate_backend(pid) from pg_stat_activity
  where datname = current_database() and usename = current_user and pid <> pg_backend_pid()`;
const DROP = 'drop schema if exists graphile_worker cascade; drop schema public cascade; create schema public';

/** Leaves nothing in the database, not even tables. Throws where it holds no test data. */
export async function emptyTestData(pool: pg.Pool): Promise<void> {
  await inTransaction(pool, async (db) => {
    const { rowCount } = await db.query("select from data_mode where mode = 'test'");
    if (rowCount !== 1) throw new Error('only test data may be thrown away');
    await db.query(END_OTHERS);
    await db.query(DROP);
  });
}

const SIZE = { name: 'database_size', text: 'select pg_database_size(current_database()) as bytes' };
const TRUSTED_FOR_MS = 5_000;

/**
 * Whether the database is smaller than `mostBytes`, as it was some seconds ago at most. One that cannot be asked cannot store either,
 * and says so itself.
 */
export function sizeLimit(db: Queryable, mostBytes: number): () => Promise<boolean> {
  let until = 0;
  let look = Promise.resolve(true);
  return async () => {
    if (performance.now() < until) return await look;
    until = performance.now() + TRUSTED_FOR_MS;
    look = hasRoom(db, mostBytes).catch(() => true);
    return await look;
  };
}

async function hasRoom(db: Queryable, mostBytes: number): Promise<boolean> {
  const found = await firstRow<{ bytes: number }>(db, SIZE);
  return found !== undefined && found.bytes < mostBytes;
}
