import pg from 'pg';
import { migrateJobs } from './jobs.ts';
import { type Database, firstRow, inTransaction, openDatabase, type Queryable } from './postgres/database.ts';
import { lockMigrations, migrate, pendingMigrations } from './postgres/migrate.ts';

type Options = {
  readonly database: Database;
  /** As the role that owns the tables. Undefined: the role of `database` owns them, or another process migrates. */
  readonly ownerConnectionString: string | undefined;
  /** Whether to look for migrations of the job library, which has to be loaded for that. */
  readonly withJobs: boolean;
};

/**
 * Brings the schema up to date as the owner, gives the serving role its rights, and returns the names of the migrations
 * that ran. Safe to run from several processes at once. Throws when the serving role would have to migrate and may not.
 */
export async function bringUpToDate({ database, ownerConnectionString, withJobs }: Options): Promise<string[]> {
  if ((await isUpToDate(database.pool)) && !(withJobs && ownerConnectionString !== undefined)) return [];
  if (ownerConnectionString === undefined) {
    return await migrateAll(database, await currentUser(database.pool)).catch(explainDenied);
  }
  const owner = openDatabase(ownerConnectionString);
  return await migrateAll(owner, await currentUser(database.pool)).finally(owner.close);
}

async function migrateAll({ pool }: Database, serving: string): Promise<string[]> {
  const ran = await migrate(pool);
  await migrateJobs(pool);
  if ((await currentUser(pool)) !== serving) {
    await inTransaction(pool, async (db) => {
      await lockMigrations(db);
      await db.query('call let_serve($1)', [serving]);
    });
  }
  return ran;
}

/** SQLSTATEs: permission denied; no schema in which the role may make anything. */
const DENIED_CODES = ['42501', '3F000'];

function explainDenied(error: unknown): never {
  if (!(error instanceof pg.DatabaseError) || !DENIED_CODES.includes(error.code ?? '')) throw error;
  throw new Error('its schema is not up to date, and this role may not change it: set DATABASE_OWNER_URL to the owner');
}

/** Whether every migration has run, the job library's tables are there, and this role may append to the log. */
async function isUpToDate(db: Queryable): Promise<boolean> {
  if ((await pendingMigrations(db)).length > 0) return false;
  const found = await db.query<{ ready: boolean }>(
    "select has_schema_privilege(oid, 'usage') as ready from pg_namespace where nspname = 'graphile_worker'",
  );
  return found.rows[0]?.ready ?? false;
}

async function currentUser(db: Queryable): Promise<string> {
  const found = await db.query<{ name: string }>('select current_user as name');
  return found.rows[0]?.name as string;
}

const OWNS = {
  name: 'owns_tables',
  text: "select pg_has_role(relowner, 'member') as owns from pg_class where oid = 'event'::regclass",
};

/** Whether this role owns the log, or is a superuser: then it could change what was recorded. */
export async function ownsTables(db: Queryable): Promise<boolean> {
  return (await firstRow<{ owns: boolean }>(db, OWNS))?.owns ?? false;
}
