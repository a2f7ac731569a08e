import type pg from 'pg';
import { type Actor, actorText } from '../core/actor.ts';
import { recordAudit } from '../store/audit.ts';
import * as log from '../store/log/eventLog.ts';
import { inTransaction } from '../store/postgres/database.ts';
import * as unsettled from '../store/shift/unsettled.ts';

/** Voids an event: it stays in the log and no longer counts. `reason` is for those who ask later. */
export async function voidEvent(
  pool: pg.Pool,
  actor: Actor,
  { eventId, reason }: { readonly eventId: number; readonly reason: string },
): Promise<
  | { readonly tag: 'voided'; readonly event: log.LoggedEvent }
  | { readonly tag: 'void_already' }
  | { readonly tag: 'not_found' }
> {
  return await inTransaction(pool, async (db) => {
    const event = await log.loggedEvent(db, eventId);
    if (!event) return { tag: 'not_found' };
    const by = actor.tag === 'operator' ? actor.name : actorText(actor);
    const changed = await log.correctEvents(db, [eventId], { voids: true, reason, by });
    if (changed.length === 0) return { tag: 'void_already' };
    const about = `event ${eventId}: ${reason}`;
    await recordAudit(db, actor, { action: 'voided an event', about, workProvider: event.workProvider });
    return { tag: 'voided', event };
  });
}

/** Has everything that settling set aside settled again. Recorded in the audit log if there was something. */
export async function retrySetAside(pool: pg.Pool, actor: Actor): Promise<void> {
  await inTransaction(pool, async (db) => {
    const count = await unsettled.retrySetAside(db);
    const about = `${count} ${count === 1 ? 'piece' : 'pieces'} of work`;
    if (count > 0) await recordAudit(db, actor, { action: 'had what was set aside settled again', about });
  });
}
