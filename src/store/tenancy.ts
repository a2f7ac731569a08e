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
