import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import pg from 'pg';
import { inTransaction, type Queryable, rows } from './database.ts';

const FOLDER = new URL('../../../migrations/', import.meta.url);
const MIGRATION = /^\d{4}_\w+\.sql$/;

type Migration = { readonly name: string; readonly text: string; readonly sha256: string };

/**
 * Brings the schema up to date: every file of migrations/ that has not run yet, in order of name, each in a
 * transaction of its own. Safe to run from several processes at once. Returns the names that ran.
 */
export async function migrate(pool: pg.Pool): Promise<string[]> {
  const ran: string[] = [];
  for (const migration of await migrations()) {
    if (await inTransaction(pool, (db) => runOnce(db, migration))) ran.push(migration.name);
  }
  return ran;
}

/** The migrations that have yet to run; none when the schema is up to date. */
export async function pendingMigrations(db: Queryable): Promise<string[]> {
  const done = await namesDone(db);
  return (await migrations()).map((each) => each.name).filter((name) => !done.has(name));
}

async function migrations(): Promise<Migration[]> {
  const names = (await readdir(FOLDER)).filter((name) => MIGRATION.test(name)).toSorted();
  return await Promise.all(names.map(readMigration));
}

async function readMigration(name: string): Promise<Migration> {
  const text = await readFile(new URL(name, FOLDER), 'utf8');
  return { name, text, sha256: createHash('sha256').update(text).digest('hex') };
}

/** The lock makes a second process wait, and then find the work done. */
async function runOnce(db: Queryable, { name, text, sha256 }: Migration): Promise<boolean> {
  await db.query("select pg_advisory_xact_lock(hashtext('shiftcover migrate'))");
  await db.query(
    'create table if not exists migration (name text primary key, sha256 text not null, ran_at timestamptz not null default now())',
  );
  const [done] = await rows<{ sha256: string }>(db, DONE, [name]);
  if (done && done.sha256 !== sha256) throw new Error(`migration ${name} was changed after it had run`);
  if (done) return false;
  await db.query(text);
  await db.query('insert into migration (name, sha256) values ($1, $2)', [name, sha256]);
  return true;
}

const DONE = { name: 'migration_done', text: 'select sha256 from migration where name = $1' };

async function namesDone(db: Queryable): Promise<Set<string>> {
  const exists = await db.query<{ found: boolean }>("select to_regclass('migration') is not null as found");
  if (!exists.rows[0]?.found) return new Set();
  return new Set((await db.query<{ name: string }>('select name from migration')).rows.map((row) => row.name));
}

const DUPLICATE_DATABASE = '42P04';

/** Makes sure that a database of this name is there, in the same PostgreSQL, and returns its connection string. */
export async function databaseBeside(connectionString: string, name: string): Promise<string> {
  const client = new pg.Client({ connectionString, application_name: 'shiftcover' });
  await client.connect();
  try {
    const found = await client.query('select from pg_database where datname = $1', [name]);
    if (found.rowCount === 0) await client.query(`create database ${client.escapeIdentifier(name)}`);
  } catch (error) {
    // Another process was quicker.
    if (!(error instanceof pg.DatabaseError) || error.code !== DUPLICATE_DATABASE) throw error;
  } finally {
    await client.end();
  }
  const url = new URL(connectionString);
  url.pathname = `/${name}`;
  return url.href;
}
