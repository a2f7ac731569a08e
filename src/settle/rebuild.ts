import type pg from 'pg';
import { distinctSubjects, type Subject } from '../core/event.ts';
import type { LaneAmendments } from '../core/shift/amendment.ts';
import { driverLane, indexLinks, type Lane } from '../core/shift/lane.ts';
import { linksAround } from '../store/customer/links.ts';
import { type LanePages, lanesAfter, subjectsAfter } from '../store/log/lanePages.ts';
import { inTransaction, type Queryable } from '../store/postgres/database.ts';
import { writeAmendments } from '../store/shift/shifts.ts';
import { lockLanes } from '../store/shift/unsettled.ts';
import { refold } from './refold.ts';
import { settleAll } from './settleAll.ts';
import type { OnSetAside } from './settleBatch.ts';

const LANES_AT_ONCE = 200;

/**
 * Derives every shift again from the events, from the first one on, and makes the kept shifts agree. Yields each lane
 * in which they did not: settling and this are the same function of the events, so there must be none. Safe beside
 * running servers: what still waits to be settled is settled first, and is no difference.
 */
export async function* rebuild(pool: pg.Pool, onSetAside: OnSetAside): AsyncGenerator<LaneAmendments> {
  await settleAll(pool, onSetAside);
  yield* rebuildEach(pool, onSetAside, subjectsAfter);
  yield* rebuildEach(pool, onSetAside, lanesAfter);
}

/** Walks over everyone the log speaks of, then over every lane that has shifts: one without events must lose them. */
async function* rebuildEach(pool: pg.Pool, onSetAside: OnSetAside, after: LanePages): AsyncGenerator<LaneAmendments> {
  let last: Subject | undefined;
  for (;;) {
    const subjects = await after(pool, last, LANES_AT_ONCE);
    if (subjects.length === 0) return;
    yield* await rebuildLanes(pool, subjects, onSetAside);
    last = subjects.at(-1);
  }
}

/** An event that came in meanwhile looks like a difference; it is none once it is settled. */
async function rebuildLanes(
  pool: pg.Pool,
  subjects: readonly Subject[],
  onSetAside: OnSetAside,
): Promise<LaneAmendments[]> {
  const first = await differences(pool, subjects, false);
  if (first.length === 0) return [];
  await settleAll(pool, onSetAside);
  return await differences(
    pool,
    first.map(({ lane }) => lane),
    true,
  );
}

async function differences(pool: pg.Pool, subjects: readonly Subject[], mend: boolean): Promise<LaneAmendments[]> {
  return await inTransaction(pool, async (db) => {
    const lanes = await lanesOf(db, subjects);
    await lockLanes(db, lanes);
    const whole = lanes.map((lane) => ({ lane, since: -Infinity, until: Infinity }));
    const different: LaneAmendments[] = [];
    for await (const refolded of refold(db, whole)) different.push(...refolded.filter(differs));
    if (mend) await writeAmendments(db, different);
    return different;
  });
}

function differs({ amendments: { added, amended, removed } }: LaneAmendments): boolean {
  return added.length + amended.length + removed.length > 0;
}

/** The lanes into which the events of the subjects may fall. */
async function lanesOf(db: Queryable, subjects: readonly Subject[]): Promise<Lane[]> {
  const links = indexLinks(await linksAround(db, subjects));
  const lanes = subjects.flatMap((subject) => [subject, ...links.ofCustomer(subject).map(driverLane)]);
  return distinctSubjects(lanes);
}
