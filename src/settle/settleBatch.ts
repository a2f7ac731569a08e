import type pg from 'pg';
import { errorFields } from '../log.ts';
import { notifyOfChanges, notifyOfItems } from '../notices/afterSettling.ts';
import { inTransaction, isDatabaseError, isDataError, type Queryable } from '../store/postgres/database.ts';
import { writeAmendments } from '../store/shift/shifts.ts';
import {
  lockLanes,
  splitOrCountFailure,
  takeUnsettled,
  type UnsettledItem,
  weightOf,
} from '../store/shift/unsettled.ts';
import { listeningAmong } from '../store/webhook/notices.ts';
import { refold } from './refold.ts';
import { touchedLanes } from './touchedLanes.ts';

/** About how many events one transaction settles: enough to share its cost, few enough to keep memory flat. */
export const STEP = 500;

/**
 * Settles some of what waits, in one transaction: takes work, finds the lanes it touches, folds the affected stretch
 * of each again and makes the kept shifts agree. The work is gone exactly when its effect is there. Returns about how
 * many events were settled; 0 when none waits that another process has not taken.
 */
async function settleBatch(pool: pg.Pool): Promise<number> {
  return await inTransaction(pool, async (db) => {
    const items = await takeUnsettled(db, STEP);
    if (items.length > 0) await settleItems(db, items);
    return items.reduce((sum, item) => sum + weightOf(item), 0);
  });
}

/** The lanes are locked before they are read, so that whoever settles one later sees all that was done before. */
async function settleItems(db: Queryable, items: readonly UnsettledItem[]): Promise<void> {
  const touched = await touchedLanes(db, items);
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
    await notifyOfChanges(db, changes, listening);
  }
  await notifyOfItems(db, items, listening);
}

/** Told of work that was set aside, and why. */
export type OnSetAside = (item: UnsettledItem, error: unknown) => void;

/**
 * Settles some of what waits, and returns about how many events; 0 when nothing waits. When a step throws for the data's sake, its work is done
 * again piece by piece, until the piece at fault is found: that one is divided, tried again, and in the end set
 * aside, so that it never blocks others. A fault of PostgreSQL itself is thrown: then nothing is known of the data.
 */
export async function settleOrIsolate(pool: pg.Pool, onSetAside: OnSetAside): Promise<number> {
  try {
    return await settleBatch(pool);
  } catch (error) {
    if (isPassing(error)) throw error;
    return await isolateFailing(pool, onSetAside);
  }
}

/** Settles the oldest work, a piece at a time, up to and including the first one at fault. */
async function isolateFailing(pool: pg.Pool, onSetAside: OnSetAside): Promise<number> {
  for (let done = 0; ; done++) {
    const piece = await settlePiece(pool);
    if (piece === undefined) return done;
    if (piece.error === undefined) continue;
    const became = await splitOrCountFailure(pool, piece.item, errorFields(piece.error).error);
    if (became === 'set_aside') onSetAside(piece.item, piece.error);
    return done + 1;
  }
}

async function settlePiece(pool: pg.Pool): Promise<{ item: UnsettledItem; error?: unknown } | undefined> {
  let item: UnsettledItem | undefined;
  try {
    return await inTransaction(pool, async (db) => {
      [item] = await takeUnsettled(db, 1);
      if (item) await settleItems(db, [item]);
      return item && { item };
    });
  } catch (error) {
    if (!item || isPassing(error)) throw error;
    return { item, error };
  }
}

function isPassing(error: unknown): boolean {
  return isDatabaseError(error) && !isDataError(error);
}
