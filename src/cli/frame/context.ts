import type pg from 'pg';
import type { Config } from '../../config/config.ts';
import type { Mode } from '../../core/mode.ts';
import { settleAll } from '../../settle/settleAll.ts';
import { type AuditEntry, recordAudit } from '../../store/audit.ts';
import type { Store } from '../../store/open.ts';
import { inTransaction, type Queryable } from '../../store/postgres/database.ts';
import { complain, type Refused, refused } from './answer.ts';

/** What a command works with. */
export type CommandContext = {
  readonly config: Config;
  /** Of whose data it is the house. */
  readonly mode: Mode;
  readonly store: Store;
  readonly pool: pg.Pool;
  /** Who sits at the terminal: the operating system's login name. */
  readonly operator: string;
  /** The migrations that ran when the house was opened for this command. */
  readonly migrated: readonly string[];
};

type Changed<T> = Pick<AuditEntry, 'customerNumber' | 'workProvider'> & {
  readonly did: string;
  readonly about: string | ((done: T) => string);
};

/**
 * Makes a change and keeps in the audit log who made it, both or neither. False from `work`: nothing was changed. `about` may be told of
 * what was made.
 */
export async function change<T>(
  context: CommandContext,
  { did, about, ...concerned }: Changed<T>,
  work: (db: Queryable) => Promise<T | false>,
): Promise<T | false> {
  return await inTransaction(context.pool, async (db) => {
    const done = await work(db);
    if (done === false) return false;
    const told = typeof about === 'string' ? about : about(done);
    const actor = { tag: 'operator', name: context.operator } as const;
    await recordAudit(db, actor, { action: did, about: told, ...concerned });
    return done;
  });
}

/** Settles what waits, so that what is read next is never stale; a refusal when that takes too long. */
export async function settleFirst(context: CommandContext): Promise<Refused | undefined> {
  const settled = await settleAll(context.pool, warnOfSetAside);
  return settled ? undefined : refused('more waits to be settled than could be done in a minute; try again');
}

/** An event that settling cannot take does not stop the others, but whoever is there should know. */
export function warnOfSetAside(
  work: { readonly tag: string; readonly first?: number; readonly linkId?: number },
  fault: unknown,
): void {
  const what = work.first === undefined ? `link ${work.linkId}` : `event ${work.first}`;
  complain(`${what} could not be settled and was set aside: ${fault instanceof Error ? fault.message : String(fault)}`);
}
