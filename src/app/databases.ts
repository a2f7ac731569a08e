import type { Config } from '../config/config.ts';
import type { Mode } from '../core/mode.ts';
import { openCluster } from '../embedded/open.ts';
import type { Role } from '../embedded/postmaster/owner.ts';
import { type CannotOpen, cannotOpen, type OpenedStore, openStore, type Store } from '../store/open.ts';
import { createDatabase } from '../store/postgres/migrate.ts';
import { openSealingKeys } from './secretsKey.ts';

/** The databases of this process, in the embedded PostgreSQL or in that of DATABASE_URL. */
export type Databases = {
  readonly tag: 'open';
  /** Opens the data of a mode. */
  openStore(mode: Mode): Promise<OpenedStore>;
  /** Closes all connections, then stops PostgreSQL if this process started it. */
  close(): Promise<void>;
};

/**
 * Finds or starts PostgreSQL. `say` gets lines for the person at the terminal; `onError` gets the errors of idle
 * connections.
 */
export async function openDatabases(
  config: Config,
  role: Role,
  say: (line: string) => void,
  onError?: (error: Error) => void,
): Promise<Databases | CannotOpen> {
  openSealingKeys(config);
  const postgres = await openPostgres(config, role, say);
  if (postgres.tag === 'cannot_open') return postgres;
  const stores: Store[] = [];
  return {
    tag: 'open',
    openStore: async (mode) => {
      const located = await locate(mode, config, postgres);
      if (located.tag === 'cannot_open') return located;
      const opened = await openStore({ ...located, mode, withJobs: role === 'server', onError });
      if (opened.tag === 'open') stores.push(opened.store);
      return opened;
    },
    close: async () => {
      await Promise.all(stores.map(({ database }) => database.close()));
      await postgres.close();
    },
  };
}

type Roles = Pick<Store, 'connectionString' | 'ownerConnectionString'>;
type Postgres = Roles & { readonly tag: 'open'; close(): Promise<void> };

async function openPostgres(config: Config, role: Role, say: (line: string) => void): Promise<Postgres | CannotOpen> {
  if (config.databaseUrl === undefined) return await openCluster({ dataDir: config.dataDir, role, say });
  const { databaseUrl, databaseOwnerUrl } = config;
  return {
    tag: 'open',
    connectionString: databaseUrl,
    ownerConnectionString: databaseOwnerUrl,
    close: async () => {},
  };
}

type Located = Roles & { readonly tag: 'located' };

const TEST_DATABASE = 'shiftcover_test';

/**
 * The database with the data of a mode. Creates the one for test mode beside the live one where the configuration says
 * so.
 */
async function locate(mode: Mode, { testMode }: Config, live: Roles): Promise<Located | CannotOpen> {
  const { connectionString, ownerConnectionString } = live;
  if (mode === 'live') return { tag: 'located', connectionString, ownerConnectionString };
  switch (testMode.tag) {
    case 'off':
      return { tag: 'cannot_open', why: 'there is no test mode here: set TEST_MODE to the URL of a PostgreSQL for it' };
    case 'at':
      return { tag: 'located', connectionString: testMode.databaseUrl, ownerConnectionString: undefined };
    case 'beside':
      try {
        await createDatabase(ownerConnectionString ?? connectionString, TEST_DATABASE);
        return {
          tag: 'located',
          connectionString: inDatabase(connectionString, TEST_DATABASE),
          ownerConnectionString: ownerConnectionString && inDatabase(ownerConnectionString, TEST_DATABASE),
        };
      } catch (error) {
        return cannotOpen(error);
      }
    default:
      return testMode satisfies never;
  }
}

function inDatabase(connectionString: string, name: string): string {
  const url = new URL(connectionString);
  url.pathname = `/${name}`;
  return url.href;
}
