import type { LaneAmendments } from '../core/shift/amendment.ts';
import { driverLane, type Link } from '../core/shift/lane.ts';
import { recordAudit } from '../store/audit.ts';
import { linksById } from '../store/customer/links.ts';
import { isTransientError, type Queryable } from '../store/postgres/database.ts';
import type { UnsettledItem } from '../store/shift/unsettled.ts';
import type { Listening } from '../store/webhook/notices.ts';
import { announceChanges, type LaneToRecheck, recheckLanes } from './announce.ts';
import { announceUnmatched } from './announceUnmatched.ts';

/** Tells whoever listens what was changed; of the settled works as well, what they have come to. */
export async function notifyOfChanges(
  db: Queryable,
  changes: readonly LaneAmendments[],
  listening: Listening,
): Promise<void> {
  if (listening.providers.size > 0) await harmlessly(db, () => announceChanges(db, changes, listening));
}

/** Tells of settled work what no amendment shows: events that came to nothing, cover that a link gives or takes. */
export async function notifyOfItems(
  db: Queryable,
  items: readonly UnsettledItem[],
  listening: Listening,
): Promise<void> {
  if (listening.providers.size === 0) return;
  await harmlessly(db, async () => {
    await announceUnmatched(db, items, listening);
    const links = items.filter((item) => item.tag === 'link').map((item) => item.linkId);
    if (links.length > 0) await recheckLanes(db, (await linksById(db, links)).map(changedLane), listening);
  });
}

/** From its beginning, though it has ended: it may have begun since anyone looked. */
function changedLane(link: Link): LaneToRecheck {
  return { lane: driverLane(link), since: link.held.from, withCover: link.held.to !== Infinity };
}

/**
 * A fault of ours in telling must not keep shifts from being settled: what was to be told is dropped, and the audit
 * log says so. When PostgreSQL itself is in trouble, everything is undone and tried again.
 */
async function harmlessly(db: Queryable, tell: () => Promise<void>): Promise<void> {
  await db.query('savepoint before_telling');
  try {
    await tell();
  } catch (error) {
    if (isTransientError(error)) throw error;
    await db.query('rollback to savepoint before_telling');
    const about = error instanceof Error ? error.message : String(error);
    const entry = { action: 'could not tell of what was settled', about };
    await recordAudit(db, { tag: 'system', part: 'web hooks' }, entry);
  }
  await db.query('release savepoint before_telling');
}
