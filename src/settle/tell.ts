import { driverLane, type Link } from '../core/lane.ts';
import { recordAudit } from '../store/audit.ts';
import { isPassingFault, type Queryable } from '../store/database.ts';
import { linksById } from '../store/links.ts';
import type { Listening } from '../store/notices.ts';
import type { Work } from '../store/unsettled.ts';
import { announceChanges, type LookedAt, lookAgain } from './announce.ts';
import { announceUnmatched } from './announceUnmatched.ts';
import type { LaneAmendments } from './refold.ts';

/** Tells whoever listens what was changed; of the settled works as well, what they have come to. */
export async function tellChanges(
  db: Queryable,
  changes: readonly LaneAmendments[],
  listening: Listening,
): Promise<void> {
  if (listening.providers.size > 0) await harmlessly(db, () => announceChanges(db, changes, listening));
}

/** Tells of settled work what no amendment shows: events that came to nothing, cover that a link gives or takes. */
export async function tellWorks(db: Queryable, works: readonly Work[], listening: Listening): Promise<void> {
  if (listening.providers.size === 0) return;
  await harmlessly(db, async () => {
    await announceUnmatched(db, works, listening);
    const links = works.filter((work) => work.tag === 'link').map((work) => work.linkId);
    if (links.length > 0) await lookAgain(db, (await linksById(db, links)).map(changedLane), listening);
  });
}

/** From its beginning, though it has ended: it may have begun since anyone looked. */
function changedLane(link: Link): LookedAt {
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
  } catch (fault) {
    if (isPassingFault(fault)) throw fault;
    await db.query('rollback to savepoint before_telling');
    const about = fault instanceof Error ? fault.message : String(fault);
    await recordAudit(db, { who: 'web hooks', did: 'could not tell of what was settled', about });
  }
  await db.query('release savepoint before_telling');
}
