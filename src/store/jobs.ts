import pg from 'pg';
import { firstRow, type Queryable, rows } from './postgres/database.ts';

/** Brings graphile-worker's own schema up to date. Safe to run from several processes at once. */
export async function migrateJobs(pool: pg.Pool): Promise<void> {
  const { Logger, runMigrations } = await import('graphile-worker');
  await runMigrations({ pgPool: pool, logger: new Logger(() => () => {}) });
}

/**
 * Connections for whoever runs jobs. The library reads timestamps its own way, so it cannot share ours; and those it
 * would open itself it does not wait for when it stops, so that PostgreSQL could be gone before they are.
 */
export function openJobPool(connectionString: string, max: number, onFault: (fault: Error) => void): pg.Pool {
  const pool = new pg.Pool({ connectionString, max, application_name: 'shiftcover jobs' });
  pool.on('error', onFault);
  pool.on('connect', (client) => client.on('error', onFault));
  return pool;
}

const ADD = {
  name: 'add_job',
  text: `select from graphile_worker.add_job($1, payload := $2::json, max_attempts := 14,
           run_at := now() + $3 * interval '1 millisecond')`,
};

/** A job that runs if, and only if, the transaction commits, at once or after a while. */
export async function addJob(db: Queryable, task: string, payload: object, delayMs = 0): Promise<void> {
  await rows(db, ADD, [task, JSON.stringify(payload), Math.round(delayMs)]);
}

const FREE = {
  name: 'free_abandoned_jobs',
  text: `with gone as (
           select coalesce(array_agg(locked_by), '{}') as workers
           from graphile_worker.jobs where locked_at < now() - $1 * interval '1 second'
         ), freed as materialized (select graphile_worker.force_unlock_workers(workers) from gone)
         select cardinality(workers) as freed from gone, freed`,
};

/**
 * Gives back the jobs of processes that were killed, which the library itself would do after four hours. No job takes
 * `longestJobSeconds`, so that whoever has held one for longer is gone, in whatever process it was.
 */
export async function freeAbandonedJobs(db: Queryable, longestJobSeconds: number): Promise<number> {
  return (await firstRow<{ freed: number }>(db, FREE, [longestJobSeconds]))?.freed ?? 0;
}

const DROP = {
  name: 'drop_failed_jobs',
  text: `select count(*) as dropped from graphile_worker.complete_jobs(array(
           select id from graphile_worker.jobs
           where attempts >= max_attempts and locked_at is null and updated_at < now() - interval '7 days'))`,
};

/** Forgets jobs that have failed for good: after a week nobody looks at them, and they may name an email. */
export async function dropFailedJobs(db: Queryable): Promise<void> {
  await rows(db, DROP);
}

/**
 * A mail to be sent. It names no token: those are made when it is sent, so that none lies in the queue. `set_password`
 * goes to whatever was typed, and only sending finds out whether anyone has that address.
 */
export type MailInput =
  | { readonly mail: 'verify_email'; readonly customerNumber: string }
  | { readonly mail: 'set_password'; readonly email: string }
  | { readonly mail: 'signed_up_before'; readonly customerNumber: string }
  | { readonly mail: 'password_changed'; readonly customerNumber: string }
  | { readonly mail: 'endpoint_paused'; readonly endpoint: number };

export const SEND_MAIL = 'send_mail';

/** The mail is sent if, and only if, the transaction commits. */
export async function queueMail(db: Queryable, input: MailInput): Promise<void> {
  await addJob(db, SEND_MAIL, input);
}
