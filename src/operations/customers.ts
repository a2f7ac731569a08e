import type pg from 'pg';
import { type Actor, actorText } from '../core/actor.ts';
import { type Instant, toRfc3339 } from '../core/time/instant.ts';
import { recordAudit } from '../store/audit.ts';
import { accountOf, lockOpenAccount, setPhoneOf } from '../store/customer/accounts.ts';
import type { Customer } from '../store/customer/customers.ts';
import * as customers from '../store/customer/customers.ts';
import * as suspensions from '../store/customer/suspensions.ts';
import { inTransaction, type Queryable } from '../store/postgres/database.ts';
import type { Provider } from '../store/provider/providers.ts';

type NewCustomer = {
  readonly email: string;
  readonly name?: string | undefined;
  /** Unless given, a random one. */
  readonly number?: string | undefined;
  /** When they begin to be a customer. Unless given, now. */
  readonly from?: Instant | undefined;
};

/** Adds a customer. `email_taken` names the customer who has the email. */
export async function addCustomer(
  pool: pg.Pool,
  actor: Actor,
  { email, name, number, from }: NewCustomer,
): Promise<
  | { readonly tag: 'added'; readonly customer: Customer }
  | { readonly tag: 'email_taken'; readonly by: string }
  | { readonly tag: 'number_taken' }
> {
  return await inTransaction(pool, async (db) => {
    const customer =
      number === undefined
        ? await customers.addNewCustomer(db, { email, name, from })
        : await customers.addCustomer(db, { number, email, name, from });
    if (!customer) {
      const holder = await customers.customerByEmail(db, email);
      return holder ? { tag: 'email_taken', by: holder.number } : { tag: 'number_taken' };
    }
    const { number: customerNumber } = customer;
    await recordAudit(db, actor, { action: 'added a customer', about: customerNumber, customerNumber });
    return { tag: 'added', customer };
  });
}

type ChangedCustomer = {
  readonly customerNumber: string;
  readonly why: string;
  readonly phone?: string | undefined;
} & customers.CustomerChange;

/** Changes the email, the name or the phone number of a customer, or when they begin to be one. Only what is given changes. */
export async function changeCustomer(
  pool: pg.Pool,
  actor: Actor,
  { customerNumber, why, phone, ...change }: ChangedCustomer,
): Promise<
  | { readonly tag: 'changed'; readonly customer: Customer }
  | { readonly tag: 'email_taken'; readonly by: string }
  | { readonly tag: 'not_found' }
  | AccountClosed
> {
  return await inTransaction(pool, async (db) => {
    const closed = await accountClosed(db, customerNumber);
    if (closed) return closed;
    const holder = change.email === undefined ? undefined : await customers.customerByEmail(db, change.email);
    if (holder && holder.number !== customerNumber) return { tag: 'email_taken', by: holder.number };
    const customer = await customers.changeCustomer(db, customerNumber, change, { by: actorText(actor), why });
    if (!customer) return { tag: 'not_found' };
    if (phone !== undefined) await setPhoneOf(db, customerNumber, phone);
    const parts = Object.entries({ ...change, phone }).flatMap(([part, value]) => (value === undefined ? [] : [part]));
    const about = `${customerNumber}, ${parts.join(' and ')}: ${why}`;
    await recordAudit(db, actor, { action: 'changed a customer', about, customerNumber });
    return { tag: 'changed', customer };
  });
}

/** The customer closed their account, at this instant. */
export type AccountClosed = { readonly tag: 'account_closed'; readonly at: Instant };

/**
 * When the customer closed their account, if they did: neither cover nor links may be given to them again. Locks the
 * account, so that it is not closed before the transaction ends.
 */
export async function accountClosed(db: Queryable, customerNumber: string): Promise<AccountClosed | undefined> {
  await lockOpenAccount(db, customerNumber);
  const at = (await accountOf(db, customerNumber))?.closedAt ?? null;
  return at === null ? undefined : { tag: 'account_closed', at };
}

type Suspension = { readonly customerNumber: string; readonly from?: Instant | undefined; readonly reason: string };

/** Stops all cover of a customer from an instant on (unless given: now). */
export async function suspendCustomer(
  pool: pg.Pool,
  actor: Actor,
  { customerNumber, from, reason }: Suspension,
): Promise<{ readonly tag: 'suspended' } | { readonly tag: 'suspended_already' }> {
  return await inTransaction(pool, async (db) => {
    if (!(await suspensions.suspendCustomer(db, customerNumber, from, reason, actorText(actor))))
      return { tag: 'suspended_already' };
    const about = `${customerNumber} from ${instantText(from)}: ${reason}`;
    await recordAudit(db, actor, { action: 'suspended a customer', about, customerNumber });
    return { tag: 'suspended' };
  });
}

type Ending = { readonly customerNumber: string; readonly at?: Instant | undefined };

/** Ends the suspension of a customer at an instant (unless given: now), if it began before that. */
export async function resumeCustomer(
  pool: pg.Pool,
  actor: Actor,
  { customerNumber, at }: Ending,
): Promise<{ readonly tag: 'resumed' } | { readonly tag: 'not_suspended' } | AccountClosed> {
  return await inTransaction(pool, async (db) => {
    const closed = await accountClosed(db, customerNumber);
    if (closed) return closed;
    if (!(await suspensions.resumeCustomer(db, customerNumber, at, actorText(actor)))) return { tag: 'not_suspended' };
    const about = `${customerNumber} at ${instantText(at)}`;
    await recordAudit(db, actor, { action: 'ended the suspension of a customer', about, customerNumber });
    return { tag: 'resumed' };
  });
}

type ForProvider = { readonly workProvider: Pick<Provider, 'id' | 'name'> };

/** Opts a customer out of a work provider from an instant on (unless given: now). */
export async function optOut(
  pool: pg.Pool,
  actor: Actor,
  { customerNumber, workProvider, from }: ForProvider & Omit<Suspension, 'reason'>,
): Promise<{ readonly tag: 'opted_out' } | { readonly tag: 'opted_out_already' }> {
  return await inTransaction(pool, async (db) => {
    if (!(await suspensions.optOut(db, customerNumber, workProvider.id, from, actorText(actor))))
      return { tag: 'opted_out_already' };
    await recordAudit(db, actor, {
      action: 'refused a work provider for a customer',
      about: `${customerNumber}, ${workProvider.name} from ${instantText(from)}`,
      customerNumber,
      workProvider: workProvider.id,
    });
    return { tag: 'opted_out' };
  });
}

/** Ends the opt-out of a customer at an instant (unless given: now), if it began before that. */
export async function optIn(
  pool: pg.Pool,
  actor: Actor,
  { customerNumber, workProvider, at }: ForProvider & Ending,
): Promise<{ readonly tag: 'opted_in' } | { readonly tag: 'not_opted_out' }> {
  return await inTransaction(pool, async (db) => {
    if (!(await suspensions.optIn(db, customerNumber, workProvider.id, at, actorText(actor))))
      return { tag: 'not_opted_out' };
    await recordAudit(db, actor, {
      action: 'took a refusal back for a customer',
      about: `${customerNumber}, ${workProvider.name} at ${instantText(at)}`,
      customerNumber,
      workProvider: workProvider.id,
    });
    return { tag: 'opted_in' };
  });
}

/** How the audit log says from or until when something holds. */
export function instantText(at: Instant | undefined): string {
  return at === undefined ? 'now' : toRfc3339(at);
}
