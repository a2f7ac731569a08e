import type { LaneAmendments } from '../core/shift/amendment.ts';
import { driverSubject, type Lane } from '../core/shift/lane.ts';
import type { Instant } from '../core/time/instant.ts';
import { recordAudit } from '../store/audit.ts';
import { linksEverSince } from '../store/customer/links.ts';
import { reportedNumbers } from '../store/log/events.ts';
import { isTransientError, type Queryable } from '../store/postgres/database.ts';
import { lanesSince } from '../store/shift/shifts.ts';
import type { UnsettledItem } from '../store/shift/unsettled.ts';
import { type Listening, listeningAmong } from '../store/webhook/notices.ts';
import { announceChanges, type LaneToRecheck, recheckLanes } from './announce.ts';
import { announceUnmatched } from './announceUnmatched.ts';

/** Notifies the listening work providers of what changed in the stored shifts, in the transaction that changes them. */
export async function notifyOfChanges(
  db: Queryable,
  changes: readonly LaneAmendments[],
  listening: Listening,
): Promise<void> {
  if (listening.size > 0) await harmlessly(db, () => announceChanges(db, changes, listening));
}

/**
 * Notifies of what no changed shift shows: events that came to nothing, cover that a link, or the end of a work provider
 * in the lanes of `changedByLimits`, gives or takes.
 */
export async function notifyOfItems(
  db: Queryable,
  items: readonly UnsettledItem[],
  changedByLimits: readonly { readonly lane: Lane; readonly since: Instant }[],
  listening: Listening,
): Promise<void> {
  const links = items.filter((item) => item.tag === 'link').map((item) => item.linkId);
  if (links.length > 0) await harmlessly(db, () => recheckLinks(db, links));
  if (listening.size === 0) return;
  await harmlessly(db, async () => {
    await announceUnmatched(db, items, listening);
    const lanes = changedByLimits.map(({ lane, since }) => ({ lane, since, withCover: false }));
    if (lanes.length > 0) await recheckLanes(db, lanes, listening);
  });
}

/**
 * From the earliest beginning of each link, also when it has ended: it may have begun since the last recheck. With the
 * first link of a person, the work provider may learn of all work by their numbers too.
 */
async function recheckLinks(db: Queryable, linkIds: readonly number[]): Promise<void> {
  const links = await linksEverSince(db, linkIds);
  const listening = await listeningAmong(
    db,
    links.map(({ workProvider }) => workProvider),
  );
  if (listening.size === 0) return;
  const rechecked: LaneToRecheck[] = [];
  for (const link of links) {
    const { since, isFirst, held, workProvider } = link;
    const byDriverId = await lanesSince(db, [{ subject: driverSubject(link), since }]);
    rechecked.push(...byDriverId.map((lane) => ({ lane, since, withCover: held.to !== Infinity })));
    const sharedSince = isFirst ? -Infinity : since;
    const numbers = (await reportedNumbers(db, link.customerNumber)).filter(
      (each) => each.workProvider === workProvider,
    );
    const byNumber = await lanesSince(
      db,
      numbers.map((subject) => ({ subject, since: sharedSince })),
    );
    rechecked.push(...byNumber.map((lane) => ({ lane, since: sharedSince, withCover: false })));
  }
  await recheckLanes(db, rechecked, listening);
}

/**
 * An error of ours in notifying must not keep shifts from being settled: the notices are dropped, and the audit log says
 * so. When PostgreSQL itself is in trouble, everything is undone and tried again.
 */
async function harmlessly(db: Queryable, notify: () => Promise<void>): Promise<void> {
  await db.query('savepoint before_notifying');
  try {
    await notify();
  } catch (error) {
    if (isTransientError(error)) throw error;
    await db.query('rollback to savepoint before_notifying');
    const about = error instanceof Error ? error.message : String(error);
    const entry = { action: 'could not notify of what was settled', about };
    await recordAudit(db, { tag: 'system', part: 'web hooks' }, entry);
  }
  await db.query('release savepoint before_notifying');
}
