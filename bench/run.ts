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
import { type Figures, type Measured, median, report } from './report.ts';
import { startServer } from './startServer.ts';

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
const rounds = Number(values.rounds);
const seconds = Number(values.seconds);
const history = Number(values.history);

const cluster = await openTemporaryCluster();
if (cluster.tag === 'cannot_open') throw new Error(cluster.why);
const database = openDatabase(cluster.ownerConnectionString);
await migrate(database.pool);
const key = await addBenchProvider(database.pool);

/** The one key sends every load, so the limit per key is set above what any load reaches. */
const { connectionString, ownerConnectionString } = cluster;
const env = {
  DATABASE_URL: connectionString,
  DATABASE_OWNER_URL: ownerConnectionString,
  EVENTS_PER_MINUTE: '100000000',
};
const bare = await startServer('bench/bare.ts', env);
const plain = await startServer('bench/insertPerRequest.ts', { DATABASE_URL: ownerConnectionString });
const shiftcover = await startServer('src/main.ts', env);

progress('Empty database');
const empty = await measure();
await storeHistory(ownerConnectionString, history, progress);
progress(`After ${history} stored events`);
const filled = await measure();

const figures: Figures = { empty, filled, history, peakMemoryMiB: await shiftcover.peakMemoryMiB(), rounds, seconds };
const text = report(figures);
process.stdout.write(`\n${text}\n`);
if (values.write) await writeFile(new URL('../docs/benchmarks.md', import.meta.url), text);

await Promise.all([bare.stop(), plain.stop(), shiftcover.stop()]);
await database.close();
await cluster.close();

async function measure(): Promise<Measured> {
  await load({ url: shiftcover.url, key, batch: 1, seconds: 1 });
  const runs: { bare: Load[]; plain: Load[]; single: Load[]; batch: Load[]; copy: number[]; settled: number[] } = {
    bare: [],
    plain: [],
    single: [],
    batch: [],
    copy: [],
    settled: [],
  };
  for (let round = 1; round <= rounds; round++) {
    progress(`  round ${round} of ${rounds}`);
    runs.bare.push(await load({ url: bare.url, key, batch: 1, seconds }));
    runs.plain.push(await load({ url: plain.url, key, batch: 1, seconds }));
    runs.single.push(await load({ url: shiftcover.url, key, batch: 1, seconds }));
    runs.settled.push(await untilSettled());
    runs.batch.push(await load({ url: shiftcover.url, key, batch: 1000, seconds }));
    await untilSettled();
    runs.copy.push(await copyPerSecond(database.pool, seconds));
  }
  return {
    bare: median(runs.bare, (each) => each.perSecond),
    plain: median(runs.plain, (each) => each.perSecond),
    single: median(runs.single, (each) => each.perSecond),
    batch: median(runs.batch, (each) => each.perSecond),
    copyPerSecond: median(runs.copy, (each) => each),
    settledAfter: median(runs.settled, (each) => each),
  };
}

async function untilSettled(): Promise<number> {
  const begun = performance.now();
  for (;;) {
    const { rows } = await database.pool.query<{ waiting: number }>('select count(*) as waiting from unsettled');
    if (rows[0]?.waiting === 0) return (performance.now() - begun) / 1000;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

function progress(line: string): void {
  process.stderr.write(`${line}\n`);
}
