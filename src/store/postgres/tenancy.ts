import type pg from 'pg';
import { inSnapshot, type Queryable } from './database.ts';

const SPEAK_FOR = { name: 'speak_for', text: "select set_config('shiftcover.work_provider', $1, true)" };

/**
 * Runs reads on behalf of one work provider, all of the same moment: row level security shows them its rows and nobody
 * else's. The queries name the work provider all the same; this is the fence behind them.
 */
export async function inTenancy<T>(
  pool: pg.Pool,
  workProvider: number,
  work: (db: Queryable) => Promise<T>,
): Promise<T> {
  return await inSnapshot(pool, async (db) => {
    await db.query({ ...SPEAK_FOR, values: [String(workProvider)] });
    return await work(db);
  });
}

/** Inside a transaction: undoes what `work` did, and no more, when it comes to an answer that `undo` names. */
export async function undoIf<T>(db: Queryable, undo: (answer: T) => boolean, work: () => Promise<T>): Promise<T> {
  await db.query('savepoint before_work');
  const answer = await work();
  if (undo(answer)) await db.query('rollback to savepoint before_work');
  await db.query('release savepoint before_work');
  return answer;
}
