import type pg from 'pg';
import { recordAudit } from '../store/audit.ts';
import { accountOf, markEmailVerified, setPasswordOf } from '../store/customer/accounts.ts';
import { queueMail } from '../store/jobs.ts';
import { inTransaction, type Queryable } from '../store/postgres/database.ts';
import { deleteMailedTokens, holderOfMailedToken, useMailedToken } from '../store/signIn/mailedTokens.ts';
import { beginSignIn, endSignInsOf, type SignedIn } from '../store/signIn/signIns.ts';
import { dropUnproven } from './emailVerification.ts';
import { checkPassword, hashingQueueIsFull, hashPassword } from './passwords/password.ts';
import { addressBlock, emailKey, HASHING_BUSY, type Hit, resetLimit, type TooMany, throttle } from './throttle.ts';

/**
 * Queues the mail with a link that sets the password. The answer never depends on whether an account has the email:
 * sending finds that out. Too many requests are dropped without an answer of their own.
 */
export async function requestPasswordMail(pool: pg.Pool, email: string, address: string): Promise<void> {
  const hits: Hit[] = [
    ['mail_recipient', emailKey(email)],
    ['mail_request_address', addressBlock(address)],
  ];
  if (!(await throttle(pool, ...hits))) await queueMail(pool, { mail: 'set_password', email });
}

/** The email whose password the mailed token can set. Undefined when it was used or has expired. Uses nothing up. */
export async function emailOfPasswordToken(db: Queryable, token: string): Promise<string | undefined> {
  const customerNumber = await holderOfMailedToken(db, 'set_password', token);
  return customerNumber === undefined ? undefined : (await accountOf(db, customerNumber))?.email;
}

/**
 * The outcome of setting a password. `token`: of the new sign-in. `stale`: the mailed token was used or has expired.
 */
export type PasswordSet =
  | { readonly tag: 'done'; readonly token: string; readonly customerNumber: string }
  | { readonly tag: 'stale' }
  | TooMany;

/**
 * Sets the password by a mailed token, ends all sign-ins and begins a new one. This verifies the email. What was typed in
 * before is dropped, because the person who typed it may not be the one who reads the mail.
 */
export async function setPassword(pool: pg.Pool, token: string, password: string): Promise<PasswordSet> {
  if (hashingQueueIsFull()) return HASHING_BUSY;
  if ((await emailOfPasswordToken(pool, token)) === undefined) return { tag: 'stale' };
  const phc = await hashPassword(password);
  return await inTransaction(pool, async (db) => {
    const customerNumber = await useMailedToken(db, 'set_password', token);
    const before = customerNumber === undefined ? undefined : await accountOf(db, customerNumber);
    if (!before) return { tag: 'stale' };
    if (before.emailVerifiedAt === null && before.password !== null) await dropUnproven(db, before.customerNumber);
    if (!(await setPasswordOf(db, before.customerNumber, phc))) return { tag: 'stale' };
    await markEmailVerified(db, before.customerNumber);
    await deleteMailedTokens(db, before.customerNumber);
    if (before.password !== null)
      await queueMail(db, { mail: 'password_changed', customerNumber: before.customerNumber });
    const signIn = await renewSignIn(db, before.customerNumber, phc, 'set a password by mail');
    return { tag: 'done', customerNumber: before.customerNumber, token: signIn };
  });
}

/** The outcome of changing a password. `token`: of the new sign-in. `wrong`: the old password does not match. */
export type PasswordChanged = { readonly tag: 'done'; readonly token: string } | { readonly tag: 'wrong' } | TooMany;

/** Changes the password, ends all sign-ins and all mailed tokens that set a password, and begins a new sign-in. */
export async function changePassword(
  pool: pg.Pool,
  customer: SignedIn,
  oldPassword: string,
  newPassword: string,
): Promise<PasswordChanged> {
  const { customerNumber } = customer;
  const confirmed = await confirmPassword(pool, customer, oldPassword);
  if (confirmed.tag !== 'right') return confirmed;
  const phc = await hashPassword(newPassword);
  return await inTransaction(pool, async (db) => {
    if (!(await setPasswordOf(db, customerNumber, phc))) return { tag: 'wrong' };
    await deleteMailedTokens(db, customerNumber, 'set_password');
    await queueMail(db, { mail: 'password_changed', customerNumber });
    return { tag: 'done', token: await renewSignIn(db, customerNumber, phc, 'changed their password') };
  });
}

async function renewSignIn(db: Queryable, customerNumber: string, phc: string, action: string): Promise<string> {
  await endSignInsOf(db, customerNumber);
  const token = await beginSignIn(db, customerNumber, phc);
  if (token === undefined) throw new Error('a password was set, and could not be signed in with');
  await recordAudit(db, { tag: 'customer', customerNumber }, { action, about: customerNumber });
  return token;
}

/**
 * Checks the password of a signed-in customer again, so that a borrowed telephone cannot change or close an account.
 */
export async function confirmPassword(
  pool: pg.Pool,
  { customerNumber }: SignedIn,
  password: string,
): Promise<{ readonly tag: 'right' } | { readonly tag: 'wrong' } | TooMany> {
  if (hashingQueueIsFull()) return HASHING_BUSY;
  const hit: Hit = ['confirm_password', customerNumber];
  const tooMany = await throttle(pool, hit);
  if (tooMany) return tooMany;
  const account = await accountOf(pool, customerNumber);
  if (!(await checkPassword(password, account?.password))) return { tag: 'wrong' };
  await resetLimit(pool, hit);
  return { tag: 'right' };
}
