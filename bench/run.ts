import { writeFile } from 'node:fs/promises';
import process from 'node:process';
import { parseArgs } from 'node:util';
import pg from 'pg';
import { openTemporaryCluster } from '../src/embedded/temporaryCluster.ts';
import { openDatabase } from '../src/store/postgres/database.ts';
import { migrate } from '../src/store/postgres/migrate.ts';
import { addBenchProvider } from './benchProvider.ts';
import { copyPerSecond } from './copy.ts';
import { storeHistory } from './history.ts';
import { type Load, load } from './loadRun.ts';
import { backlog, type Store, settled } from './measure.ts';
import { parentOf } from './processorTime.ts';
import { type Backlog, type Measured, median, report, type Settled } from './report.ts';
import { bySize } from './size.ts';
import { type BenchServer, startServer } from './startServer.ts';

/**
 * `npm run bench`: side by side, in one run on one machine and one PostgreSQL with fsync on: (a) a route that stores
 * nothing, (b) one INSERT per request, (c) this service with everything on; see docs/benchmarks.md. With `--events 50m`:
 * the service alone, as its log grows; see docs/size.md. `--write` writes the page.
 */
const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '5' },
    seconds: { type: 'string', default: '5' },
    history: { type: 'string', default: '5000000' },
    events: { type: 'string' },
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
/** Without limits of time. */
const client = new pg.Client({ connectionString: cluster.ownerConnectionString });
try {
  await client.connect();
  await migrate(database.pool);
  const key = await addBenchProvider(database.pool);
  const found = await database.pool.query<{ pid: number }>('select pg_backend_pid() as pid');
  const store: Store = { pool: database.pool, postmaster: parentOf(found.rows[0]?.pid as number) };
  /** The one key sends every load, so the limit per key is set above what any load reaches. */
  const env = {
    DATABASE_URL: cluster.connectionString,
    DATABASE_OWNER_URL: cluster.ownerConnectionString,
    EVENTS_PER_MINUTE: '100000000',
  };
  const shiftcover = await startServer('src/main.ts', env);
  const [name, text] =
    values.events === undefined
      ? ['benchmarks', await sideBySide(shiftcover, store, key, env)]
      : [
          'size',
          await bySize({ shiftcover, store, client, key, seconds, events: wholeNumber(values.events), progress }),
        ];
  process.stdout.write(`\n${text}\n`);
  if (values.write) await writeFile(new URL(`../docs/${name}.md`, import.meta.url), text);
  await shiftcover.stop();
} finally {
  await client.end();
  await database.close();
  await cluster.close();
}

async function sideBySide(
  shiftcover: BenchServer,
  store: Store,
  key: string,
  env: Record<string, string>,
): Promise<string> {
  const bare = await startServer('bench/bare.ts', env);
  const plain = await startServer('bench/insertPerRequest.ts', { DATABASE_URL: env['DATABASE_OWNER_URL'] as string });
  const servers: Servers = { bare, plain, shiftcover, key, store };
  progress('Empty database');
  const empty = await measure(servers);
  await storeHistory(client, history, progress);
  progress(`After ${history} stored events`);
  const filled = await measure(servers);
  const peakMemoryMiB = await shiftcover.peakMemoryMiB();
  await Promise.all([bare.stop(), plain.stop()]);
  return report({ empty, filled, history, peakMemoryMiB, bytes: await bytesPerEvent(), rounds, seconds });
}

type Servers = {
  readonly bare: BenchServer;
  readonly plain: BenchServer;
  readonly shiftcover: BenchServer;
  readonly key: string;
  readonly store: Store;
};

async function measure({ bare, plain, shiftcover, key, store }: Servers): Promise<Measured> {
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
    settled(server, store, () => load({ url: server.url, key, batch, seconds }));
  for (let round = 1; round <= rounds; round++) {
    progress(`  round ${round} of ${rounds}`);
    runs.bare.push(await load({ url: bare.url, key, batch: 1, seconds }));
    runs.plain.push(await measured(plain, 1));
    runs.single.push(await measured(shiftcover, 1));
    runs.batch.push(await measured(shiftcover, 1000));
    runs.copy.push(await copyPerSecond(database.pool, seconds));
    runs.backlog.push(await backlog(shiftcover, store, key, seconds));
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

/** `500000`, `500k` or `50m`. */
function wholeNumber(text: string): number {
  const [, digits, unit = ''] = /^(\d+)([km]?)$/.exec(text) ?? [];
  if (digits === undefined) throw new Error(`${text} is no whole number`);
  return Number(digits) * ({ k: 1_000, m: 1_000_000 }[unit] ?? 1);
}
