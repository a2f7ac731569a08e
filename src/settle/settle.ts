import type pg from 'pg';
import { inTransaction, type Queryable } from '../store/database.ts';
import { listeningAmong } from '../store/notices.ts';
import { writeAmendments } from '../store/shifts.ts';
import { lockLanes, takeUnsettled, type Work, weightOf } from '../store/unsettled.ts';
import { refold } from './refold.ts';
import { tellChanges, tellWorks } from './tell.ts';
import { touchedLanes } from './touchedLanes.ts';

/** About how many events one transaction settles: enough to share its cost, few enough to keep memory flat. */
export const STEP = 500;

/**
 * Settles some of what waits, in one transaction: takes work, finds the lanes it touches, folds the affected stretch
 * of each again and makes the kept shifts agree. The work is gone exactly when its effect is there. Returns about how
 * many events were settled; 0 when none waits that another process has not taken.
 */
export async function settle(pool: pg.Pool): Promise<number> {
  return await inTransaction(pool, async (db) => {
    const works = await takeUnsettled(db, STEP);
    if (works.length > 0) await settleWorks(db, works);
    return works.reduce((sum, work) => sum + weightOf(work), 0);
  });
}

/** The lanes are locked before they are read, so that whoever settles one later sees all that was done before. */
export async function settleWorks(db: Queryable, works: readonly Work[]): Promise<void> {
  const touched = await touchedLanes(db, works);
  await lockLanes(
    db,
    touched.map(({ lane }) => lane),
  );
  const listening = await listeningAmong(
    db,
    touched.map(({ lane }) => lane.workProvider),
  );
  for await (const changes of refold(db, touched)) {
    await writeAmendments(db, changes);
    await tellChanges(db, changes, listening);
  }
  await tellWorks(db, works, listening);
}
