import type pg from 'pg';
import type { Config } from '../config.ts';
import type { Mode } from '../core/mode.ts';
import { settleAll } from '../settle/settleAll.ts';
import { recordAudit } from '../store/audit.ts';
import { type Database, inTransaction, type Queryable } from '../store/database.ts';
import { complain, type Refused, refused } from './answer.ts';

/** What a command works with. */
export type House = {
  readonly config: Config;
  /** Of whose data it is the house. */
  readonly mode: Mode;
  readonly database: Database;
  readonly pool: pg.Pool;
  /** Who sits at the terminal: the operating system's login name. */
  readonly operator: string;
  /** The migrations that ran when the house was opened for this command. */
  readonly migrated: readonly string[];
};

/**
 * Makes a change and keeps in the audit log who made it, both or neither. False from `work`: nothing was changed. `about` may be told of
 * what was made.
 */
export async function change<T>(
  house: House,
  { did, about }: { readonly did: string; readonly about: string | ((done: T) => string) },
  work: (db: Queryable) => Promise<T | false>,
): Promise<T | false> {
  return await inTransaction(house.pool, async (db) => {
    const done = await work(db);
    if (done === false) return false;
    const told = typeof about === 'string' ? about : about(done);
    await recordAudit(db, { who: `operator ${house.operator}`, did, about: told });
    return done;
  });
}

/** Settles what waits, so that what is read next is never stale; a refusal when that takes too long. */
export async function settleFirst(house: House): Promise<Refused | undefined> {
  const settled = await settleAll(house.pool, tellSetAside);
  return settled ? undefined : refused('more waits to be settled than could be done in a minute; try again');
}

/** An event that settling cannot take does not stop the others, but whoever is there should know. */
export function tellSetAside(
  work: { readonly tag: string; readonly first?: number; readonly linkId?: number },
  fault: unknown,
): void {
  const what = work.first === undefined ? `link ${work.linkId}` : `event ${work.first}`;
  complain(`${what} could not be settled and was set aside: ${fault instanceof Error ? fault.message : String(fault)}`);
}
