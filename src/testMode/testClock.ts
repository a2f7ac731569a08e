import type pg from 'pg';
import type { Actor } from '../core/actor.ts';
import { type Instant, type Micros, toIsoDuration } from '../core/time/instant.ts';
import { recordAudit } from '../store/audit.ts';
import { addJobs } from '../store/jobs.ts';
import { inTransaction } from '../store/postgres/database.ts';
import { moveTestClock } from '../store/provider/testClock.ts';

/**
 * Moves the clock of a work provider of test mode forward, and has its open shifts rechecked as of the new time. Returns
 * the new time; undefined when it would be more than 366 days ahead. Recorded in the audit log.
 */
export async function moveClock(
  pool: pg.Pool,
  actor: Extract<Actor, { tag: 'key' }>,
  by: Micros,
): Promise<Instant | undefined> {
  const { workProvider } = actor;
  return await inTransaction(pool, async (db) => {
    const moved = await moveTestClock(db, workProvider, by);
    if (!moved) return undefined;
    const { since, now } = moved;
    await addJobs(db, 'clock_moved', [{ payload: { workProvider, since } }]);
    await recordAudit(db, actor, { action: 'moved the test clock', about: toIsoDuration(by), workProvider });
    return now;
  });
}
