import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { HOUR, type Instant, instantOf, toRfc3339 } from '../../src/core/time/instant.ts';
import { settleAll } from '../../src/settle/settleAll.ts';
import type { Database, Queryable } from '../../src/store/postgres/database.ts';
import { freshDatabase } from './freshDatabase.ts';
import { type Load, startLoad } from './load.ts';
import { providerWithKey } from './provider.ts';
import { type RunningServer, runServer } from './runServer.ts';
import { shiftsByHand } from './secondModel.ts';
import { proxyBefore } from './tcpProxy.ts';
import { type Logged, theLog } from './theLog.ts';
import { until } from './until.ts';

/**
 * `kill`: one server, with SIGKILL. `cut`: every connection to PostgreSQL. `stall`: they stay open and carry nothing.
 * `readOnly`: PostgreSQL refuses writes.
 */
export const FAULTS = ['kill', 'cut', 'stall', 'readOnly'] as const;
type Fault = (typeof FAULTS)[number];

/** What a trial came to. All lists must be empty, and `wentBack` 0. */
export type Found = {
  /** How many events were acknowledged. */
  readonly acknowledged: number;
  /** Acknowledged, and not in the log. */
  readonly lost: readonly string[];
  /** In the log more than once. */
  readonly doubled: readonly string[];
  /** In the log, and never sent. */
  readonly invented: readonly string[];
  /** Shifts that are stored and should not be, or the other way round, by a model as plain as can be. */
  readonly wrongShifts: readonly string[];
  /** Events received before the one that the log has before them. */
  readonly wentBack: number;
  /** After each fault: how long until the next event was acknowledged. */
  readonly untilFirst: readonly { readonly fault: Fault; readonly ms: number }[];
};

type Options = {
  readonly rounds: number;
  readonly faults?: readonly Fault[];
  readonly servers?: number;
  readonly connections?: number;
  /** How long stalls and read-only periods last. */
  readonly faultMs?: () => number;
  /** Another copy of src/main.ts, with migrations of its own. */
  readonly main?: string;
};

/**
 * Runs servers side by side under load on one database, with a fault in each round, and compares what was acknowledged
 * with the log and the shifts. A round lasts until 100 to 500 events were acknowledged: a count, not a time, since a
 * busy machine acknowledges slowly.
 */
export async function torture(options: Options): Promise<Found & { readonly database: Database }> {
  const { rounds, faults = FAULTS, servers: count = 1, connections = 48, faultMs = () => 500, main } = options;
  const { url: databaseUrl, ownerUrl, database, owner } = await freshDatabase();
  if (main) await owner.query('drop schema graphile_worker cascade; drop schema public cascade; create schema public');
  const proxy = await proxyBefore(databaseUrl);
  const start = () => runServer({ DATABASE_URL: proxy.url, DATABASE_OWNER_URL: ownerUrl, LOG_LEVEL: 'fatal' }, main);
  const servers: RunningServer[] = [];
  for (let each = 0; each < count; each++) servers.push(await start());
  const { key } = await providerWithKey(database.pool);
  let turn = 0;
  const load = startLoad(() => (servers[turn++ % count] as RunningServer).url, key, connections);

  const make: Record<Fault, (round: number) => Promise<void>> = {
    kill: async (round) => {
      const place = round % count;
      await servers[place]?.kill();
      servers[place] = await start();
    },
    cut: async () => proxy.cut(),
    stall: async () => {
      proxy.stall();
      await sleep(faultMs());
      proxy.resume();
    },
    readOnly: async () => {
      await setReadOnly(ownerUrl, 'set default_transaction_read_only = on');
      proxy.cut();
      await sleep(faultMs());
      await setReadOnly(ownerUrl, 'reset default_transaction_read_only');
      proxy.cut();
    },
  };
  const untilFirst: { fault: Fault; ms: number }[] = [];
  for (let round = 0; round < rounds; round++) {
    const fault = faults[round % faults.length] as Fault;
    await moreThan(load, 100 + Math.random() * 400);
    await make[fault](round);
    const begun = performance.now();
    await moreThan(load, 0);
    untilFirst.push({ fault, ms: Math.round(performance.now() - begun) });
  }
  await load.stop();
  await Promise.all(servers.map((server) => server.kill()));
  return { database, untilFirst, ...(await compare(database, load)) };
}

async function moreThan(load: Load, events: number): Promise<void> {
  const enough = load.acknowledged.size + events;
  await until(() => load.acknowledged.size > enough);
}

/** For connections that are made from now on. The one that says so must be able to write. */
async function setReadOnly(ownerUrl: string, how: string): Promise<void> {
  const client = new pg.Client({ connectionString: ownerUrl, options: '-c default_transaction_read_only=off' });
  await client.connect();
  await client.query(`alter database ${client.escapeIdentifier(client.database ?? '')} ${how}`);
  await client.end();
}

async function compare(database: Database, load: Load): Promise<Omit<Found, 'untilFirst'>> {
  const db = database.pool;
  const log = await theLog(db);
  const { rows } = await db.query<{ count: number }>(`select count(*)::int as count from (
    select received_at < lag(received_at) over (order by id) as early from event) e where early`);
  await settleAll(db, () => {});
  return {
    acknowledged: load.acknowledged.size,
    ...compareWithSets(log, load.acknowledged),
    invented: log.map(spell).filter((event) => !load.sent.has(event)),
    wrongShifts: await wrongShifts(db, log),
    wentBack: rows[0]?.count ?? 0,
  };
}

/** Compares the events that a load of clients got a 202 for with the log. */
export async function compareWithLog(
  db: Queryable,
  acknowledged: ReadonlySet<string>,
): Promise<Pick<Found, 'lost' | 'doubled'>> {
  return compareWithSets(await theLog(db), acknowledged);
}

function compareWithSets(log: readonly Logged[], acknowledged: ReadonlySet<string>): Pick<Found, 'lost' | 'doubled'> {
  const logged = log.map(spell);
  const once = new Set<string>();
  const doubled = logged.filter((event) => once.size === once.add(event).size);
  return { lost: [...acknowledged].filter((event) => !once.has(event)), doubled };
}

function spell({ kind, identifier, occurredAt }: Logged): string {
  return `${kind} ${identifier} ${toRfc3339(instantOf(occurredAt))}`;
}

const LONGEST_SHIFT = 14 * HOUR;

async function wrongShifts(db: Queryable, log: readonly Logged[]): Promise<string[]> {
  type Row = { driver: string; from: Instant; to: Instant };
  const stored = await db.query<Row>(
    `select s.identifier as driver, started_at as "from", least(ended_at, limit_at) as "to"
     from shift join subject s on s.id = subject_id`,
  );
  const line = ({ driver, from, to }: Row) => `${driver} ${toRfc3339(from)} ${toRfc3339(to)}`;
  const are = new Set(stored.rows.map(line));
  const should = new Set(
    [...Map.groupBy(log, ({ identifier }) => identifier)].flatMap(([driver, events]) => {
      const at = (kind: string) =>
        events.filter((each) => each.kind === kind).map((each) => instantOf(each.occurredAt));
      return shiftsByHand(at('login'), at('logout'), LONGEST_SHIFT).map(([from, to]) => line({ driver, from, to }));
    }),
  );
  return [...are.symmetricDifference(should)];
}
