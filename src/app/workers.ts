import type { Config } from '../config/config.ts';
import { errorFields } from '../core/errorFields.ts';
import type { Measures } from '../core/measures.ts';
import type { Mode } from '../core/mode.ts';
import { clock } from '../core/time/instant.ts';
import { type Intake, openIntake } from '../intake/intake.ts';
import { type Jobs, startJobs } from '../jobs/runner.ts';
import type { Log } from '../log.ts';
import { recheckTasks } from '../notices/tasks.ts';
import { startSettling } from '../settle/loop.ts';
import type { Store } from '../store/open.ts';
import type { Database } from '../store/postgres/database.ts';
import { tidyRefusedRequests } from '../store/provider/refusedRequests.ts';
import { publicIds } from '../store/publicIds.ts';
import { secretNamed } from '../store/secrets.ts';
import { sizeLimit } from '../store/testData.ts';
import { tidyNotices } from '../store/webhook/notices.ts';
import { openGuardedPost } from '../webhooks/http/guardedPost.ts';
import { SCHEDULE } from '../webhooks/schedule.ts';
import { webHookTasks } from '../webhooks/tasks.ts';

/** What runs on the data of one mode besides the HTTP server: intake, settling and jobs. */
export type Workers = {
  readonly database: Database;
  readonly intake: Intake;
  /** What web hooks may reach besides the open internet. */
  readonly allowPrivate: readonly string[];
  /** Whether the data of the mode may grow. */
  readonly hasRoom: () => Promise<boolean>;
  /** Starts the jobs of both modes, and `own`, those of this mode alone. */
  startJobs(own: OwnJobs): void;
  /** Stores what waits, ends the settling step under way, then the jobs under way. No request may arrive any more. */
  stop(): Promise<void>;
};

/** The jobs of one mode alone. `tidy` runs every five minutes. */
export type OwnJobs = Pick<Parameters<typeof startJobs>[0], 'tasks' | 'tidy'>;

/** An endpoint to which nothing could be delivered for so long is paused. */
const PATIENCE_SECONDS = 24 * 3600;
const BYTES_PER_MEGABYTE = 1024 ** 2;

/** Starts intake and settling at once; jobs wait for `startJobs`. */
export async function startWorkers(
  store: Store,
  config: Pick<Config, 'host' | 'webhookAllowPrivate' | 'testMode'>,
  log: Log,
  measures: Measures,
): Promise<Workers> {
  const { database, connectionString } = store;
  const { pool } = database;
  const ids = publicIds(await secretNamed(pool, 'ids'));
  const onError = (error: unknown) =>
    log.error({ mode: store.mode, ...errorFields(error) }, 'events could not be stored');
  const intake = openIntake(database, onError, measures);
  const settling = startSettling(pool, ids, log, measures);
  const allowPrivate = allowedBesideInternet(store.mode, config);
  const post = openGuardedPost(allowPrivate, { showsPrivateAnswers: store.mode === 'test' });
  const webHooks = {
    pool,
    post,
    writeId: ids.write,
    schedule: SCHEDULE,
    patienceSeconds: PATIENCE_SECONDS,
    log,
    measures,
  };
  let jobs: Jobs | undefined;
  return {
    database,
    intake,
    allowPrivate,
    hasRoom: roomOf(store, config),
    startJobs: (own) => {
      jobs = startJobs({
        connectionString,
        db: pool,
        tasks: { ...recheckTasks(pool), ...webHookTasks(webHooks), ...own.tasks },
        log,
        tidy: async () => {
          await tidyNotices(pool);
          await tidyRefusedRequests(pool, clock());
          await own.tidy();
        },
      });
    },
    stop: async () => {
      await intake.drained();
      await settling.stop();
      await jobs?.stop();
      post.close();
    },
  };
}

const THIS_MACHINE = ['localhost:*', '127.0.0.0/8:*', '[::1]:*'];

/**
 * WEBHOOK_ALLOW_PRIVATE is meant for live web hooks. Anyone may have test mode send one, so it reaches this machine only
 * while the server itself can be reached from nowhere else. Those who reach it may then read what this machine answers.
 */
function allowedBesideInternet(
  mode: Mode,
  { host, webhookAllowPrivate }: Pick<Config, 'host' | 'webhookAllowPrivate'>,
): readonly string[] {
  if (mode === 'live') return webhookAllowPrivate;
  return host === 'localhost' || host === '::1' || host.startsWith('127.') ? THIS_MACHINE : [];
}

/** Live data have no limit of their own. */
function roomOf({ mode, database }: Store, { testMode }: Pick<Config, 'testMode'>): () => Promise<boolean> {
  if (mode === 'live' || testMode.tag === 'off') return async () => await Promise.resolve(true);
  return sizeLimit(database.requests, testMode.megabytes * BYTES_PER_MEGABYTE);
}
