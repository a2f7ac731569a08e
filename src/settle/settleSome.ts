import type pg from 'pg';
import { faultFields } from '../log.ts';
import { inTransaction, isDataFault, isStorageFault } from '../store/database.ts';
import { divideOrBlame, takeUnsettled, type Work } from '../store/unsettled.ts';
import { settle, settleWorks } from './settle.ts';

/** Told of work that was set aside, and why. */
export type OnSetAside = (work: Work, fault: unknown) => void;

/**
 * Settles some of what waits, and returns about how many events; 0 when nothing waits. When a step throws for the data's sake, its work is done
 * again piece by piece, until the piece at fault is found: that one is divided, tried again, and in the end set
 * aside, so that it never blocks others. A fault of PostgreSQL itself is thrown: then nothing is known of the data.
 */
export async function settleSome(pool: pg.Pool, onSetAside: OnSetAside): Promise<number> {
  try {
    return await settle(pool);
  } catch (fault) {
    if (isPassing(fault)) throw fault;
    return await settlePieces(pool, onSetAside);
  }
}

/** Settles the oldest work, a piece at a time, up to and including the first one at fault. */
async function settlePieces(pool: pg.Pool, onSetAside: OnSetAside): Promise<number> {
  for (let done = 0; ; done++) {
    const piece = await settlePiece(pool);
    if (piece === undefined) return done;
    if (piece.fault === undefined) continue;
    const became = await divideOrBlame(pool, piece.work, faultFields(piece.fault).fault);
    if (became === 'set_aside') onSetAside(piece.work, piece.fault);
    return done + 1;
  }
}

async function settlePiece(pool: pg.Pool): Promise<{ work: Work; fault?: unknown } | undefined> {
  let work: Work | undefined;
  try {
    return await inTransaction(pool, async (db) => {
      [work] = await takeUnsettled(db, 1);
      if (work) await settleWorks(db, [work]);
      return work && { work };
    });
  } catch (fault) {
    if (!work || isPassing(fault)) throw fault;
    return { work, fault };
  }
}

function isPassing(fault: unknown): boolean {
  return isStorageFault(fault) && !isDataFault(fault);
}
