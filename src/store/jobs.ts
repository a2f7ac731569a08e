import type pg from 'pg';
import type { Instant } from '../core/time/instant.ts';
import { openPool } from './postgres/connect.ts';
import { firstRow, type Queryable, rows } from './postgres/database.ts';
import { plainArray, timestamptzOrNull } from './postgres/sqlTypes.ts';

/**
 * Every task with the payload of its jobs. Three tasks are queued by SQL: `deliver_notice` by `queue_delivery`,
 * `recheck_customer` by triggers (migrations/0007_webhook.sql), and `mail_reported` by `subject_ids`.
 */
export type TaskPayloads = {
  /** One attempt at a delivery. */
  readonly deliver_notice: { readonly delivery: number };
  /** One attempt at an introduction. */
  readonly introduce_driver: { readonly introduction: number };
  /** A shift whose notices may change at `at` through time alone. */
  readonly recheck_shift: { readonly shift: number; readonly at: Instant };
  /** A suspension or an opt-out that changed from `since` on (RFC 3339); null or `-infinity`: from the very first. */
  readonly recheck_customer: { readonly customerNumber: string; readonly since: string | null };
  /** A work provider that has a new endpoint while shifts are under way. */
  readonly watch_open_shifts: { readonly workProvider: number };
  /** A work provider of test mode whose clock was moved forward from `since`. */
  readonly clock_moved: { readonly workProvider: number; readonly since: Instant };
  /** Customer numbers that a work provider reported for the first time, as subjects, whether there are such customers or not. */
  readonly mail_reported: { readonly subjects: readonly number[] };
  readonly send_mail: MailInput;
};

/**
 * Mails about what was done to a customer, or in their name. All but `new_device` and `reported_by_number` are
 * queued by the trigger `mail_customer` (migrations/0007_webhook.sql), which queues `agreed` as well.
 */
type CustomerMail =
  | 'linked'
  | 'link_ended'
  | 'driver_id_contested'
  | 'reported_by_number'
  | 'suspended'
  | 'resumed'
  | 'new_device';

/** The mails that a customer may turn off. The others are those that the law wants, or that protect the account. */
export const OPTIONAL_MAILS = ['linked', 'link_ended', 'reported_by_number', 'new_device', 'details_changed'] as const;

/**
 * A mail to be sent. It names no token: tokens are made when the mail is sent, so that none lies in the queue. The
 * email of `set_password` is what somebody typed; only sending finds out whether an account has it.
 */
export type MailInput =
  | { readonly mail: 'verify_email'; readonly customerNumber: string }
  | { readonly mail: 'set_password'; readonly email: string }
  | { readonly mail: 'signed_up_before'; readonly customerNumber: string }
  | { readonly mail: 'password_changed'; readonly customerNumber: string }
  /** To the new address. */
  | { readonly mail: 'change_email'; readonly customerNumber: string; readonly email: string }
  /** To the address before. */
  | { readonly mail: 'email_changed'; readonly customerNumber: string; readonly email: string }
  | { readonly mail: 'details_changed'; readonly customerNumber: string }
  | { readonly mail: 'dispute_answered'; readonly customerNumber: string }
  /** To the address of an account that is closed by now. */
  | { readonly mail: 'account_closed'; readonly customerNumber: string; readonly email: string }
  | { readonly mail: CustomerMail; readonly customerNumber: string; readonly workProvider?: number | null }
  | {
      readonly mail: 'agreed';
      readonly customerNumber: string;
      /** `insurer`, or the id of a work provider. */
      readonly document: string;
      readonly version: string;
    }
  | { readonly mail: 'endpoint_paused'; readonly endpoint: number };

/**
 * The function that runs each task. A task that throws is tried again, up to 14 times in about a day. A process that cannot
 * reach PostgreSQL for some seconds may go on with a job that another has taken over, so that each is safe to run twice at
 * once: notices are written once, of two deliveries that which succeeds counts, and receivers know a repeated `webhook-id`.
 * A mail may come twice.
 */
export type Tasks = { readonly [Name in keyof TaskPayloads]: (payload: TaskPayloads[Name]) => Promise<void> };

/** Creates the job library's own schema or brings it up to date, as its owner. Safe to run from several processes. */
export async function migrateJobs(pool: pg.Pool): Promise<void> {
  const { Logger, runMigrations } = await import('graphile-worker');
  await runMigrations({ pgPool: pool, logger: new Logger(() => () => {}) });
}

/** The version of the job library's schema; null where it was never created. */
export async function jobsVersion(db: Queryable): Promise<number | null> {
  const created = await db.query(
    "select from pg_tables where schemaname = 'graphile_worker' and tablename = 'migrations'",
  );
  if (created.rowCount === 0) return null;
  const found = await db.query<{ version: number }>(
    'select max(id)::integer as version from graphile_worker.migrations',
  );
  return found.rows[0]?.version ?? null;
}

/** PostgreSQL ends the connection of a machine that is gone after some ten seconds, and releases its locks. */
const NOTICES_DEAD_CLIENT = '-c tcp_keepalives_idle=4 -c tcp_keepalives_interval=2 -c tcp_keepalives_count=3';

/**
 * The connections of the job runner. They are not our other pools, because the library needs the default parsers of
 * timestamps. They are not the library's own pool either: it does not wait for its connections when it stops, and
 * PostgreSQL may stop next.
 */
export function openJobPool(connectionString: string, max: number, onError: (error: Error) => void): pg.Pool {
  const options = { connectionString, max, application_name: 'shiftcover jobs', options: NOTICES_DEAD_CLIENT };
  return openPool(options, onError);
}

/** One job of a task. */
export type Job<Payload> = {
  readonly payload: Payload;
  /**
   * When it runs: at this instant, or after this many milliseconds; as soon as the transaction commits unless given.
   */
  readonly at?: Instant;
  readonly delayMs?: number;
  /** Replaces the waiting job with the same key. */
  readonly key?: string;
};

const MAX_ATTEMPTS = 14;
const ADD = {
  name: 'add_jobs',
  text: `select from unnest($2::json[], $3::timestamptz[], $4::float8[], $5::text[]) as job (payload, at, delay_ms, key),
           lateral graphile_worker.add_job($1, payload := job.payload, job_key := job.key, max_attempts := ${MAX_ATTEMPTS},
             run_at := coalesce(job.at, now() + job.delay_ms * interval '1 millisecond')) as added`,
};

/** Queues jobs that run if, and only if, the transaction commits. */
export async function addJobs<Name extends keyof TaskPayloads>(
  db: Queryable,
  task: Name,
  jobs: readonly Job<TaskPayloads[Name]>[],
): Promise<void> {
  if (jobs.length === 0) return;
  await rows(db, ADD, [
    task,
    jobs.map(({ payload }) => JSON.stringify(payload)),
    plainArray(jobs.map(({ at }) => timestamptzOrNull(at))),
    plainArray(jobs.map(({ delayMs = 0 }) => delayMs)),
    jobs.map(({ key }) => key ?? null),
  ]);
}

/** Queues a mail that is sent if, and only if, the transaction commits. */
export async function queueMail(db: Queryable, input: MailInput): Promise<void> {
  await addJobs(db, 'send_mail', [{ payload: input }]);
}

const MAIL_REPORTED = {
  name: 'mail_reported',
  text: `select from subject s join account a on a.customer_number = s.identifier and s.identifier_kind = 'policyId',
           lateral graphile_worker.add_job('send_mail', json_build_object('mail', 'reported_by_number',
             'customerNumber', s.identifier, 'workProvider', s.work_provider_id),
             max_attempts := ${MAX_ATTEMPTS}, job_key := format('mail reported %s', s.id)) as added
         where s.id = any($1::int[]) and a.email_verified_at is not null and a.closed_at is null`,
};

/** Queues a mail to each customer, at a proven email, whom the subjects name by number. */
export async function queueReportedMails(db: Queryable, subjects: readonly number[]): Promise<void> {
  await rows(db, MAIL_REPORTED, [subjects]);
}

/** The first key of the advisory locks of job runners. */
const RUNNERS = 'shiftcover job runner';
const MARK = {
  name: 'mark_runner_alive',
  text: `select pg_advisory_lock_shared(hashtext('${RUNNERS}'), hashtext($1))`,
};

/**
 * Marks a job runner as alive for as long as this connection lives: PostgreSQL releases the lock when the process is
 * gone.
 */
export async function markRunnerAlive(connection: Queryable, runner: string): Promise<void> {
  await connection.query({ ...MARK, values: [runner] });
}

const FREE = {
  name: 'free_abandoned_jobs',
  text: `with holding as materialized (
           select distinct locked_by from graphile_worker.jobs where locked_at < now() - $1 * interval '1 second'
         ), gone as materialized (
           select coalesce(array_agg(locked_by), '{}') as runners from holding
           where pg_try_advisory_xact_lock(hashtext('${RUNNERS}'), hashtext(locked_by))
         ), freed as materialized (select graphile_worker.force_unlock_workers(runners) from gone)
         select cardinality(runners) as freed from gone, freed`,
};

/**
 * Unlocks the jobs that runners have held for longer than `heldSeconds` and that are not marked as alive, and returns how
 * many runners held them. The library itself waits four hours.
 */
export async function freeAbandonedJobs(db: Queryable, heldSeconds: number): Promise<number> {
  return (await firstRow<{ freed: number }>(db, FREE, [heldSeconds]))?.freed ?? 0;
}

const FAILED = {
  name: 'failed_jobs',
  text: 'select count(*) as failed from graphile_worker.jobs where attempts >= max_attempts and locked_at is null',
};

/** How many jobs failed for good and are still kept. */
export async function failedJobs(db: Queryable): Promise<number> {
  if ((await jobsVersion(db)) === null) return 0;
  return (await firstRow<{ failed: number }>(db, FAILED))?.failed ?? 0;
}

const DROP = {
  name: 'drop_failed_jobs',
  text: `select count(*) as dropped from graphile_worker.complete_jobs(array(
           select id from graphile_worker.jobs
           where attempts >= max_attempts and locked_at is null and updated_at < now() - interval '7 days'))`,
};

/** Deletes jobs that failed for good a week ago: they may hold an email address. */
export async function dropFailedJobs(db: Queryable): Promise<void> {
  await rows(db, DROP);
}
