import type pg from 'pg';
import { recordAudit } from '../store/audit.ts';
import { lockOpenAccount } from '../store/customer/accounts.ts';
import { addDispute, type NewDispute } from '../store/customer/disputes.ts';
import { inTransaction } from '../store/postgres/database.ts';
import { type TooMany, throttle } from './throttle.ts';

/** Opens a dispute about work that is the customer's. It changes nothing by itself. */
export async function openDispute(
  pool: pg.Pool,
  dispute: NewDispute,
): Promise<{ readonly tag: 'opened' | 'account_closed' } | TooMany> {
  const { customerNumber, workProvider } = dispute;
  const tooMany = await throttle(pool, ['dispute', customerNumber]);
  if (tooMany) return tooMany;
  return await inTransaction(pool, async (db) => {
    if (!(await lockOpenAccount(db, customerNumber))) return { tag: 'account_closed' };
    const { id } = await addDispute(db, dispute);
    const entry = { action: 'opened a dispute', about: `dispute ${id}`, workProvider };
    await recordAudit(db, { tag: 'customer', customerNumber }, entry);
    return { tag: 'opened' };
  });
}
