import { setTimeout as sleep } from 'node:timers/promises';
import { instantOf, toRfc3339 } from '../../src/core/time/instant.ts';
import type { Database, Queryable } from '../../src/store/postgres/database.ts';
import { freshDatabase } from './freshDatabase.ts';
import { startLoad } from './load.ts';
import { providerWithKey } from './provider.ts';
import { runServer } from './runServer.ts';
import { theLog } from './theLog.ts';

/** Events that were acknowledged but are not in the log, and events that are in it more than once. */
type Differences = { readonly lost: readonly string[]; readonly doubled: readonly string[] };

const CONNECTIONS = 48;

/**
 * Kills a server under load with SIGKILL, `rounds` times, and compares the acknowledged events with the log. Each server
 * lives until it has acknowledged 100 to 500 events: a count, not a time, since a busy machine acknowledges slowly.
 * `main`: another copy of src/main.ts.
 */
export async function killUnderLoad(
  rounds: number,
  main?: string,
): Promise<Differences & { readonly database: Database; readonly acknowledged: number }> {
  const { url: databaseUrl, database } = await freshDatabase();
  const { key } = await providerWithKey(database.pool);
  const start = () => runServer({ DATABASE_URL: databaseUrl, LOG_LEVEL: 'error' }, main);
  let server = await start();
  const load = startLoad(() => server.url, key, CONNECTIONS);
  for (let round = 0; round < rounds; round++) {
    const enough = load.acknowledged.size + 100 + Math.random() * 400;
    while (load.acknowledged.size < enough) await sleep(1);
    await server.kill();
    if (round < rounds - 1) server = await start();
  }
  await load.stop();
  const differences = await compareWithLog(database.pool, load.acknowledged);
  return { database, acknowledged: load.acknowledged.size, ...differences };
}

/** Compares the events that a load of clients got a 202 for with the log. */
export async function compareWithLog(db: Queryable, acknowledged: ReadonlySet<string>): Promise<Differences> {
  const logged = (await theLog(db)).map(
    ({ kind, identifier, occurredAt }) => `${kind} ${identifier} ${toRfc3339(instantOf(occurredAt))}`,
  );
  const once = new Set(logged);
  return {
    lost: [...acknowledged].filter((event) => !once.has(event)),
    doubled: logged.filter((event, index) => logged.indexOf(event) !== index),
  };
}
