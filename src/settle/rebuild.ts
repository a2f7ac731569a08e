import type pg from 'pg';
import type { LaneAmendments } from '../core/shift/amendment.ts';
import { type LanePage, lanesAfter } from '../store/log/lanePages.ts';
import { inTransaction, type Queryable } from '../store/postgres/database.ts';
import { type FoldedLane, writeAmendments } from '../store/shift/amendments.ts';
import { lockStep, lockSubjects, SMALL_APPENDS } from '../store/shift/unsettled.ts';
import { refold } from './refold.ts';
import { settleAll } from './settleAll.ts';
import { type OnSetAside, readLimits } from './settleBatch.ts';

const SUBJECTS_AT_ONCE = 200;

/**
 * Derives every shift again from the events, from the first one on, and makes the stored shifts agree. Yields each lane
 * in which they did not: settling and this are the same function of the events, so there must be none. Safe beside
 * running servers: what still waits to be settled is settled first, and is no difference.
 */
export async function* rebuild(pool: pg.Pool, onSetAside: OnSetAside): AsyncGenerator<LaneAmendments> {
  await settleAll(pool, onSetAside);
  for (let last = 0; ; ) {
    const page = await lanesAfter(pool, last, SUBJECTS_AT_ONCE);
    if (page.lastSubjectId === undefined) return;
    yield* await rebuildLanes(pool, page.lanes, onSetAside);
    last = page.lastSubjectId;
  }
}

/** An event that came in meanwhile looks like a difference. It is none once it is settled. */
async function rebuildLanes(
  pool: pg.Pool,
  lanes: LanePage['lanes'],
  onSetAside: OnSetAside,
): Promise<LaneAmendments[]> {
  const first = await differences(pool, lanes, false);
  if (first.length === 0) return [];
  await settleAll(pool, onSetAside);
  return await differences(
    pool,
    first.map(({ lane }) => lane),
    true,
  );
}

async function differences(pool: pg.Pool, lanes: LanePage['lanes'], mend: boolean): Promise<LaneAmendments[]> {
  return await inTransaction(pool, async (db) => {
    await lockStep(db, SMALL_APPENDS);
    await lockSubjects(db, lanes);
    const found: FoldedLane[] = [];
    for await (const refolded of refoldWhole(db, lanes)) {
      const different = refolded.filter(differs);
      if (mend) await writeAmendments(db, different);
      found.push(...different);
    }
    return found;
  });
}

async function* refoldWhole(db: Queryable, lanes: LanePage['lanes']): AsyncGenerator<FoldedLane[]> {
  const providerOf = await readLimits(db, new Set(lanes.map(({ workProvider }) => workProvider)));
  yield* refold(
    db,
    lanes.map((lane) => ({ lane, since: -Infinity, until: Infinity })),
    providerOf,
  );
}

function differs({ amendments: { added, amended, removed } }: LaneAmendments): boolean {
  return added.length + amended.length + removed.length > 0;
}
