import { EventEmitter } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { Logger, type Runner, type RunnerOptions, run, type TaskList, type WorkerEvents } from 'graphile-worker';
import type { Pool } from 'pg';
import { errorFields } from '../core/errorFields.ts';
import type { Log } from '../log.ts';
import { dropFailedJobs, freeAbandonedJobs, markRunnerAlive, openJobPool, type Tasks } from '../store/jobs.ts';
import { endPool, type Queryable } from '../store/postgres/database.ts';

/** A job runner in this process. */
export type Jobs = {
  /** Takes no new job; resolves when the jobs under way have ended. */
  stop(): Promise<void>;
};

type Parts = {
  /** The runner opens connections of its own. */
  readonly connectionString: string;
  readonly db: Queryable;
  /** Jobs of other tasks are left in the queue. */
  readonly tasks: Partial<Tasks>;
  readonly log: Log;
  /** Called every five minutes, by one process of all. */
  readonly tidy: () => Promise<void>;
};

const RESTART_MS = 5_000;

/** Runs the queued jobs until stopped, in as many processes as call it. */
export function startJobs(parts: Parts): Jobs {
  const { log } = parts;
  const pool = openJobPool(parts.connectionString, CONCURRENT_JOBS, (error) =>
    log.error(errorFields(error), 'lost a connection'),
  );
  const stopping = new AbortController();
  let runner: Runner | undefined;
  const stopped = runUntilStopped();
  const freeing = freeUntil(stopping.signal, parts);
  return {
    stop: async () => {
      stopping.abort();
      await runner?.stop().catch(() => {});
      await Promise.all([stopped, freeing]);
      await endPool(pool);
    },
  };

  /** The library gives up when PostgreSQL is away for long; this starts it again. */
  async function runUntilStopped(): Promise<void> {
    while (!stopping.signal.aborted) {
      try {
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

const CONCURRENT_JOBS = 10;
/** Without the two delays of 0, `stop` could leave a job that has ended locked, and it would run again. */
const WORKER = { completeJobBatchDelay: 0, failJobBatchDelay: 0, concurrentJobs: CONCURRENT_JOBS };
const TIDY = 'tidy';

function optionsOf(parts: Parts, pgPool: Pool): RunnerOptions {
  // A payload is what addJobs or the SQL named at TaskPayloads wrote, so the library's `unknown` is narrowed here,
  // once.
  const tasks = parts.tasks as TaskList;
  return {
    pgPool,
    taskList: {
      ...tasks,
      [TIDY]: async () => {
        await dropFailedJobs(parts.db);
        await parts.tidy();
      },
    },
    crontab: `*/5 * * * * ${TIDY} ?max=1`,
    noHandleSignals: true,
    events: eventsOf(parts),
    logger: loggerTo(parts.log),
    preset: { worker: WORKER },
  };
}

/** The connection that listens lives as long as the runner, and is made again when it is lost. */
function eventsOf({ log }: Parts): WorkerEvents {
  const events: WorkerEvents = new EventEmitter();
  events.on('pool:listen:success', ({ client, workerPool }) => {
    // The library sends its LISTEN next, and a connection takes one statement at a time.
    client.once('drain', () => {
      markRunnerAlive(client, workerPool.id).catch((error: unknown) =>
        log.error(errorFields(error), 'this process cannot be seen to run jobs'),
      );
    });
  });
  return events;
}

/** Longer than it takes a runner that has begun or lost its connection to be marked as alive. */
const HELD_SECONDS = 3;
const FREE_EVERY_MS = 3_000;

async function freeUntil(stopping: AbortSignal, { db, log }: Parts): Promise<void> {
  while (!stopping.aborted) {
    // A database that is away is reported by the runner.
    const freed = await freeAbandonedJobs(db, HELD_SECONDS).catch(() => 0);
    if (freed > 0) log.warn({ freed }, 'took over the jobs of a process that is gone');
    await sleep(FREE_EVERY_MS, undefined, { signal: stopping }).catch(() => {});
  }
}

/** Passes on errors and warnings only. */
function loggerTo(log: Log): Logger {
  return new Logger(({ taskIdentifier }) => (level, message) => {
    const about = taskIdentifier === undefined ? {} : { task: taskIdentifier };
    if (level === 'error') log.error(about, message);
    if (level === 'warning') log.warn(about, message);
  });
}
