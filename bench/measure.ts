import type pg from 'pg';
import { type Load, load } from './loadRun.ts';
import { processorMicros } from './processorTime.ts';
import type { Backlog, Settled } from './report.ts';
import type { BenchServer } from './startServer.ts';

/** Where the servers of a bench store: a pool as the owner of the tables, and PostgreSQL's first process. */
export type Store = { readonly pool: pg.Pool; readonly postmaster: number };

/** A load, the processor time that each of its events took until it was settled, and the write-ahead log. */
export async function settled(server: BenchServer, store: Store, run: () => Promise<Load>): Promise<Settled> {
  const before = { ...usedBy(server, store), wal: await walBytes(store.pool) };
  const done = await run();
  const settledAfter = await untilSettled(store.pool);
  const after = usedBy(server, store);
  const perEvent = (used: number) => used / Math.max(1, done.acknowledged);
  return {
    ...done,
    settledAfter,
    serverMicros: perEvent(after.server - before.server),
    postgresMicros: perEvent(after.postgres - before.postgres),
    walBytes: perEvent((await walBytes(store.pool)) - before.wal),
  };
}

/** What settling alone costs: events that waited behind a lock, in batches and so with nothing else to do. */
export async function backlog(server: BenchServer, store: Store, key: string, seconds: number): Promise<Backlog> {
  const holding = await store.pool.connect();
  await holding.query(`begin; select pg_advisory_xact_lock(hashtext('shiftcover links'))`);
  const { acknowledged } = await load({ url: server.url, key, batch: 1000, seconds });
  const before = usedBy(server, store);
  await holding.query('commit');
  holding.release();
  const took = await untilSettled(store.pool);
  const after = usedBy(server, store);
  return {
    perSecond: acknowledged / took,
    serverMicros: (after.server - before.server) / acknowledged,
    postgresMicros: (after.postgres - before.postgres) / acknowledged,
  };
}

function usedBy(server: BenchServer, { postmaster }: Store): { server: number; postgres: number } {
  return { server: processorMicros(server.pid), postgres: processorMicros(postmaster) };
}

/** Seconds until nothing waits. */
async function untilSettled(pool: pg.Pool): Promise<number> {
  const begun = performance.now();
  for (;;) {
    const { rows } = await pool.query<{ waits: boolean }>('select exists (select from unsettled) as waits');
    if (!rows[0]?.waits) return (performance.now() - begun) / 1000;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

async function walBytes(pool: pg.Pool): Promise<number> {
  const { rows } = await pool.query<{ bytes: number }>(`select (pg_current_wal_insert_lsn() - '0/0')::int8 as bytes`);
  return rows[0]?.bytes ?? 0;
}
