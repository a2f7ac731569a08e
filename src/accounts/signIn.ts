import type pg from 'pg';
import { recordAudit } from '../store/audit.ts';
import { accountByEmail } from '../store/customer/accounts.ts';
import { queueMail } from '../store/jobs.ts';
import type { Queryable } from '../store/postgres/database.ts';
import { beginSignIn, endSignIn, type SignedIn, touchSignIn } from '../store/signIn/signIns.ts';
import { deviceMark } from './device.ts';
import { checkPassword, hashingQueueIsFull } from './passwords/password.ts';
import {
  addressBlock,
  emailKey,
  forgive,
  HASHING_BUSY,
  type Hit,
  resetLimit,
  type TooMany,
  throttle,
} from './throttle.ts';

export type { SignedIn } from '../store/signIn/signIns.ts';

/** The outcome of a log-in. */
export type LoggedIn =
  | { readonly tag: 'in'; readonly token: string; readonly customerNumber: string }
  /** An unknown email, a customer without a password, and a wrong password give the same answer. */
  | { readonly tag: 'wrong' }
  | TooMany;

/**
 * Begins a sign-in with a new token, and notifies the customer by mail when the browser is new to them.
 * `address`: the IP address of the request, which is throttled.
 */
export async function logIn(
  pool: pg.Pool,
  given: {
    readonly email: string;
    readonly password: string;
    readonly address: string;
    /** The mark that the browser keeps. */
    readonly device: string | undefined;
  },
): Promise<LoggedIn> {
  if (hashingQueueIsFull()) return HASHING_BUSY;
  const block = addressBlock(given.address);
  const email = emailKey(given.email);
  const emailAndAddress: Hit = ['log_in_email_and_address', `${email} ${block}`];
  const others: readonly Hit[] = [
    ['log_in_email', email],
    ['log_in_address', block],
  ];
  const tooMany = await throttle(pool, emailAndAddress, ...others);
  if (tooMany) return tooMany;

  const account = await accountByEmail(pool, given.email);
  const matches = await checkPassword(given.password, account?.password);
  const token =
    matches && account?.password ? await beginSignIn(pool, account.customerNumber, account.password) : undefined;
  await recordLogIn(pool, account?.customerNumber, token !== undefined);
  if (!account || token === undefined) return { tag: 'wrong' };
  await resetLimit(pool, emailAndAddress);
  for (const hit of others) await forgive(pool, hit);
  if (given.device !== (await deviceMark(pool, account.customerNumber)) && account.emailVerifiedAt !== null)
    await queueMail(pool, { mail: 'new_device', customerNumber: account.customerNumber });
  return { tag: 'in', token, customerNumber: account.customerNumber };
}

/** A failure is recorded for an unknown email too, which takes as long. */
async function recordLogIn(db: Queryable, customerNumber: string | undefined, succeeded: boolean): Promise<void> {
  const about = customerNumber ?? 'an unknown email';
  const actor =
    succeeded && customerNumber ? ({ tag: 'customer', customerNumber } as const) : ({ tag: 'stranger' } as const);
  await recordAudit(db, actor, { action: succeeded ? 'logged in' : 'failed to log in', about, customerNumber });
}

/** The customer who is signed in with the token; undefined without a token, or when its sign-in has ended. */
export async function signedIn(db: Queryable, token: string | undefined): Promise<SignedIn | undefined> {
  return token ? await touchSignIn(db, token) : undefined;
}

/** Ends the sign-in of the token. Other sign-ins of the customer go on. */
export async function logOut(db: Queryable, token: string | undefined): Promise<void> {
  if (token) await endSignIn(db, token);
}
