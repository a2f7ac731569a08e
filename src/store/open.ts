import type { Mode } from '../core/mode.ts';
import { messageOf } from './postgres/connect.ts';
import { type Database, openDatabase } from './postgres/database.ts';
import { bringUpToDate, ownsTables } from './schema.ts';
import { secretNamed } from './secrets.ts';
import { dataMode } from './testData.ts';

/** The data of one mode, with the schema up to date. */
export type Store = {
  readonly mode: Mode;
  readonly database: Database;
  readonly connectionString: string;
  /** As the role that owns the tables; undefined when that is the role of `connectionString` or is not known here. */
  readonly ownerConnectionString: string | undefined;
  /** Whether the role that serves owns the tables too, and so could change what was recorded. */
  readonly ownsTables: boolean;
  /** The names of the migrations that ran when it was opened. */
  readonly migrated: readonly string[];
};

/** Why a database cannot be opened: one sentence for the person who runs it. */
export type CannotOpen = { readonly tag: 'cannot_open'; readonly why: string };

export type OpenedStore = { readonly tag: 'open'; readonly store: Store } | CannotOpen;

type Options = Pick<Store, 'connectionString' | 'ownerConnectionString' | 'mode'> & {
  /** Whether this process runs jobs. A process that runs none need not load their library. */
  readonly withJobs: boolean;
  /** Called when an idle connection is lost. */
  readonly onError: ((error: Error) => void) | undefined;
};

const OLDEST_VERSION = 15;

/** Opens a database and brings its schema up to date. A database with the data of the other mode cannot be opened. */
export async function openStore(options: Options): Promise<OpenedStore> {
  const { connectionString, ownerConnectionString, mode, withJobs, onError } = options;
  const database = openDatabase(connectionString, onError);
  try {
    const version = await majorVersion(database);
    if (version < OLDEST_VERSION) throw new Error(`it is version ${version}, and ${OLDEST_VERSION} or newer is needed`);
    const unsafe = await settingsThatLose(database);
    if (unsafe !== undefined)
      throw new Error(`${unsafe} is off, so events that were acknowledged could be lost: set it to on`);
    const migrated = await bringUpToDate({ database, ownerConnectionString, withJobs });
    const found = await dataMode(database.pool, mode);
    if (found !== mode) throw new Error(`the database holds ${found} data, and ${mode} data were asked for`);
    // Fails here, and not at the first request, when the secrets cannot be unsealed.
    await secretNamed(database.pool, 'ids');
    const owns = await ownsTables(database.pool);
    const store = { mode, database, connectionString, ownerConnectionString, ownsTables: owns, migrated };
    return { tag: 'open', store };
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

/** A setting of the server without which a crash loses or tears what was committed. */
async function settingsThatLose(database: Database): Promise<string | undefined> {
  const found = await database.pool.query<{ name: string }>(
    "select name from pg_settings where name in ('fsync', 'full_page_writes') and setting = 'off' order by name",
  );
  return found.rows[0]?.name;
}

/** `error` is what opening the database threw. */
export function cannotOpen(error: unknown): CannotOpen {
  return { tag: 'cannot_open', why: `PostgreSQL cannot be used: ${messageOf(error)}.` };
}
