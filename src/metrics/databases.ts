import type { Gauge } from '@prometheus-io/client';
import type { Mode } from '../core/mode.ts';
import { sharedFor } from '../core/sharedFor.ts';
import { clock, type Instant, SECOND } from '../core/time/instant.ts';
import { readState, type State } from '../queries/installation/state.ts';
import { listFeeds } from '../store/installation.ts';
import type { Database, Queryable } from '../store/postgres/database.ts';
import { usualLateness } from '../store/provider/feeds.ts';

/** A database, and what its workers have waiting. */
export type Watched = {
  readonly mode: Mode;
  readonly database: Database;
  /** How many events wait to be stored. */
  readonly waiting: () => number;
};

type OpenGauge = <T extends string>(name: string, help: string, labelNames: readonly T[]) => Gauge<T>;

const MODE = ['mode'] as const;
const PROVIDER = ['work_provider'] as const;
/** It is of seven days and reads up to 20,000 events of each work provider, so not at every scrape. */
const LATENESS_EVERY_MS = 5 * 60_000;

/** The gauges that are read from databases and pools at each scrape. */
export function watchDatabases(gauge: OpenGauge): { watch(watched: Watched): void; read(): Promise<void> } {
  const all: (Watched & { readonly readLateness: () => Promise<void> })[] = [];
  const up = gauge('database_up', '1 when the database answered this scrape.', MODE);
  const queue = gauge('queue_events', 'Events that wait to be stored.', MODE);
  const pools = gauge('pool_connections', 'Connections of a pool, and requests for one.', ['mode', 'pool', 'state']);
  const show = stateGauges(gauge);
  const lateness = gauge('feed_lateness_seconds', 'How late reports of a work provider usually come.', PROVIDER);
  return {
    watch: (watched) => {
      const readLateness = sharedFor(
        LATENESS_EVERY_MS,
        async () => await showLateness(lateness, watched.database.pool),
      );
      all.push({ ...watched, readLateness });
    },
    read: async () => {
      await Promise.all(all.map(readOne));
    },
  };

  async function readOne({ mode, database, waiting, readLateness }: (typeof all)[number]): Promise<void> {
    queue.set({ mode }, waiting());
    for (const pool of ['pool', 'requests', 'reads', 'appender'] as const) {
      const { totalCount, idleCount, waitingCount } = database[pool];
      pools.set({ mode, pool, state: 'busy' }, totalCount - idleCount);
      pools.set({ mode, pool, state: 'idle' }, idleCount);
      pools.set({ mode, pool, state: 'waiting' }, waitingCount);
    }
    try {
      show(mode, await readState(database.requests));
      if (mode === 'live') await readLateness();
      up.set({ mode }, 1);
    } catch {
      up.set({ mode }, 0);
    }
  }
}

function stateGauges(gauge: OpenGauge): (mode: Mode, state: State) => void {
  const bytes = gauge('database_bytes', 'Size of the database.', MODE);
  const unsettled = gauge('unsettled_events', 'Events that wait to be settled.', MODE);
  const lag = gauge('unsettled_seconds', 'How long the oldest of them has waited.', MODE);
  const setAside = gauge('set_aside', 'Pieces of work that settling gave up on.', MODE);
  const unmatched = gauge('unmatched_events', 'Of the newest 1,000 events, those of nobody who is known.', MODE);
  const deliveries = gauge('deliveries', 'Deliveries of web hooks under way.', ['mode', 'state']);
  const paused = gauge('paused_endpoints', 'Endpoints that are paused.', MODE);
  const contested = gauge('contested_driver_ids', 'Driver IDs that two customers say are theirs.', MODE);
  const disputes = gauge('open_disputes', 'Disputes of drivers without an answer.', MODE);
  const claims = gauge('many_claims', 'Customers and addresses that claimed many driver IDs within a day.', MODE);
  const failed = gauge('failed_jobs', 'Jobs that failed for good in the last seven days.', MODE);
  const backup = gauge('last_backup_timestamp_seconds', 'When the command backup last succeeded; 0: never.', MODE);
  const feeds = gauge('feed_last_received_timestamp_seconds', 'When a work provider last reported.', PROVIDER);
  return (mode, state) => {
    bytes.set({ mode }, state.databaseBytes);
    unsettled.set({ mode }, state.backlog.events);
    lag.set({ mode }, state.backlog.since === null ? 0 : Math.max(0, clock() - state.backlog.since) / SECOND);
    setAside.set({ mode }, state.setAside.length);
    unmatched.set({ mode }, state.unmatched);
    deliveries.set({ mode, state: 'waiting' }, state.deliveries.waiting);
    deliveries.set({ mode, state: 'held' }, state.deliveries.held);
    paused.set({ mode }, state.endpoints.filter(({ pausedAt }) => pausedAt !== null).length);
    contested.set({ mode }, state.contested);
    disputes.set({ mode }, state.openDisputes);
    claims.set({ mode }, state.manyClaims.length);
    failed.set({ mode }, state.failedJobs);
    backup.set({ mode }, seconds(state.lastBackupAt ?? 0));
    if (mode === 'test') return;
    feeds.reset();
    for (const { name, lastReceivedAt } of state.feeds) feeds.set({ work_provider: name }, seconds(lastReceivedAt));
  };
}

async function showLateness(lateness: Gauge<'work_provider'>, db: Queryable): Promise<void> {
  lateness.reset();
  for (const { id, name } of await listFeeds(db))
    lateness.set({ work_provider: name }, (await usualLateness(db, id, clock())) / SECOND);
}

function seconds(at: Instant): number {
  return at / SECOND;
}
