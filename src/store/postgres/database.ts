import { channel } from 'node:diagnostics_channel';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { NotWritable, onConnection, openPool, type PoolOptions } from './connect.ts';
import { sqlTypes } from './sqlTypes.ts';

/** Anything a query can be sent to: the pool, or a client inside a transaction. */
export type Queryable = Pick<pg.ClientBase, 'query'>;

/** The connections of one process to one PostgreSQL. */
export type Database = {
  /** For settling and everything an operator does. */
  readonly pool: pg.Pool;
  /** For what a request waits for: each query is answered, or has failed, within seconds. */
  readonly requests: pg.Pool;
  /** For what work providers ask of their own: however much they ask, keys are still checked and events stored. */
  readonly reads: pg.Pool;
  /** One connection of its own for appends, so that no read ever stands in their way. */
  readonly appender: pg.Pool;
  close(): Promise<void>;
};

/** A statement is named so that PostgreSQL plans it once per connection. */
export type Statement = { readonly name: string; readonly text: string };

/**
 * Every query here reaches its rows by an index. A plan made while a table was young, for a scan or a hash of all of
 * it, must not be kept for its old age: named statements keep their plans until the next ANALYZE.
 */
const BY_INDEX =
  '-c enable_seqscan=off -c enable_hashjoin=off -c enable_mergejoin=off -c enable_material=off -c jit=off';
const CONNECT_TIMEOUT_MS = 2_000;
const REQUEST_TIMEOUT_MS = 2_500;
const APPEND_TIMEOUT_MS = 4_000;
const LONGEST_TIMEOUT_MS = 60_000;

/** Opens no connection yet: each is made when it is needed, and again after PostgreSQL was away. */
export function openDatabase(connectionString: string, onError: (error: Error) => void = () => {}): Database {
  const pool = makePool({ connectionString, max: 10, ...within(LONGEST_TIMEOUT_MS) }, onError);
  const requests = makePool({ connectionString, max: 10, ...within(REQUEST_TIMEOUT_MS) }, onError);
  const reads = makePool({ connectionString, max: 5, ...within(REQUEST_TIMEOUT_MS) }, onError);
  const appender = makePool({ connectionString, max: 1, ...within(APPEND_TIMEOUT_MS) }, onError);
  return {
    pool,
    requests,
    reads,
    appender,
    close: async () => {
      await Promise.all([pool, requests, reads, appender].map(endPool));
    },
  };
}

/** PostgreSQL gives up first and answers with an error. One that is frozen or cut off answers nothing: then we give up. */
function within(timeoutMs: number): { readonly statement_timeout: number; readonly query_timeout: number } {
  return { statement_timeout: timeoutMs - 500, query_timeout: timeoutMs };
}

/**
 * Each connection asks for synchronous commits itself: an acknowledgement stands on a commit that is on disk, whatever
 * the role or the database has as its default.
 */
function makePool(options: PoolOptions, onError: (error: Error) => void): pg.Pool {
  const settings = {
    application_name: 'shiftcover',
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    options: `-c timezone=UTC -c datestyle=ISO -c synchronous_commit=on ${BY_INDEX}`,
    types: sqlTypes,
    ...options,
  };
  return openPool(settings, onError);
}

/** Runs `work` on a connection of its own without time limits: it reads or writes whole tables. */
export async function withConnection<T>(connectionString: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const options = {
    connectionString,
    application_name: 'shiftcover',
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    options: '-c timezone=UTC -c datestyle=ISO -c jit=off',
    types: sqlTypes,
  };
  return await onConnection(options, work);
}

/** Gets a RunStatement for each that has ended, in whatever connection. */
export const statements = channel('shiftcover statements');

/** `statement`: its name. */
export type RunStatement = { readonly statement: string; readonly ms: number };

/** The rows of a statement. `T` is what the statement selects. */
export async function rows<T extends pg.QueryResultRow>(
  db: Queryable,
  statement: Statement,
  values: readonly unknown[] = [],
): Promise<T[]> {
  const begun = performance.now();
  try {
    return (await db.query<T>({ ...statement, values: [...values] })).rows;
  } finally {
    const ms = Math.round(performance.now() - begun);
    statements.publish({ statement: statement.name, ms } satisfies RunStatement);
  }
}

export async function firstRow<T extends pg.QueryResultRow>(
  db: Queryable,
  statement: Statement,
  values: readonly unknown[] = [],
): Promise<T | undefined> {
  return (await rows<T>(db, statement, values))[0];
}

/** Runs `work` in one transaction: committed when it returns, rolled back when it throws. */
export async function inTransaction<T>(pool: pg.Pool, work: (db: Queryable) => Promise<T>): Promise<T> {
  return await between('begin', pool, work, 'commit');
}

/** Runs work in a transaction that is rolled back, for what it returns. */
export async function inRollback<T>(pool: pg.Pool, work: (db: Queryable) => Promise<T>): Promise<T> {
  return await between('begin', pool, work, 'rollback');
}

/** Runs reads that must all see the same moment of the database. */
export async function inSnapshot<T>(pool: pg.Pool, work: (db: Queryable) => Promise<T>): Promise<T> {
  return await between('begin isolation level repeatable read read only', pool, work, 'commit');
}

async function between<T>(
  begin: string,
  pool: pg.Pool,
  work: (db: Queryable) => Promise<T>,
  end: 'commit' | 'rollback',
): Promise<T> {
  const client = await pool.connect();
  try {
    await client.query(begin);
    const result = await work(client);
    await client.query(end);
    client.release();
    return result;
  } catch (error) {
    // A connection whose fault was not in the data may have it for good, such as one that became read-only.
    const isSuspect = isDatabaseError(error) && !isDataError(error);
    await client.query('rollback').then(
      () => client.release(isSuspect),
      () => client.release(true),
    );
    throw error;
  }
}

const CONNECTION_ERRORS = ['ECONNREFUSED', 'ECONNRESET', 'ENOENT', 'EPIPE', 'ETIMEDOUT', 'ENOTFOUND', 'EAI_AGAIN'];
const CONNECTION_MESSAGES =
  /timeout exceeded when trying to connect|connection terminated|query read timeout|connection error/i;

/** Whether an error comes from PostgreSQL or the way to it, rather than from our own code. */
export function isDatabaseError(error: unknown): boolean {
  if (error instanceof pg.DatabaseError || error instanceof NotWritable) return true;
  if (!(error instanceof Error)) return false;
  const code = 'code' in error ? String(error.code) : '';
  return CONNECTION_ERRORS.includes(code) || CONNECTION_MESSAGES.test(error.message);
}

const QUERY_CANCELED = '57014';

/** Whether PostgreSQL is well and gave a query up, because it took longer than its caller waits. */
export function isTooSlow(error: unknown): boolean {
  return error instanceof pg.DatabaseError && error.code === QUERY_CANCELED;
}

/** Classes of SQLSTATE: data exception, integrity constraint violation. */
const DATA_CLASSES = ['22', '23'];

/** Whether PostgreSQL is well and refused the values it was given. */
export function isDataError(error: unknown): boolean {
  return error instanceof pg.DatabaseError && DATA_CLASSES.includes(error.code?.slice(0, 2) ?? '');
}

/** Classes of SQLSTATE: connections, rollbacks, resources, locks, operators, the system. */
const PASSING_CLASSES = ['08', '40', '53', '55', '57', '58'];

/** Whether PostgreSQL, or the way to it, is in trouble that may be over at the next try. */
export function isTransientError(error: unknown): boolean {
  if (error instanceof pg.DatabaseError) return PASSING_CLASSES.includes(error.code?.slice(0, 2) ?? '');
  return isDatabaseError(error);
}

const LONGEST_GOODBYE_MS = 1_000;

/**
 * Ends the pool and waits until PostgreSQL has let go of its connections. `pool.end()` alone only says goodbye: a
 * PostgreSQL that stops next may cut connections that are about to end, which looks like an error.
 */
export async function endPool(pool: pg.Pool): Promise<void> {
  const gone = allRemoved(pool, pool.totalCount);
  await pool.end();
  await Promise.race([gone, sleep(LONGEST_GOODBYE_MS, undefined, { ref: false })]);
}

async function allRemoved(pool: pg.Pool, count: number): Promise<void> {
  let left = count;
  if (left === 0) return;
  await new Promise<void>((resolve) => {
    pool.on('remove', () => {
      left -= 1;
      if (left === 0) resolve();
    });
  });
}
