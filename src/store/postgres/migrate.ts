import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import pg from 'pg';
import { inTransaction, type Queryable, rows, withConnection } from './database.ts';

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

/** The migrations that have yet to run. None: the schema is up to date. Throws when one was changed after it had run. */
export async function pendingMigrations(db: Queryable): Promise<string[]> {
  const done = await migrationsDone(db);
  return (await migrations()).filter((each) => !hasRun(each, done.get(each.name))).map((each) => each.name);
}

function hasRun({ name, sha256 }: Migration, ranAs: string | undefined): boolean {
  if (ranAs !== undefined && ranAs !== sha256) throw new Error(`migration ${name} was changed after it had run`);
  return ranAs !== undefined;
}

/** Makes a second process wait until the transaction ends, and then find the work done. */
export async function lockMigrations(db: Queryable): Promise<void> {
  await db.query("select pg_advisory_xact_lock(hashtext('shiftcover migrate'))");
}

async function migrations(): Promise<Migration[]> {
  const names = (await readdir(FOLDER)).filter((name) => MIGRATION.test(name)).toSorted();
  return await Promise.all(names.map(readMigration));
}

async function readMigration(name: string): Promise<Migration> {
  const text = await readFile(new URL(name, FOLDER), 'utf8');
  return { name, text, sha256: createHash('sha256').update(text).digest('hex') };
}

async function runOnce(db: Queryable, migration: Migration): Promise<boolean> {
  const { name, text, sha256 } = migration;
  await lockMigrations(db);
  await db.query(
    'create table if not exists migration (name text primary key, sha256 text not null, ran_at timestamptz not null default now())',
  );
  const [done] = await rows<{ sha256: string }>(db, DONE, [name]);
  if (hasRun(migration, done?.sha256)) return false;
  await db.query(text);
  await db.query('insert into migration (name, sha256) values ($1, $2)', [name, sha256]);
  return true;
}

const DONE = { name: 'migration_done', text: 'select sha256 from migration where name = $1' };

/** The SHA-256 of each migration that has run, in order of name. To a role that has no rights yet it looks as if none had. */
export async function migrationsDone(db: Queryable): Promise<Map<string, string>> {
  const { rows: found } = await db.query<{ readable: boolean | null }>(
    "select has_table_privilege(to_regclass('migration'), 'select') as readable",
  );
  if (!found[0]?.readable) return new Map();
  const done = await db.query<{ name: string; sha256: string }>('select name, sha256 from migration order by name');
  return new Map(done.rows.map(({ name, sha256 }) => [name, sha256]));
}

const DUPLICATE_DATABASE = '42P04';

/** Makes sure that a database of this name is there, in the same PostgreSQL. */
export async function createDatabase(connectionString: string, name: string): Promise<void> {
  await withConnection(connectionString, async (client) => {
    const found = await client.query('select from pg_database where datname = $1', [name]);
    if (found.rowCount === 0) await client.query(`create database ${client.escapeIdentifier(name)}`);
  }).catch((error: unknown) => {
    // Another process was quicker.
    if (!(error instanceof pg.DatabaseError) || error.code !== DUPLICATE_DATABASE) throw error;
  });
}
