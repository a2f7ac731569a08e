import type pg from 'pg';
import type { Database } from '../../src/store/postgres/database.ts';
import { freshDatabase } from './freshDatabase.ts';
import { providerWithKey } from './provider.ts';
import { type RunningServer, runServer } from './runServer.ts';
import { ask, type WireAnswer, type WireRequest } from './wire.ts';

/** A server on a database of its own, and a work provider with a key. */
export type Service = {
  readonly url: string;
  readonly databaseUrl: string;
  /** As the owner of the tables. */
  readonly ownerUrl: string;
  readonly database: Database;
  /** For what only the owner of the tables may do. */
  readonly owner: pg.Pool;
  readonly server: RunningServer;
  readonly provider: { readonly id: number; readonly name: string; readonly key: string };
  /** One request, with the work provider's key unless it has an Authorization header. */
  ask(request: WireRequest): Promise<WireAnswer>;
};

/** An insurer with a name has terms. */
const TERMS = {
  INSURER_TERMS_FILE: new URL('terms.txt', import.meta.url).pathname,
  INSURER_TERMS_VERSION: '2026-01',
};

/** Starts a server of its own process on a fresh database. `env`: further variables of its environment. */
export async function startService(env: Record<string, string> = {}): Promise<Service> {
  const { url: databaseUrl, ownerUrl, database, owner } = await freshDatabase();
  const provider = await providerWithKey(database.pool);
  const server = await runServer({ DATABASE_URL: databaseUrl, ...(env['INSURER_NAME'] && TERMS), ...env });
  return {
    url: server.url,
    databaseUrl,
    ownerUrl,
    database,
    owner,
    server,
    provider,
    ask: (request) => ask(server.url, { ...request, headers: { Authorization: provider.key, ...request.headers } }),
  };
}
