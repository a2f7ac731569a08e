import type { Mode } from '../core/mode.ts';
import { migrateJobs } from './jobs.ts';
import { type Database, openDatabase } from './postgres/database.ts';
import { migrate } from './postgres/migrate.ts';
import { dataMode } from './testData.ts';

/** The data of one mode, with the schema up to date. */
export type Store = {
  readonly mode: Mode;
  readonly database: Database;
  readonly connectionString: string;
  /** The names of the migrations that ran when it was opened. */
  readonly migrated: readonly string[];
};

/** Why a database cannot be opened: one sentence for the person who runs it. */
export type CannotOpen = { readonly tag: 'cannot_open'; readonly why: string };

export type OpenedStore = { readonly tag: 'open'; readonly store: Store } | CannotOpen;

type Options = {
  readonly connectionString: string;
  readonly mode: Mode;
  /** Whether this process runs jobs. A process that runs none need not load their library. */
  readonly withJobs: boolean;
  /** Called when an idle connection is lost. */
  readonly onError: ((error: Error) => void) | undefined;
};

const OLDEST_VERSION = 15;

/** Opens a database and brings its schema up to date. A database with the data of the other mode cannot be opened. */
export async function openStore({ connectionString, mode, withJobs, onError }: Options): Promise<OpenedStore> {
  const database = openDatabase(connectionString, onError);
  try {
    const version = await majorVersion(database);
    if (version < OLDEST_VERSION) throw new Error(`it is version ${version}, and ${OLDEST_VERSION} or newer is needed`);
    const migrated = await migrate(database.pool);
    const found = await dataMode(database.pool, mode);
    if (found !== mode) throw new Error(`the database holds ${found} data, and ${mode} data were asked for`);
    if (withJobs) await migrateJobs(database.pool);
    return { tag: 'open', store: { mode, database, connectionString, migrated } };
  } catch (error) {
    await database.close();
    return cannotOpen(error);
  }
}

async function majorVersion(database: Database): Promise<number> {
  const found = await database.pool.query<{ version: string }>(
    "select current_setting('server_version_num') as version",
  );
  return Math.floor(Number(found.rows[0]?.version) / 10_000);
}

/** `error` is what opening the database threw. */
export function cannotOpen(error: unknown): CannotOpen {
  return { tag: 'cannot_open', why: `PostgreSQL cannot be used: ${messageOf(error)}.` };
}

/** The messages of all addresses when a connection was tried to several of them: the outer message is empty. */
function messageOf(error: unknown): string {
  if (error instanceof AggregateError) return error.errors.map(messageOf).join('; ');
  return error instanceof Error ? error.message : String(error);
}
