import type { Instant } from '../../core/time/instant.ts';
import { firstRow, type Queryable, rows } from '../postgres/database.ts';

/** A customer as someone who may sign in. One whom an operator added has no password until they set one by mail. */
export type Account = {
  readonly customerNumber: string;
  readonly email: string;
  readonly name: string | null;
  readonly phone: string | null;
  /** PHC string. */
  readonly password: string | null;
  readonly emailVerifiedAt: Instant | null;
  readonly closedAt: Instant | null;
};

const SELECT = `
  select c.number as "customerNumber", c.email, c.name, a.phone, a.password,
    a.email_verified_at as "emailVerifiedAt", a.closed_at as "closedAt"
  from customer c left join account a on a.customer_number = c.number`;
const OF = { name: 'account_of', text: `${SELECT} where c.number = $1` };
const BY_EMAIL = {
  name: 'account_by_email',
  text: `${SELECT} where lower(c.email collate "C") = lower($1::text collate "C")`,
};

export async function accountOf(db: Queryable, customerNumber: string): Promise<Account | undefined> {
  return await firstRow<Account>(db, OF, [customerNumber]);
}

/** Letters of ASCII compare without case. */
export async function accountByEmail(db: Queryable, email: string): Promise<Account | undefined> {
  return await firstRow<Account>(db, BY_EMAIL, [email]);
}

const OPEN = {
  name: 'open_account',
  text: 'insert into account (customer_number, phone, password) values ($1, $2, $3)',
};
const SET_PASSWORD = {
  name: 'set_password',
  text: `insert into account (customer_number, password) values ($1, $2)
         on conflict (customer_number) do update set password = excluded.password where account.closed_at is null
         returning customer_number`,
};
const PROVE_EMAIL = {
  name: 'prove_email',
  text: `update account set email_verified_at = clock_timestamp()
         where customer_number = $1 and email_verified_at is null and closed_at is null returning customer_number`,
};

export async function openAccount(
  db: Queryable,
  account: { readonly customerNumber: string; readonly phone: string; readonly password: string },
): Promise<void> {
  await rows(db, OPEN, [account.customerNumber, account.phone, account.password]);
}

/** False when the account is closed. */
export async function setPasswordOf(db: Queryable, customerNumber: string, password: string): Promise<boolean> {
  return (await firstRow(db, SET_PASSWORD, [customerNumber, password])) !== undefined;
}

/** False when it was verified before. */
export async function markEmailVerified(db: Queryable, customerNumber: string): Promise<boolean> {
  return (await firstRow(db, PROVE_EMAIL, [customerNumber])) !== undefined;
}

const KEEP_OPEN = {
  name: 'keep_account_open',
  text: 'select customer_number from account where customer_number = $1 and closed_at is null for update',
};

/** Whoever closes the account waits until this transaction ends. False when it is closed already. */
export async function lockOpenAccount(db: Queryable, customerNumber: string): Promise<boolean> {
  return (await firstRow(db, KEEP_OPEN, [customerNumber])) !== undefined;
}

const FORGET_PERSON = {
  name: 'forget_person',
  // No address, so that nobody can have signed up with it.
  text: `update customer set name = null, email = number || '@closed' where number = $1`,
};
const CLOSE = {
  name: 'close_account',
  text: `update account set closed_at = clock_timestamp(), phone = null, password = null, email_verified_at = null,
           time_zone = null
         where customer_number = $1 and closed_at is null`,
};

/** Erases name, email, phone and time zone. The customer number stays, because shifts and cover stand on it. */
export async function eraseAccount(db: Queryable, customerNumber: string): Promise<void> {
  await rows(db, CLOSE, [customerNumber]);
  await rows(db, FORGET_PERSON, [customerNumber]);
}

const SUSPEND_FOR_GOOD = {
  name: 'suspend_for_good',
  text: `insert into suspension (customer_number, held, change_reason)
         select $1, unnest(tstzmultirange(tstzrange(clock_timestamp(), null)) - coalesce(range_agg(held), '{}')), $2
         from suspension where customer_number = $1`,
};

/** No cover from now on, also before a suspension that is yet to begin and after one that is to end. */
export async function suspendForGood(db: Queryable, customerNumber: string, reason: string): Promise<void> {
  await rows(db, SUSPEND_FOR_GOOD, [customerNumber, reason]);
}

const CHOSEN = {
  name: 'chosen_time_zone',
  text: 'select time_zone as "timeZone" from account where customer_number = $1',
};
const CHOOSE = {
  name: 'choose_time_zone',
  text: 'update account set time_zone = $2 where customer_number = $1 returning customer_number',
};

/** The zone in which a customer reads their times, where they chose one. */
export async function chosenTimeZone(db: Queryable, customerNumber: string): Promise<string | undefined> {
  return (await firstRow<{ timeZone: string | null }>(db, CHOSEN, [customerNumber]))?.timeZone ?? undefined;
}

/** Undefined: the zone of their work provider again. */
export async function chooseTimeZone(
  db: Queryable,
  customerNumber: string,
  timeZone: string | undefined,
): Promise<void> {
  await firstRow(db, CHOOSE, [customerNumber, timeZone ?? null]);
}
