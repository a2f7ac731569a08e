import type pg from 'pg';
import { inTransaction } from './database.ts';

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
