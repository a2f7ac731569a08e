import type pg from 'pg';
import type { Config } from '../../config/config.ts';
import type { Actor } from '../../core/actor.ts';
import { errorFields } from '../../core/errorFields.ts';
import type { Mode } from '../../core/mode.ts';
import { setAsideItemName } from '../../settle/setAside.ts';
import { settleAll } from '../../settle/settleAll.ts';
import type { OnSetAside } from '../../settle/settleBatch.ts';
import type { Store } from '../../store/open.ts';
import type { PublicIds } from '../../store/publicIds.ts';
import { printError, type Refused, refuse } from './answer.ts';

/** What a command works with. */
export type CommandContext = {
  readonly config: Config;
  /** The mode of the data that the command works on. */
  readonly mode: Mode;
  readonly store: Store;
  readonly pool: pg.Pool;
  /** Ids as work providers see them: commands take and print no others of events, endpoints and deliveries. */
  readonly ids: PublicIds;
  /** The person at the terminal. */
  readonly actor: Extract<Actor, { tag: 'operator' }>;
  /** The migrations that ran when the database was opened for this command. */
  readonly migrated: readonly string[];
};

/** Settles everything that waits, so that the next read is not stale. Refuses when that takes more than a minute. */
export async function settleFirst(context: CommandContext): Promise<Refused | undefined> {
  const settled = await settleAll(context.pool, warnOfSetAside(context));
  return settled ? undefined : refuse('more waits to be settled than could be done in a minute; try again');
}

/** Prints which work could not be settled. The other work goes on. */
export function warnOfSetAside({ ids }: Pick<CommandContext, 'ids'>): OnSetAside {
  return (item, error, workProvider) => {
    const what = setAsideItemName(item, workProvider, ids);
    printError(`${what} could not be settled and was set aside: ${errorFields(error).error}`);
  };
}
