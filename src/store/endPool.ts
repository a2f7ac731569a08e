import { setTimeout as sleep } from 'node:timers/promises';
import type pg from 'pg';

const LONGEST_GOODBYE_MS = 1_000;

/**
 * Ends the pool and waits until PostgreSQL has let go of its connections. `pool.end()` alone only says goodbye: a
 * PostgreSQL that stops next may cut connections that are about to end, which looks like a fault.
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
