import { writeFile } from 'node:fs/promises';
import process from 'node:process';
import { parseArgs } from 'node:util';
import { openTemporaryCluster } from '../src/embedded/temporaryCluster.ts';
import { openDatabase } from '../src/store/postgres/database.ts';
import { migrate } from '../src/store/postgres/migrate.ts';
import { addBenchProvider } from './benchProvider.ts';
import { copyPerSecond } from './copy.ts';
import { storeHistory } from './history.ts';
import { type Load, load } from './loadRun.ts';
import { parentOf, processorMicros } from './processorTime.ts';
import { type Backlog, type Figures, type Measured, median, report, type Settled } from './report.ts';
import { type BenchServer, startServer } from './startServer.ts';

/**
 * Side by side, in one run on one machine and one PostgreSQL with fsync on: (a) a route that stores nothing, (b) one
 * INSERT per request, (c) this service with everything on. Medians of several rounds; see docs/benchmarks.md.
 */
const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '5' },
    seconds: { type: 'string', default: '5' },
    history: { type: 'string', default: '5000000' },
    write: { type: 'boolean', default: false },
  },
});
const [rounds, seconds, history] = [values.rounds, values.seconds, values.history].map(wholeNumber) as [
  number,
  number,
  number,
];

const cluster = await openTemporaryCluster();
if (cluster.tag === 'cannot_open') throw new Error(cluster.why);
const database = openDatabase(cluster.ownerConnectionString);
try {
  await migrate(database.pool);
  const key = await addBenchProvider(database.pool);
  const found = await database.pool.query<{ pid: number }>('select pg_backend_pid() as pid');
  const postmaster = parentOf(found.rows[0]?.pid as number);

  /** The one key sends every load, so the limit per key is set above what any load reaches. */
  const env = {
    DATABASE_URL: cluster.connectionString,
    DATABASE_OWNER_URL: cluster.ownerConnectionString,
    EVENTS_PER_MINUTE: '100000000',
  };
  const bare = await startServer('bench/bare.ts', env);
  const plain = await startServer('bench/insertPerRequest.ts', { DATABASE_URL: cluster.ownerConnectionString });
  const shiftcover = await startServer('src/main.ts', env);
  const servers: Servers = { bare, plain, shiftcover, key, postmaster };

  progress('Empty database');
  const empty = await measure(servers);
  await storeHistory(cluster.ownerConnectionString, history, progress);
  progress(`After ${history} stored events`);
  const filled = await measure(servers);
  const peakMemoryMiB = await shiftcover.peakMemoryMiB();
  const figures: Figures = { empty, filled, history, peakMemoryMiB, bytes: await bytesPerEvent(), rounds, seconds };
  const text = report(figures);
  process.stdout.write(`\n${text}\n`);
  if (values.write) await writeFile(new URL('../docs/benchmarks.md', import.meta.url), text);
  await Promise.all([bare.stop(), plain.stop(), shiftcover.stop()]);
} finally {
  await database.close();
  await cluster.close();
}

type Servers = {
  readonly bare: BenchServer;
  readonly plain: BenchServer;
  readonly shiftcover: BenchServer;
  readonly key: string;
  readonly postmaster: number;
};

async function measure({ bare, plain, shiftcover, key, postmaster }: Servers): Promise<Measured> {
  await load({ url: shiftcover.url, key, batch: 1, seconds: 1 });
  const runs: {
    bare: Load[];
    plain: Settled[];
    single: Settled[];
    batch: Settled[];
    copy: number[];
    backlog: Backlog[];
  } = {
    bare: [],
    plain: [],
    single: [],
    batch: [],
    copy: [],
    backlog: [],
  };
  const measured = (server: BenchServer, batch: number) =>
    settled(server, postmaster, () => load({ url: server.url, key, batch, seconds }));
  for (let round = 1; round <= rounds; round++) {
    progress(`  round ${round} of ${rounds}`);
    runs.bare.push(await load({ url: bare.url, key, batch: 1, seconds }));
    runs.plain.push(await measured(plain, 1));
    runs.single.push(await measured(shiftcover, 1));
    runs.batch.push(await measured(shiftcover, 1000));
    runs.copy.push(await copyPerSecond(database.pool, seconds));
    runs.backlog.push(await backlog(shiftcover, postmaster, key));
  }
  return {
    bare: median(runs.bare, (each) => each.perSecond),
    plain: median(runs.plain, (each) => each.perSecond),
    single: median(runs.single, (each) => each.perSecond),
    batch: median(runs.batch, (each) => each.perSecond),
    copyPerSecond: median(runs.copy, (each) => each),
    backlog: median(runs.backlog, (each) => each.perSecond),
  };
}

/** A load, the processor time that each of its events took until it was settled, and the write-ahead log. */
async function settled(server: BenchServer, postmaster: number, run: () => Promise<Load>): Promise<Settled> {
  const before = { server: processorMicros(server.pid), postgres: processorMicros(postmaster), wal: await walBytes() };
  const done = await run();
  const settledAfter = await untilSettled();
  const perEvent = (used: number) => used / Math.max(1, done.acknowledged);
  return {
    ...done,
    settledAfter,
    serverMicros: perEvent(processorMicros(server.pid) - before.server),
    postgresMicros: perEvent(processorMicros(postmaster) - before.postgres),
    walBytes: perEvent((await walBytes()) - before.wal),
  };
}

/** What settling alone costs: events that waited behind a lock, in batches and so with nothing else to do. */
async function backlog(server: BenchServer, postmaster: number, key: string): Promise<Backlog> {
  const holding = await database.pool.connect();
  await holding.query(`begin; select pg_advisory_xact_lock(hashtext('shiftcover links'))`);
  const { acknowledged } = await load({ url: server.url, key, batch: 1000, seconds });
  const before = { server: processorMicros(server.pid), postgres: processorMicros(postmaster) };
  await holding.query('commit');
  holding.release();
  const took = await untilSettled();
  return {
    perSecond: acknowledged / took,
    serverMicros: (processorMicros(server.pid) - before.server) / acknowledged,
    postgresMicros: (processorMicros(postmaster) - before.postgres) / acknowledged,
  };
}

/** Seconds until nothing waits. */
async function untilSettled(): Promise<number> {
  const begun = performance.now();
  for (;;) {
    const { rows } = await database.pool.query<{ waits: boolean }>('select exists (select from unsettled) as waits');
    if (!rows[0]?.waits) return (performance.now() - begun) / 1000;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

async function walBytes(): Promise<number> {
  const { rows } = await database.pool.query<{ bytes: number }>(
    `select (pg_current_wal_insert_lsn() - '0/0')::int8 as bytes`,
  );
  return rows[0]?.bytes ?? 0;
}

/** Bytes on disk for each stored event, with all indexes of the log. */
async function bytesPerEvent(): Promise<number> {
  const { rows } = await database.pool.query<{ bytes: number }>(
    `select (pg_total_relation_size('event') + pg_total_relation_size('subject')) / count(*) as bytes from event`,
  );
  return rows[0]?.bytes ?? 0;
}

function progress(line: string): void {
  process.stderr.write(`${line}\n`);
}

function wholeNumber(text: string): number {
  if (!/^\d+$/.test(text)) throw new Error(`${text} is no whole number`);
  return Number(text);
}
