import type pg from 'pg';
import { type Actor, actorText } from '../core/actor.ts';
import { type Instant, toRfc3339OrNull } from '../core/time/instant.ts';
import type { Period } from '../core/time/period.ts';
import { recordAudit } from '../store/audit.ts';
import { lockDriverId } from '../store/customer/links.ts';
import { type Held, type HeldRow, heldRow, setPeriod } from '../store/customer/periods.ts';
import { inTransaction } from '../store/postgres/database.ts';
import { type AccountClosed, accountClosed } from './customers.ts';

/** What is said of a period: that it has other bounds (those not given stay; `to` Infinity: no end), or that it never held. */
export type PeriodChange =
  | { readonly tag: 'bounds'; readonly from?: Instant | undefined; readonly to?: Instant | undefined }
  | { readonly tag: 'void' };

type Correction = {
  readonly table: Held;
  readonly id: number;
  readonly change: PeriodChange;
  /** For those who ask later. */
  readonly why: string;
};

/**
 * Corrects when a link, a suspension or an opt-out holds. What was said before stays on record, and answers as known
 * then still use it. `no_time`: it would end before it begins. `overlaps`: another one holds in some of that time.
 */
export async function correctPeriod(
  pool: pg.Pool,
  actor: Actor,
  { table, id, change, why }: Correction,
): Promise<
  | { readonly tag: 'corrected'; readonly row: HeldRow }
  | { readonly tag: 'not_found' | 'unchanged' | 'no_time' | 'overlaps' }
  | AccountClosed
> {
  return await inTransaction(pool, async (db) => {
    const before = await heldRow(db, table, id);
    if (!before) return { tag: 'not_found' };
    const { customerNumber, workProvider, driverId } = before;
    const held = periodAfter(before.held, change);
    if (held === undefined) return { tag: 'no_time' };
    if (held.from === before.held.from && held.to === before.held.to) return { tag: 'unchanged' };
    const closed = change.tag === 'bounds' ? await accountClosed(db, customerNumber) : undefined;
    if (closed) return closed;
    if (workProvider !== null && driverId !== null) await lockDriverId(db, { workProvider, driverId });
    const set = await setPeriod(db, table, id, { held, by: actorText(actor), why });
    // A period that is refused aborts the transaction, so nothing else may be written after it.
    if (set === 'overlaps') return { tag: 'overlaps' };
    await recordAudit(db, actor, {
      action: `${change.tag === 'void' ? 'voided' : 'changed the period of'} ${NAMES[table]}`,
      about: `${NAMES[table]} ${id}, customer ${customerNumber}: ${why}`,
      customerNumber,
      ...(workProvider === null ? {} : { workProvider }),
      before: periodJson(before.held),
      after: periodJson(held),
    });
    return { tag: 'corrected', row: { ...before, held, reason: why } };
  });
}

const NAMES: { readonly [H in Held]: string } = { link: 'a link', suspension: 'a suspension', opt_out: 'an opt-out' };
const NEVER: Period = { from: Infinity, to: -Infinity };

function periodAfter(before: Period, change: PeriodChange): Period | undefined {
  if (change.tag === 'void') return NEVER;
  // One that was taken back has no bounds to keep.
  const { from = before.from, to = before.from > before.to ? Infinity : before.to } = change;
  return from < to && from < Infinity ? { from, to } : undefined;
}

function periodJson({ from, to }: Period): object {
  return from < to ? { from: toRfc3339OrNull(from), to: toRfc3339OrNull(to) } : { void: true };
}
