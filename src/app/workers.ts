import type { Config } from '../config/config.ts';
import { errorFields } from '../core/errorFields.ts';
import type { Measures } from '../core/measures.ts';
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
import { withinQuota } from '../testMode/quota.ts';
import { openGuardedPost } from '../webhooks/http/guardedPost.ts';
import { SCHEDULE } from '../webhooks/schedule.ts';
import { webHookTasks } from '../webhooks/tasks.ts';

/** What runs on the data of one mode besides the HTTP server: intake, settling and jobs. */
export type Workers = {
  readonly database: Database;
  readonly intake: Intake;
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
  config: Pick<Config, 'webhookAllowPrivate' | 'testMode'>,
  log: Log,
  measures: Measures,
): Promise<Workers> {
  const { database, connectionString } = store;
  const { pool } = database;
  const ids = publicIds(await secretNamed(pool, 'ids'));
  const intake = intakeOf(store, config, log, measures);
  const settling = startSettling(pool, log, measures);
  const post = openGuardedPost(config.webhookAllowPrivate);
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
      await post.close();
    },
  };
}

function intakeOf(
  { mode, database }: Store,
  { testMode }: Pick<Config, 'testMode'>,
  log: Log,
  measures: Measures,
): Intake {
  const onError = (error: unknown) => log.error({ mode, ...errorFields(error) }, 'events could not be stored');
  const intake = openIntake(database, onError, measures);
  if (mode === 'live' || testMode.tag === 'off') return intake;
  return withinQuota(intake, sizeLimit(database.requests, testMode.megabytes * BYTES_PER_MEGABYTE));
}
