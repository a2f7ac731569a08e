import type { Language } from '../../core/language.ts';
import type { Instant } from '../../core/time/instant.ts';
import { firstRow, type Queryable, rows } from '../postgres/database.ts';
import { plainArray } from '../postgres/sqlTypes.ts';

/** What a customer signs in with. A customer whom an operator added has no password until they set one by mail. */
export type Account = {
  readonly customerNumber: string;
  readonly email: string;
  readonly name: string | null;
  readonly phone: string | null;
  /** A PHC string. */
  readonly password: string | null;
  readonly emailVerifiedAt: Instant | null;
  readonly closedAt: Instant | null;
  /** The kinds of mail that they turned off. */
  readonly unwantedMails: readonly string[];
  /** In which mails are; null: nobody has said. */
  readonly language: Language | null;
};

const SELECT = `
  select c.number as "customerNumber", c.email, c.name, a.phone, a.password,
    a.email_verified_at as "emailVerifiedAt", a.closed_at as "closedAt",
    coalesce(a.unwanted_mails, '{}') as "unwantedMails", a.language
  from customer c left join account a on a.customer_number = c.number`;
const BY_NUMBER = { name: 'account_of', text: `${SELECT} where c.number = $1` };
const BY_EMAIL = {
  name: 'account_by_email',
  text: `${SELECT} where lower(c.email collate "C") = lower($1::text collate "C")`,
};

/** The account of a customer, closed or not. */
export async function accountOf(db: Queryable, customerNumber: string): Promise<Account | undefined> {
  return await firstRow<Account>(db, BY_NUMBER, [customerNumber]);
}

/** The account with the email. Letters of ASCII compare without case. */
export async function accountByEmail(db: Queryable, email: string): Promise<Account | undefined> {
  return await firstRow<Account>(db, BY_EMAIL, [email]);
}

const OPEN = {
  name: 'open_account',
  text: 'insert into account (customer_number, phone, password, language) values ($1, $2, $3, $4)',
};
const SET_PASSWORD = {
  name: 'set_password',
  text: `insert into account (customer_number, password) values ($1, $2)
         on conflict (customer_number) do update set password = excluded.password where account.closed_at is null
         returning customer_number`,
};
const SET_PHONE = {
  name: 'set_phone',
  text: `insert into account (customer_number, phone) values ($1, $2)
         on conflict (customer_number) do update set phone = excluded.phone where account.closed_at is null`,
};
const VERIFY_EMAIL = {
  name: 'mark_email_verified',
  text: `update account set email_verified_at = clock_timestamp()
         where customer_number = $1 and email_verified_at is null and closed_at is null returning customer_number`,
};

/** Adds the account of a customer who signs up. `password`: a PHC string. */
export async function openAccount(
  db: Queryable,
  account: Pick<Account, 'customerNumber' | 'language'> & { readonly phone: string; readonly password: string },
): Promise<void> {
  await rows(db, OPEN, [account.customerNumber, account.phone, account.password, account.language]);
}

/**
 * Sets the password (a PHC string), and adds an account to a customer without one. False when the account is closed.
 */
export async function setPasswordOf(db: Queryable, customerNumber: string, password: string): Promise<boolean> {
  return (await firstRow(db, SET_PASSWORD, [customerNumber, password])) !== undefined;
}

/** Sets the phone number of an account that is not closed, and adds an account to a customer without one. */
export async function setPhoneOf(db: Queryable, customerNumber: string, phone: string): Promise<void> {
  await rows(db, SET_PHONE, [customerNumber, phone]);
}

/** Records that the email is verified. False when it was verified before, or the account is closed. */
export async function markEmailVerified(db: Queryable, customerNumber: string): Promise<boolean> {
  return (await firstRow(db, VERIFY_EMAIL, [customerNumber])) !== undefined;
}

const FORGET_CUSTOMER = { name: 'forget_unproven_name', text: 'update customer set name = null where number = $1' };
const FORGET_ACCOUNT = {
  name: 'forget_unproven_account',
  text: `update account set phone = null, password = null, time_zone = null, opened_at = clock_timestamp()
         where customer_number = $1`,
};

/** Forgets name, phone, password and agreements that were typed in before the email was proven. */
export async function forgetUnproven(db: Queryable, customerNumber: string): Promise<void> {
  await rows(db, FORGET_CUSTOMER, [customerNumber]);
  await rows(db, FORGET_ACCOUNT, [customerNumber]);
}

const TURN_OFF = {
  name: 'turn_off_mails',
  text: 'update account set unwanted_mails = $2 where customer_number = $1',
};

/** Sets the kinds of mail that the customer does not want. */
export async function turnOffMails(db: Queryable, customerNumber: string, kinds: readonly string[]): Promise<void> {
  await rows(db, TURN_OFF, [customerNumber, plainArray(kinds)]);
}

const LOCK_OPEN = {
  name: 'lock_open_account',
  text: 'select customer_number from account where customer_number = $1 and closed_at is null for update',
};

/** Locks the account until this transaction ends, so that nobody can close it meanwhile. False when it is closed. */
export async function lockOpenAccount(db: Queryable, customerNumber: string): Promise<boolean> {
  return (await firstRow(db, LOCK_OPEN, [customerNumber])) !== undefined;
}

const ERASE_CUSTOMER = {
  name: 'erase_customer',
  // The placeholder is not a valid email, so that no sign-up can have used it.
  text: `update customer set name = null, email = number || '@closed' where number = $1`,
};
const CLOSE = {
  name: 'close_account',
  text: `insert into account (customer_number, closed_at) values ($1, clock_timestamp())
         on conflict (customer_number) do update set closed_at = excluded.closed_at, phone = null, password = null,
           email_verified_at = null, time_zone = null
         where account.closed_at is null`,
};

/** Closes the account, also where there was none yet, and erases name, email, phone and time zone. The customer number stays, because shifts and cover refer to it. */
export async function eraseAccount(db: Queryable, customerNumber: string): Promise<void> {
  await rows(db, CLOSE, [customerNumber]);
  await rows(db, ERASE_CUSTOMER, [customerNumber]);
}

const SUSPEND_WITHOUT_END = {
  name: 'suspend_without_end',
  text: `insert into suspension (customer_number, held, change_reason)
         select $1, unnest(tstzmultirange(tstzrange(clock_timestamp(), null)) - coalesce(range_agg(held), '{}')), $2
         from suspension where customer_number = $1`,
};

/** Suspends the customer from now on without end. Fills the time before and after suspensions that exist already. */
export async function suspendWithoutEnd(db: Queryable, customerNumber: string, reason: string): Promise<void> {
  await rows(db, SUSPEND_WITHOUT_END, [customerNumber, reason]);
}

const SET_LANGUAGE = {
  name: 'choose_language',
  text: `update account set language = $2
         where customer_number = $1 and closed_at is null and language is distinct from $2`,
};

/** Sets the language of mails to the customer. */
export async function chooseLanguage(db: Queryable, customerNumber: string, language: Language): Promise<void> {
  await rows(db, SET_LANGUAGE, [customerNumber, language]);
}

const TIME_ZONE = {
  name: 'chosen_time_zone',
  text: 'select time_zone as "timeZone" from account where customer_number = $1',
};
const SET_TIME_ZONE = {
  name: 'choose_time_zone',
  text: 'update account set time_zone = $2 where customer_number = $1 returning customer_number',
};

/** The time zone that the customer chose for their pages; undefined when they chose none. */
export async function chosenTimeZone(db: Queryable, customerNumber: string): Promise<string | undefined> {
  return (await firstRow<{ timeZone: string | null }>(db, TIME_ZONE, [customerNumber]))?.timeZone ?? undefined;
}

/** Sets the time zone of the customer's pages. Undefined: the zone of their work provider again. */
export async function chooseTimeZone(
  db: Queryable,
  customerNumber: string,
  timeZone: string | undefined,
): Promise<void> {
  await firstRow(db, SET_TIME_ZONE, [customerNumber, timeZone ?? null]);
}
