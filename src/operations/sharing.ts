import type pg from 'pg';
import type { Actor } from '../core/actor.ts';
import { recordAudit } from '../store/audit.ts';
import * as sharing from '../store/customer/sharing.ts';
import { inTransaction } from '../store/postgres/database.ts';
import type { Provider } from '../store/provider/providers.ts';

type Shared = { readonly customerNumber: string; readonly workProvider: Pick<Provider, 'id' | 'name'> };

/**
 * Lets a work provider be notified of a customer by number, or lets it no longer: what it was notified of before stays
 * as it is. False when that is so already.
 */
export async function setShared(
  pool: pg.Pool,
  actor: Actor,
  { customerNumber, workProvider, shared }: Shared & { readonly shared: boolean },
): Promise<boolean> {
  return await inTransaction(pool, async (db) => {
    const set = shared ? sharing.shareNumber : sharing.unshareNumber;
    if (!(await set(db, { customerNumber, workProvider: workProvider.id }))) return false;
    const action = shared ? 'shared a customer number' : 'no longer shared a customer number';
    const about = `${customerNumber}, ${workProvider.name}`;
    await recordAudit(db, actor, { action, about, customerNumber, workProvider: workProvider.id });
    return true;
  });
}
