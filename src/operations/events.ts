import type pg from 'pg';
import { type Actor, actorText } from '../core/actor.ts';
import type { LaneAmendments } from '../core/shift/amendment.ts';
import { toRfc3339 } from '../core/time/instant.ts';
import { settleEvents } from '../settle/settleBatch.ts';
import { recordAudit } from '../store/audit.ts';
import * as log from '../store/log/eventLog.ts';
import { inRollback, inTransaction, type Queryable } from '../store/postgres/database.ts';
import { writtenId } from '../store/publicIds.ts';
import * as unsettled from '../store/shift/unsettled.ts';

type Correction = { readonly chosen: log.EventsChosen; readonly voids: boolean; readonly reason: string };

type NotCorrected = { readonly tag: 'unchanged' } | { readonly tag: 'not_found' } | { readonly tag: 'too_many' };

/** Most events that one correction changes. */
export const MOST_CORRECTED = 100_000;

/**
 * Says of events that they do not count, or that they do after all: they stay in the log. Returns the ids of those that
 * it changed. `reason` is for those who ask later. `too_many`: more than MOST_CORRECTED are chosen.
 */
export async function correctEvents(
  pool: pg.Pool,
  actor: Actor,
  correction: Correction,
): Promise<
  { readonly tag: 'corrected'; readonly ids: readonly number[]; readonly workProvider: number } | NotCorrected
> {
  return await inTransaction(pool, (db) => correct(db, actor, correction));
}

/** What `correctEvents` would change, in events and in shifts. Nothing is stored. */
export async function previewCorrection(
  pool: pg.Pool,
  actor: Actor,
  correction: Correction,
): Promise<
  | {
      readonly tag: 'corrected';
      readonly ids: readonly number[];
      readonly workProvider: number;
      readonly changes: readonly LaneAmendments[];
    }
  | NotCorrected
> {
  return await inRollback(pool, async (db) => {
    const corrected = await correct(db, actor, correction);
    return corrected.tag === 'corrected' ? { ...corrected, changes: await settleEvents(db, corrected.ids) } : corrected;
  });
}

async function correct(
  db: Queryable,
  actor: Actor,
  { chosen, voids, reason }: Correction,
): Promise<
  { readonly tag: 'corrected'; readonly ids: readonly number[]; readonly workProvider: number } | NotCorrected
> {
  const ids = await log.chosenEvents(db, chosen, MOST_CORRECTED + 1);
  if (ids.length === 0) return { tag: 'not_found' };
  if (ids.length > MOST_CORRECTED) return { tag: 'too_many' };
  const changed = await log.correctEvents(db, ids, { voids, reason, by: actorText(actor) });
  if (changed.length === 0) return { tag: 'unchanged' };
  const { workProvider } = (await log.loggedEvent(db, changed[0] as number)) as log.LoggedEvent;
  const id = await writtenId(db, 'event', workProvider, changed[0] as number);
  const about = `${chosenText(chosen, id, changed.length)}: ${reason}`;
  await recordAudit(db, actor, { action: voids ? 'voided events' : 'took back voids', about, workProvider });
  return { tag: 'corrected', ids: changed, workProvider };
}

function chosenText(chosen: log.EventsChosen, id: string, count: number): string {
  const events = count === 1 ? '1 event' : `${count} events`;
  switch (chosen.tag) {
    case 'event':
      return `event ${id}`;
    case 'receipt':
      return `${events} of receipt ${chosen.receipt}`;
    case 'period':
      return `${events} from ${toRfc3339(chosen.period.from)} to ${toRfc3339(chosen.period.to)}`;
    default:
      return chosen satisfies never;
  }
}

/** Has everything that settling set aside settled again. Recorded in the audit log if there was something. */
export async function retrySetAside(pool: pg.Pool, actor: Actor): Promise<void> {
  await inTransaction(pool, async (db) => {
    const count = await unsettled.retrySetAside(db);
    const about = `${count} ${count === 1 ? 'piece' : 'pieces'} of work`;
    if (count > 0) await recordAudit(db, actor, { action: 'had what was set aside settled again', about });
  });
}
