import type pg from 'pg';
import { laneOfOwnWork } from '../queries/driver/ownWork.ts';
import { recordAudit } from '../store/audit.ts';
import { addDispute, type NewDispute } from '../store/customer/disputes.ts';
import { inTransaction } from '../store/postgres/database.ts';
import { type TooMany, throttle } from './throttle.ts';

/** What a customer says about work of theirs; by which identifier it was reported is looked up. */
export type Objection = Omit<NewDispute, 'identifierKind' | 'identifier'>;

/** Opens a dispute about work of the customer's. It changes nothing by itself. `no_such_work`: there is none by now. */
export async function openDispute(
  pool: pg.Pool,
  objection: Objection,
): Promise<{ readonly tag: 'opened' | 'no_such_work' } | TooMany> {
  const { customerNumber, workProvider, about } = objection;
  const tooMany = await throttle(pool, ['dispute', customerNumber]);
  if (tooMany) return tooMany;
  const lane = await laneOfOwnWork(pool, customerNumber, workProvider, about);
  if (!lane) return { tag: 'no_such_work' };
  const { identifierKind, identifier } = lane;
  await inTransaction(pool, async (db) => {
    const { id } = await addDispute(db, { ...objection, identifierKind, identifier });
    const entry = { action: 'opened a dispute', about: `dispute ${id}`, workProvider };
    await recordAudit(db, { tag: 'customer', customerNumber }, entry);
  });
  return { tag: 'opened' };
}
