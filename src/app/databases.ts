import type { Config } from '../config/config.ts';
import type { Mode } from '../core/mode.ts';
import { openCluster } from '../embedded/open.ts';
import { type OpenedStore, openStore, type Store, whyUnusable } from '../store/open.ts';
import { databaseBeside } from '../store/postgres/migrate.ts';

/** The PostgreSQL under the house, embedded or by DATABASE_URL. */
type Foundation = {
  /** Opens the data of a mode. */
  open(mode: Mode): Promise<OpenedStore>;
  /** Closes the connections, and stops PostgreSQL where this process started it. */
  close(): Promise<void>;
};

export type OpenDatabases =
  | { readonly tag: 'laid'; readonly foundation: Foundation }
  /** One clear sentence. */
  | { readonly tag: 'refused'; readonly why: string };

/** `server` keeps the embedded PostgreSQL for as long as it runs; a `guest` joins it, or starts it for its own short stay. */
export type Role = 'server' | 'guest';

/** Finds or starts PostgreSQL. */
export async function openDatabases(
  config: Config,
  role: Role,
  say: (line: string) => void,
  onFault?: (error: Error) => void,
): Promise<OpenDatabases> {
  const postgres = await openPostgres(config, role, say);
  if (postgres.tag === 'refused') return postgres;
  const opened: Store[] = [];
  const foundation: Foundation = {
    open: async (mode) => {
      const place = await placeOf(mode, config, postgres.connectionString);
      if (place.tag === 'refused') return place;
      const found = await openStore({ ...place, mode, withJobs: role === 'server', onFault });
      if (found.tag === 'open') opened.push(found.ground);
      return found;
    },
    close: async () => {
      await Promise.all(opened.map(({ database }) => database.close()));
      await postgres.close();
    },
  };
  return { tag: 'laid', foundation };
}

type OpenPostgres = { tag: 'open'; connectionString: string; close(): Promise<void> };
type Refused = { readonly tag: 'refused'; readonly why: string };

async function openPostgres(config: Config, role: Role, say: (line: string) => void): Promise<OpenPostgres | Refused> {
  if (config.databaseUrl === undefined) return await openCluster({ dataDir: config.dataDir, role, say });
  return { tag: 'open', connectionString: config.databaseUrl, close: async () => {} };
}

type Place = { readonly tag: 'at'; readonly connectionString: string };

const BESIDE = 'shiftcover_test';

async function placeOf(mode: Mode, { testMode }: Config, connectionString: string): Promise<Place | Refused> {
  if (mode === 'live') return { tag: 'at', connectionString };
  switch (testMode.tag) {
    case 'off':
      return { tag: 'refused', why: 'there is no test mode here: set TEST_MODE to the URL of a PostgreSQL for it' };
    case 'at':
      return { tag: 'at', connectionString: testMode.databaseUrl };
    case 'beside':
      return await besides(connectionString);
    default:
      return testMode satisfies never;
  }
}

async function besides(connectionString: string): Promise<Place | Refused> {
  try {
    return { tag: 'at', connectionString: await databaseBeside(connectionString, BESIDE) };
  } catch (error) {
    return { tag: 'refused', why: whyUnusable(error) };
  }
}
