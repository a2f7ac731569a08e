import type pg from 'pg';
import type { Config } from '../../config/config.ts';
import type { Actor } from '../../core/actor.ts';
import type { Mode } from '../../core/mode.ts';
import { settleAll } from '../../settle/settleAll.ts';
import type { Store } from '../../store/open.ts';
import { complain, type Refused, refused } from './answer.ts';

/** What a command works with. */
export type CommandContext = {
  readonly config: Config;
  /** Of whose data it is the house. */
  readonly mode: Mode;
  readonly store: Store;
  readonly pool: pg.Pool;
  /** The person at the terminal. */
  readonly actor: Extract<Actor, { tag: 'operator' }>;
  /** The migrations that ran when the house was opened for this command. */
  readonly migrated: readonly string[];
};

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
