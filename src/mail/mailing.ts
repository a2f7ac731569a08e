import { setTimeout as sleep } from 'node:timers/promises';
import { Logger, type Runner, type RunnerOptions, run, type TaskList } from 'graphile-worker';
import type { Pool } from 'pg';
import { faultFields, type Log } from '../log.ts';
import type { Queryable } from '../store/database.ts';
import { endPool } from '../store/endPool.ts';
import { dropFailedJobs, freeAbandonedJobs, openJobPool } from '../store/jobs.ts';
import { type MailWish, SEND_MAIL } from '../store/mailQueue.ts';
import { compose, type Sender } from './compose.ts';
import type { Post } from './post.ts';

export type Mailing = {
  /** Resolves when the mails under way are sent. */
  stop(): Promise<void>;
};

type Parts = {
  /** For connections of its own. */
  readonly connectionString: string;
  /** For what the mails say. */
  readonly db: Queryable;
  readonly post: Post;
  readonly sender: Sender;
  readonly log: Log;
  /** Called every few minutes, by one process of all. */
  readonly tidy: () => Promise<void>;
};

const RESTART_MS = 5_000;

/** Sends the mails that wait, until stopped; one that cannot be sent is tried again for about a day. */
export function startMailing(parts: Parts): Mailing {
  const { log, post } = parts;
  const pool = openJobPool(parts.connectionString, AT_ONCE + 2, (fault) =>
    log.error(faultFields(fault), 'lost a connection'),
  );
  const stopping = new AbortController();
  let runner: Runner | undefined;
  const stopped = keepRunning();
  return {
    stop: async () => {
      stopping.abort();
      await runner?.stop().catch(() => {});
      await stopped;
      await endPool(pool);
      post.close();
    },
  };

  /** The library gives up when PostgreSQL is away for long. We begin again. */
  async function keepRunning(): Promise<void> {
    while (!stopping.signal.aborted) {
      try {
        await freeAbandoned(parts);
        runner = await run(optionsOf(parts, pool));
        if (stopping.signal.aborted) await runner.stop();
        await runner.promise;
      } catch (fault) {
        log.error(faultFields(fault), 'no mails are sent just now; it goes on in a moment');
      }
      await sleep(RESTART_MS, undefined, { signal: stopping.signal }).catch(() => {});
    }
  }
}

const AT_ONCE = 2;
/** Without the first two, a job that has ended could be left locked by `stop`, and be run again. */
const WORKER = { completeJobBatchDelay: 0, failJobBatchDelay: 0, concurrentJobs: AT_ONCE };
const TIDY = 'tidy';

function optionsOf(parts: Parts, pgPool: Pool): RunnerOptions {
  return {
    pgPool,
    taskList: tasksOf(parts),
    crontab: `*/5 * * * * ${TIDY} ?max=1`,
    noHandleSignals: true,
    logger: loggerTo(parts.log),
    preset: { worker: WORKER },
  };
}

function tasksOf(parts: Parts): TaskList {
  return {
    [SEND_MAIL]: async (wish) => await send(parts, wish as MailWish),
    [TIDY]: async () => {
      await freeAbandoned(parts);
      await dropFailedJobs(parts.db);
      await parts.tidy();
    },
  };
}

async function send({ db, post, sender, log }: Parts, wish: MailWish): Promise<void> {
  const mail = await compose(db, wish, sender);
  const sent = mail && (await post.send(mail));
  if (sent?.tag === 'refused') log.warn({ mail: wish.mail, code: sent.code }, 'a mail server refused a mail for good');
}

/** Longer than any mail takes, whatever its server does: see the timeouts of the post. */
const LONGEST_JOB_SECONDS = 5 * 60;

async function freeAbandoned({ db, log }: Parts): Promise<void> {
  const freed = await freeAbandonedJobs(db, LONGEST_JOB_SECONDS);
  if (freed > 0) log.warn({ freed }, 'took over mails of a process that is gone');
}

/** Only what someone should look at. */
function loggerTo(log: Log): Logger {
  return new Logger(({ taskIdentifier }) => (level, message) => {
    const about = taskIdentifier === undefined ? {} : { task: taskIdentifier };
    if (level === 'error') log.error(about, message);
    if (level === 'warning') log.warn(about, message);
  });
}
