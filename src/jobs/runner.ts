import { setTimeout as sleep } from 'node:timers/promises';
import { Logger, type Runner, type RunnerOptions, run, type TaskList } from 'graphile-worker';
import type { Pool } from 'pg';
import { errorFields, type Log } from '../log.ts';
import { dropFailedJobs, freeAbandonedJobs, openJobPool } from '../store/jobs.ts';
import type { Queryable } from '../store/postgres/database.ts';
import { endPool } from '../store/postgres/database.ts';

export type Jobs = {
  /** Resolves when the jobs under way have ended. */
  stop(): Promise<void>;
};

type Parts = {
  /** For connections of its own. */
  readonly connectionString: string;
  readonly db: Queryable;
  /** What there is to do, by name. No job takes longer than a few minutes. */
  readonly tasks: TaskList;
  readonly log: Log;
  /** Called every few minutes, by one process of all. */
  readonly tidy: () => Promise<void>;
};

const RESTART_MS = 5_000;

/** Runs the jobs that wait, until stopped. */
export function startJobs(parts: Parts): Jobs {
  const { log } = parts;
  const pool = openJobPool(parts.connectionString, CONNECTIONS, (error) =>
    log.error(errorFields(error), 'lost a connection'),
  );
  const stopping = new AbortController();
  let runner: Runner | undefined;
  const stopped = supervise();
  return {
    stop: async () => {
      stopping.abort();
      await runner?.stop().catch(() => {});
      await stopped;
      await endPool(pool);
    },
  };

  /** The library gives up when PostgreSQL is away for long. We begin again. */
  async function supervise(): Promise<void> {
    while (!stopping.signal.aborted) {
      try {
        await freeAbandoned(parts);
        runner = await run(optionsOf(parts, pool));
        if (stopping.signal.aborted) await runner.stop();
        await runner.promise;
      } catch (error) {
        log.error(errorFields(error), 'no mails and web hooks are sent just now; it goes on in a moment');
      }
      await sleep(RESTART_MS, undefined, { signal: stopping.signal }).catch(() => {});
    }
  }
}

const AT_ONCE = 10;
const CONNECTIONS = AT_ONCE;
/** Without the first two, a job that has ended could be left locked by `stop`, and be run again. */
const WORKER = { completeJobBatchDelay: 0, failJobBatchDelay: 0, concurrentJobs: AT_ONCE };
const TIDY = 'tidy';

function optionsOf(parts: Parts, pgPool: Pool): RunnerOptions {
  return {
    pgPool,
    taskList: {
      ...parts.tasks,
      [TIDY]: async () => {
        await freeAbandoned(parts);
        await dropFailedJobs(parts.db);
        await parts.tidy();
      },
    },
    crontab: `*/5 * * * * ${TIDY} ?max=1`,
    noHandleSignals: true,
    logger: loggerTo(parts.log),
    preset: { worker: WORKER },
  };
}

/** Longer than any mail or web hook takes, whatever its server does: see the timeouts of the posts. */
const LONGEST_JOB_SECONDS = 5 * 60;

async function freeAbandoned({ db, log }: Parts): Promise<void> {
  const freed = await freeAbandonedJobs(db, LONGEST_JOB_SECONDS);
  if (freed > 0) log.warn({ freed }, 'took over the jobs of a process that is gone');
}

/** Only what someone should look at. */
function loggerTo(log: Log): Logger {
  return new Logger(({ taskIdentifier }) => (level, message) => {
    const about = taskIdentifier === undefined ? {} : { task: taskIdentifier };
    if (level === 'error') log.error(about, message);
    if (level === 'warning') log.warn(about, message);
  });
}
