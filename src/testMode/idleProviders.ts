import type pg from 'pg';
import type { Instant } from '../core/time/instant.ts';
import { recordAudit } from '../store/audit.ts';
import { inTransaction } from '../store/postgres/database.ts';
import { deleteIdleTestData } from '../store/testData.ts';

/** So that the job that calls this every five minutes ends soon; what is left waits for the next. */
const MOST_STEPS = 100;

/**
 * Deletes the work providers of test mode that were idle for 30 days by `now`, with all that is their own: none of their
 * keys was used or made since. Each that is gone is recorded in the audit log.
 */
export async function deleteIdleProviders(pool: pg.Pool, now: Instant): Promise<void> {
  for (let step = 0; step < MOST_STEPS && (await deleteSome(pool, now)); step++);
}

async function deleteSome(pool: pg.Pool, now: Instant): Promise<boolean> {
  return await inTransaction(pool, async (db) => {
    const deleted = await deleteIdleTestData(db, now);
    if (deleted?.isGone) {
      const entry = { action: 'deleted an idle work provider', about: deleted.name };
      await recordAudit(db, { tag: 'system', part: 'test mode' }, entry);
    }
    return deleted !== undefined;
  });
}
