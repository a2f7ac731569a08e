import type { Mode } from '../core/mode.ts';
import { migrateJobs } from './jobs.ts';
import { type Database, openDatabase } from './postgres/database.ts';
import { migrate } from './postgres/migrate.ts';
import { dataMode } from './testData.ts';

/** The data of one mode: reachable, the schema up to date. */
export type Store = {
  readonly database: Database;
  readonly connectionString: string;
  /** The migrations that ran when it was opened. */
  readonly migrated: readonly string[];
};

export type OpenedStore =
  | { readonly tag: 'open'; readonly ground: Store }
  /** One clear sentence. */
  | { readonly tag: 'refused'; readonly why: string };

export type Opening = {
  readonly connectionString: string;
  readonly mode: Mode;
  /** Whoever runs no jobs need not wait for their library to load. */
  readonly withJobs: boolean;
  readonly onFault: ((error: Error) => void) | undefined;
};

const OLDEST_VERSION = 15;

/** Opens a database and brings its schema up to date; refuses one that holds the data of the other mode. */
export async function openStore({ connectionString, mode, withJobs, onFault }: Opening): Promise<OpenedStore> {
  const database = openDatabase(connectionString, onFault);
  try {
    const version = await majorVersion(database);
    if (version < OLDEST_VERSION) throw new Error(`it is version ${version}, and ${OLDEST_VERSION} or newer is needed`);
    const migrated = await migrate(database.pool);
    const found = await dataMode(database.pool, mode);
    if (found !== mode) throw new Error(`the database holds ${found} data, and ${mode} data were asked for`);
    if (withJobs) await migrateJobs(database.pool);
    return { tag: 'open', ground: { database, connectionString, migrated } };
  } catch (error) {
    await database.close();
    return { tag: 'refused', why: whyUnusable(error) };
  }
}

async function majorVersion(database: Database): Promise<number> {
  const found = await database.pool.query<{ version: string }>(
    "select current_setting('server_version_num') as version",
  );
  return Math.floor(Number(found.rows[0]?.version) / 10_000);
}

export function whyUnusable(error: unknown): string {
  return `PostgreSQL cannot be used: ${messageOf(error)}.`;
}

/** A refused connection to several addresses says what went wrong only inside. */
function messageOf(error: unknown): string {
  if (error instanceof AggregateError) return error.errors.map(messageOf).join('; ');
  return error instanceof Error ? error.message : String(error);
}
