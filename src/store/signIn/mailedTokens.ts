import { firstRow, type Queryable, rows } from '../postgres/database.ts';
import { makeToken, sha256Of } from '../secrets.ts';

/** What a mailed token permits. */
export type Purpose = 'verify_email' | 'set_password' | 'change_email';

const LIFETIME_HOURS: Record<Purpose, number> = { verify_email: 72, set_password: 1, change_email: 72 };

const ADD = {
  name: 'add_mailed_token',
  text: `insert into mailed_token (sha256, purpose, customer_number, expires_at, email)
         values ($1, $2, $3, clock_timestamp() + $4 * interval '1 hour', $5)`,
};
const USE = {
  name: 'use_mailed_token',
  text: `update mailed_token set used_at = clock_timestamp()
         where sha256 = $1 and purpose = $2 and used_at is null and expires_at > clock_timestamp()
         returning customer_number as "customerNumber"`,
};
const HOLDER = {
  name: 'holder_of_mailed_token',
  text: `select customer_number as "customerNumber" from mailed_token
         where sha256 = $1 and purpose = $2 and used_at is null and expires_at > clock_timestamp()`,
};
const DELETE = {
  name: 'delete_mailed_tokens',
  text: 'delete from mailed_token where customer_number = $1 and ($2::text is null or purpose = $2)',
};
const PRUNE = { name: 'prune_mailed_tokens', text: 'delete from mailed_token where expires_at < clock_timestamp()' };

/**
 * Makes a token for a mail and stores its SHA-256. It lasts 72 hours, or 1 hour where it sets a password. `email`: the
 * new one, where it changes the email.
 */
export async function addMailedToken(
  db: Queryable,
  purpose: Purpose,
  customerNumber: string,
  email?: string,
): Promise<string> {
  const token = makeToken();
  await rows(db, ADD, [sha256Of(token), purpose, customerNumber, LIFETIME_HOURS[purpose], email ?? null]);
  return token;
}

/**
 * Uses the token up. Returns the number of the customer it was mailed to; undefined when it was used or has expired.
 */
export async function useMailedToken(db: Queryable, purpose: Purpose, token: string): Promise<string | undefined> {
  return (await firstRow<{ customerNumber: string }>(db, USE, [sha256Of(token), purpose]))?.customerNumber;
}

/** The number of the customer the token was mailed to; undefined when it was used or has expired. */
export async function holderOfMailedToken(db: Queryable, purpose: Purpose, token: string): Promise<string | undefined> {
  return (await firstRow<{ customerNumber: string }>(db, HOLDER, [sha256Of(token), purpose]))?.customerNumber;
}

const NEW_EMAIL = {
  name: 'new_email_of_mailed_token',
  text: `select email from mailed_token
         where sha256 = $1 and purpose = 'change_email' and customer_number = $2 and used_at is null
           and expires_at > clock_timestamp()`,
};

/** The new email of the customer that the token proves; undefined when it was used, has expired, or is another's. */
export async function newEmailOf(db: Queryable, customerNumber: string, token: string): Promise<string | undefined> {
  return (await firstRow<{ email: string }>(db, NEW_EMAIL, [sha256Of(token), customerNumber]))?.email;
}

/** Deletes the customer's tokens of one purpose, or all when no purpose is given. */
export async function deleteMailedTokens(db: Queryable, customerNumber: string, purpose?: Purpose): Promise<void> {
  await rows(db, DELETE, [customerNumber, purpose ?? null]);
}

/** Deletes the tokens of all customers that have expired. */
export async function pruneMailedTokens(db: Queryable): Promise<void> {
  await rows(db, PRUNE);
}
