import type pg from 'pg';
import { type Actor, actorText } from '../core/actor.ts';
import { recordAudit } from '../store/audit.ts';
import { addMerge, type Merge, undoMerge } from '../store/customer/merges.ts';
import { inTransaction, type Queryable } from '../store/postgres/database.ts';
import { type AccountClosed, accountClosed } from './customers.ts';

type Asked = Merge & { readonly why: string };

/**
 * Records that two customer numbers belong to one person: both go on working, and have one history. `merged_already`: they
 * were so before.
 */
export async function mergeCustomers(
  pool: pg.Pool,
  actor: Actor,
  { from, into, why }: Asked,
): Promise<{ readonly tag: 'merged' | 'merged_already' } | (AccountClosed & { readonly customerNumber: string })> {
  return await inTransaction(pool, async (db) => {
    for (const customerNumber of [from, into].toSorted()) {
      const closed = await accountClosed(db, customerNumber);
      if (closed) return { ...closed, customerNumber };
    }
    if (!(await addMerge(db, { from, into }, { by: actorText(actor), why }))) return { tag: 'merged_already' };
    await audit(db, actor, 'merged two customers', { from, into, why });
    return { tag: 'merged' };
  });
}

/** Takes a merge back: the numbers belong to two people again. `not_merged`: there is none of this number into that one. */
export async function unmergeCustomers(
  pool: pg.Pool,
  actor: Actor,
  { from, into, why }: Asked,
): Promise<{ readonly tag: 'unmerged' | 'not_merged' }> {
  return await inTransaction(pool, async (db) => {
    if (!(await undoMerge(db, { from, into }, { by: actorText(actor), why }))) return { tag: 'not_merged' };
    await audit(db, actor, 'took the merge of two customers back', { from, into, why });
    return { tag: 'unmerged' };
  });
}

/** A row for each number, so that it is found by either after the merge is taken back. */
async function audit(db: Queryable, actor: Actor, action: string, { from, into, why }: Asked): Promise<void> {
  for (const customerNumber of [from, into])
    await recordAudit(db, actor, { action, about: `${from} into ${into}: ${why}`, customerNumber });
}
