import type { Config } from '../config/config.ts';
import type { TestMode } from '../config/testMode.ts';
import type { Mode } from '../core/mode.ts';
import { type Intake, openIntake } from '../intake/intake.ts';
import { type Jobs, startJobs } from '../jobs/runner.ts';
import { errorFields, type Log } from '../log.ts';
import { recheckTasks } from '../notices/tasks.ts';
import { startSettling } from '../settle/loop.ts';
import type { Store } from '../store/open.ts';
import type { Database } from '../store/postgres/database.ts';
import { publicIds } from '../store/publicIds.ts';
import { secretNamed } from '../store/secrets.ts';
import { sizeLimit } from '../store/testData.ts';
import { tidyNotices } from '../store/webhook/notices.ts';
import { withinQuota } from '../testMode/quota.ts';
import { openGuardedPost } from '../webhooks/http/guardedPost.ts';
import { SCHEDULE } from '../webhooks/schedule.ts';
import { webHookTasks } from '../webhooks/tasks.ts';

/** What runs on the data of one mode, from intake to web hooks. */
export type Workers = {
  readonly database: Database;
  readonly intake: Intake;
  /** Begins with the jobs, and with those that only this mode has. */
  startJobs(own: OwnJobs): void;
  /** What waits to be stored; then what is being settled; then the jobs under way. No request may come any more. */
  stop(): Promise<void>;
};

type OwnJobs = Pick<Parameters<typeof startJobs>[0], 'tasks' | 'tidy'>;

/** An endpoint that takes nothing for a day is paused. */
const PATIENCE_SECONDS = 24 * 3600;

export async function startWorkers(
  { database, connectionString }: Store,
  mode: Mode,
  config: Pick<Config, 'webhookAllowPrivate' | 'testMode'>,
  log: Log,
): Promise<Workers> {
  const { pool } = database;
  const ids = publicIds(await secretNamed(pool, 'ids'));
  const onFault = (fault: unknown) => log.error({ mode, ...errorFields(fault) }, 'events could not be stored');
  const intake = intakeOf(mode, openIntake(database, onFault), database, config.testMode);
  const settling = startSettling(pool, log);
  const post = openGuardedPost(config.webhookAllowPrivate);
  const webHooks = { pool, post, writeId: ids.write, schedule: SCHEDULE, patienceSeconds: PATIENCE_SECONDS, log };
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

function intakeOf(mode: Mode, intake: Intake, { requests }: Database, testMode: TestMode): Intake {
  if (mode === 'live' || testMode.tag === 'off') return intake;
  return withinQuota(intake, sizeLimit(requests, testMode.megabytes * 1024 ** 2));
}
