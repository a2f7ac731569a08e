import type { Config } from './config.ts';
import { openCluster } from './embedded/cluster.ts';
import { type Database, openDatabase } from './store/database.ts';
import { migrateJobs } from './store/jobs.ts';
import { migrate } from './store/migrate.ts';

/** The PostgreSQL under the house: running, reachable, its schema up to date. */
export type Foundation = {
  readonly database: Database;
  readonly connectionString: string;
  /** Closes the connections, and stops PostgreSQL where this process started it. */
  close(): Promise<void>;
};

export type Laid =
  | { readonly tag: 'laid'; readonly foundation: Foundation; readonly migrated: readonly string[] }
  /** One clear sentence. */
  | { readonly tag: 'refused'; readonly why: string };

/** `server` keeps the embedded PostgreSQL for as long as it runs; a `guest` joins it, or starts it for its own short stay. */
export type Role = 'server' | 'guest';

const OLDEST_VERSION = 15;

/** Opens PostgreSQL, embedded or by DATABASE_URL, and brings its schema up to date. */
export async function layFoundation(
  config: Config,
  role: Role,
  say: (line: string) => void,
  onFault?: (fault: Error) => void,
): Promise<Laid> {
  const opened = await openPostgres(config, role, say);
  if (opened.tag === 'refused') return opened;
  const database = openDatabase(opened.connectionString, onFault);
  const close = async () => {
    await database.close();
    await opened.close();
  };
  try {
    const version = await majorVersion(database);
    if (version < OLDEST_VERSION) throw new Error(`it is version ${version}, and ${OLDEST_VERSION} or newer is needed`);
    const migrated = await migrate(database.pool);
    // Guests add no jobs, and need not wait for a library to load.
    if (role === 'server') await migrateJobs(database.pool);
    return { tag: 'laid', foundation: { database, connectionString: opened.connectionString, close }, migrated };
  } catch (fault) {
    await close();
    return { tag: 'refused', why: `PostgreSQL cannot be used: ${messageOf(fault)}.` };
  }
}

type OpenPostgres = { tag: 'open'; connectionString: string; close(): Promise<void> } | { tag: 'refused'; why: string };

async function openPostgres(config: Config, role: Role, say: (line: string) => void): Promise<OpenPostgres> {
  if (config.databaseUrl === undefined) return await openCluster({ dataDir: config.dataDir, role, say });
  return { tag: 'open', connectionString: config.databaseUrl, close: async () => {} };
}

async function majorVersion(database: Database): Promise<number> {
  const found = await database.pool.query<{ version: string }>(
    "select current_setting('server_version_num') as version",
  );
  return Math.floor(Number(found.rows[0]?.version) / 10_000);
}

/** A refused connection to several addresses says what went wrong only inside. */
function messageOf(fault: unknown): string {
  if (fault instanceof AggregateError) return fault.errors.map(messageOf).join('; ');
  return fault instanceof Error ? fault.message : String(fault);
}
