import type pg from 'pg';
import { accountByEmail } from '../store/customer/accounts.ts';
import type { Queryable } from '../store/postgres/database.ts';
import { beginSignIn, endSignIn, type SignedIn, seeSignIn } from '../store/signIn/signIns.ts';
import { checkPassword, passwordsQueue } from './passwords/password.ts';
import { addressBlock, countTry, emailKey, forgive, type TooMany, type Tried } from './throttle.ts';

export type { SignedIn } from '../store/signIn/signIns.ts';

export type LoggedIn =
  | { readonly tag: 'in'; readonly token: string; readonly customerNumber: string }
  /** No such email, no password yet, or another password: nobody learns which. */
  | { readonly tag: 'wrong' }
  | TooMany;

/** Begins a sign-in with a token of its own, whoever was signed in before. */
export async function logIn(
  pool: pg.Pool,
  given: { readonly email: string; readonly password: string; readonly address: string },
): Promise<LoggedIn> {
  if (passwordsQueue()) return BUSY;
  const block = addressBlock(given.address);
  const here = ['log_in_email_here', `${emailKey(given.email)} ${block}`] as const;
  const tries: (readonly [Tried, string])[] = [
    here,
    ['log_in_email', emailKey(given.email)],
    ['log_in_address', block],
  ];
  const tooMany = await countTry(pool, ...tries);
  if (tooMany) return tooMany;

  const account = await accountByEmail(pool, given.email);
  const right = await checkPassword(given.password, account?.password);
  if (!right || !account?.password) return { tag: 'wrong' };
  const token = await beginSignIn(pool, account.customerNumber, account.password);
  if (token === undefined) return { tag: 'wrong' };
  await forgive(pool, here);
  return { tag: 'in', token, customerNumber: account.customerNumber };
}

/** When so many log in that passwords queue. */
export const BUSY: TooMany = { tag: 'too_many', retryAfterSeconds: 5 };

/** Who holds the token; undefined when nobody is signed in with it. */
export async function signedIn(db: Queryable, token: string | undefined): Promise<SignedIn | undefined> {
  return token ? await seeSignIn(db, token) : undefined;
}

export async function logOut(db: Queryable, token: string | undefined): Promise<void> {
  if (token) await endSignIn(db, token);
}
