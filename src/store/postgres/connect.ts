import pg from 'pg';
import { urlOfEachHost } from '../../core/databaseHosts.ts';
import { errorFields } from '../../core/errorFields.ts';

export type PoolOptions = pg.PoolConfig & { readonly connectionString: string };

/** No host of a connection string takes writes. The message names each host with the reason. */
export class NotWritable extends Error {}

/** A pool whose connections go to a host that takes writes. `onError` gets the errors of its connections. */
export function openPool(options: PoolOptions, onError: (error: Error) => void): pg.Pool {
  const pool = new pg.Pool({ ...options, Client: writableClient(options.connectionString) });
  pool.on('error', onError);
  pool.on('connect', (client) => client.on('error', onError));
  return pool;
}

/** Runs `work` on a connection of its own to a host that takes writes. */
export async function onConnection<T>(options: PoolOptions, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new (writableClient(options.connectionString))(options);
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

type Host = Pick<pg.Client, 'host' | 'port'>;
type Connected = ((error: Error) => void) | ((error: null, client: pg.Client) => void);

/**
 * The class of clients for a connection string. A standby refuses every write, so no connection goes to one. Of several
 * hosts the first that takes writes is remembered until a connection to it fails.
 */
function writableClient(connectionString: string) {
  const urls = urlOfEachHost(connectionString);
  const hasChoice = urls.length > 1;
  let writable: Promise<Host> | undefined;

  return class WritableClient extends pg.Client {
    readonly #config: pg.ClientConfig;

    constructor(config: pg.ClientConfig = {}) {
      super({ ...config, connectionString: urls[0] });
      this.#config = config;
      // Until the pool listens: an error without a listener would end the process. Queries are rejected in any case.
      this.on('error', () => {});
    }

    override connect(): Promise<pg.Client>;
    override connect(connected: Connected): void;
    override connect(connected?: Connected): Promise<pg.Client> | void {
      const connecting = this.#connect();
      if (connected === undefined) return connecting;
      const report = connected as (error: Error | null, client?: pg.Client) => void;
      connecting.then(() => report(null, this), report);
    }

    async #connect(): Promise<pg.Client> {
      try {
        if (hasChoice) {
          writable ??= firstWritable(urls, this.#config);
          const { host, port } = await writable;
          Object.assign(this, { host, port });
        }
        await super.connect();
        const fault = await whyNotWritable(this, hasChoice);
        if (fault === undefined) return this;
        await this.end();
        throw new NotWritable(fault);
      } catch (error) {
        writable = undefined;
        throw error;
      }
    }
  };
}

/** One unreachable host keeps the others from being found no longer than this. */
const PROBE_TIMEOUT_MS = 1_000;

/** All hosts are asked at once, and the first in order that takes writes is chosen, so that all processes choose alike. */
async function firstWritable(urls: readonly string[], config: pg.ClientConfig): Promise<Host> {
  const probes = urls.map((connectionString) =>
    probe({ ...config, connectionString, connectionTimeoutMillis: PROBE_TIMEOUT_MS }),
  );
  const faults: string[] = [];
  for (const probing of probes) {
    const found = await probing;
    if (typeof found !== 'string') return found;
    faults.push(found);
  }
  throw new NotWritable(`no host takes writes: ${faults.join('; ')}`);
}

/** The host, or a sentence that says why it takes no writes. */
async function probe(config: pg.ClientConfig): Promise<Host | string> {
  const client = new pg.Client(config);
  client.on('error', () => {});
  try {
    await client.connect();
    return (await whyNotWritable(client, true)) ?? { host: client.host, port: client.port };
  } catch (error) {
    return `${client.host}:${client.port} cannot be used (${messageOf(error)})`;
  } finally {
    await client.end().catch(() => {});
  }
}

/** A host that is read-only but no standby can be used where there is no other: it may become writable again. */
async function whyNotWritable(client: pg.Client, hasChoice: boolean): Promise<string | undefined> {
  const { rows } = await client.query<{ standby: boolean; read_only: boolean }>(
    "select pg_is_in_recovery() as standby, current_setting('transaction_read_only')::boolean as read_only",
  );
  const where = `${client.host}:${client.port}`;
  if (rows[0]?.standby) return `${where} is a standby, which takes no writes: name the primary, or all hosts`;
  return hasChoice && rows[0]?.read_only ? `${where} is read-only` : undefined;
}

/** The messages of all addresses when a connection was tried to several of them: the outer message is empty. */
export function messageOf(error: unknown): string {
  return error instanceof AggregateError ? error.errors.map(messageOf).join('; ') : errorFields(error).error;
}
