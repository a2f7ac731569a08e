import { setTimeout as sleep } from 'node:timers/promises';
import { instantOf, toRfc3339 } from '../../src/core/time/instant.ts';
import type { Queryable } from '../../src/store/postgres/database.ts';
import { freshDatabase } from './freshDatabase.ts';
import { startLoad } from './load.ts';
import { providerWithKey } from './provider.ts';
import { runServer } from './runServer.ts';
import { theLog } from './theLog.ts';

/** What a load of clients was promised, against what the log holds after every server was killed. */
export type Promises = {
  readonly database: Awaited<ReturnType<typeof freshDatabase>>['database'];
  readonly acknowledged: number;
  readonly lost: readonly string[];
  readonly doubled: readonly string[];
};

const CONNECTIONS = 48;

/** Kills the server with SIGKILL while it is under load, `rounds` times, each after a moment of another length. */
export async function suddenDeaths(rounds: number, main?: string): Promise<Promises> {
  const { url: databaseUrl, database } = await freshDatabase();
  const { key } = await providerWithKey(database.pool);
  const start = () => runServer({ DATABASE_URL: databaseUrl, LOG_LEVEL: 'error' }, main);
  let server = await start();
  const load = startLoad(() => server.url, key, CONNECTIONS);
  for (let round = 0; round < rounds; round++) {
    await sleep(150 + Math.random() * 350);
    await server.kill();
    if (round < rounds - 1) server = await start();
  }
  await load.stop();
  return { database, acknowledged: load.acknowledged.size, ...(await compare(database.pool, load.acknowledged)) };
}

export async function compare(
  db: Queryable,
  acknowledged: ReadonlySet<string>,
): Promise<{ lost: string[]; doubled: string[] }> {
  const logged = (await theLog(db)).map(
    ({ kind, identifier, occurredAt }) => `${kind} ${identifier} ${toRfc3339(instantOf(occurredAt))}`,
  );
  const once = new Set(logged);
  return {
    lost: [...acknowledged].filter((event) => !once.has(event)),
    doubled: logged.filter((event, index) => logged.indexOf(event) !== index),
  };
}
