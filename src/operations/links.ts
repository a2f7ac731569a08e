import type pg from 'pg';
import { type Actor, actorText } from '../core/actor.ts';
import type { Link } from '../core/shift/lane.ts';
import { clock, type Instant } from '../core/time/instant.ts';
import { recordAudit } from '../store/audit.ts';
import { endContest } from '../store/customer/contestedDriverIds.ts';
import * as links from '../store/customer/links.ts';
import { inTransaction, type Queryable } from '../store/postgres/database.ts';
import type { Provider } from '../store/provider/providers.ts';
import { type AccountClosed, accountClosed, instantText } from './customers.ts';

/** A driver ID of a work provider, and the customer it is linked to. */
export type LinkNames = {
  readonly workProvider: Pick<Provider, 'id' | 'name'>;
  readonly driverId: string;
  readonly customerNumber: string;
};

/**
 * Links a driver ID to a customer from an instant on (unless given: now) to another (unless given: without end). `taken`:
 * the driver ID belongs to a customer at some instant of that. `no_time`: it would end before it begins.
 */
export async function addLink(
  pool: pg.Pool,
  actor: Actor,
  { from, to, ...names }: LinkNames & { readonly from?: Instant | undefined; readonly to?: Instant | undefined },
): Promise<
  | { readonly tag: 'added'; readonly link: Link }
  | { readonly tag: 'taken' }
  | { readonly tag: 'no_time' }
  | AccountClosed
> {
  if (to !== undefined && to <= (from ?? clock())) return { tag: 'no_time' };
  const { workProvider, driverId, customerNumber } = names;
  return await inTransaction(pool, async (db) => {
    const closed = await accountClosed(db, customerNumber);
    if (closed) return closed;
    await links.lockDriverId(db, { workProvider: workProvider.id, driverId });
    // A link that is refused aborts the transaction, so nothing else may be written after it.
    const added = await links.addLink(db, {
      workProvider: workProvider.id,
      driverId,
      customerNumber,
      from,
      to,
      by: actorText(actor),
    });
    if (added.tag !== 'added') return added;
    await audit(db, actor, names, 'added a link', periodText(from, to));
    await endContest(db, { workProvider: workProvider.id, driverId, customerNumber });
    return added;
  });
}

/** Decides that a driver ID is not the customer's who says so. `not_open`: they do not say so. */
export async function dismissContest(
  pool: pg.Pool,
  actor: Actor,
  { why, ...names }: LinkNames & { readonly why: string },
): Promise<{ readonly tag: 'dismissed' } | { readonly tag: 'not_open' }> {
  return await inTransaction(pool, async (db) => {
    if (!(await endContest(db, { ...names, workProvider: names.workProvider.id }))) return { tag: 'not_open' };
    await audit(db, actor, names, 'decided that a driver ID is not theirs', why);
    return { tag: 'dismissed' };
  });
}

/** Ends the link of a driver ID at an instant (unless given: now). `not_open`: no open link began before that. */
export async function endLink(
  pool: pg.Pool,
  actor: Actor,
  { at, ...names }: LinkNames & { readonly at?: Instant | undefined },
): Promise<{ readonly tag: 'ended'; readonly link: Link } | { readonly tag: 'not_open' }> {
  return await inTransaction(pool, async (db) => {
    const link = await links.endLink(db, { ...names, workProvider: names.workProvider.id }, at, {
      by: actorText(actor),
    });
    if (!link) return { tag: 'not_open' };
    await audit(db, actor, names, 'ended a link', `at ${instantText(at)}`);
    return { tag: 'ended', link };
  });
}

function periodText(from: Instant | undefined, to: Instant | undefined): string {
  return `from ${instantText(from)}${to === undefined || to === Infinity ? '' : ` to ${instantText(to)}`}`;
}

async function audit(
  db: Queryable,
  actor: Actor,
  { workProvider, driverId, customerNumber }: LinkNames,
  action: string,
  when: string,
): Promise<void> {
  const about = `driver ID ${driverId} at ${workProvider.name}, customer ${customerNumber}, ${when}`;
  await recordAudit(db, actor, { action, about, customerNumber, workProvider: workProvider.id });
}
