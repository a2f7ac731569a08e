import type pg from 'pg';
import { recordAudit } from '../store/audit.ts';
import { accountOf, lockOpenAccount, markEmailVerified } from '../store/customer/accounts.ts';
import { type AwaitedLink, awaitedLinksOf } from '../store/customer/awaitedLinks.ts';
import { queueMail } from '../store/jobs.ts';
import { inTransaction, type Queryable } from '../store/postgres/database.ts';
import { holderOfMailedToken, useMailedToken } from '../store/signIn/mailedTokens.ts';
import { type AwaitedLinked, linkAwaited } from './linking/linkDriverId.ts';
import { type TooMany, throttle } from './throttle.ts';

/** Queues the mail with a link that verifies the customer's email. */
export async function requestVerificationMail(
  pool: pg.Pool,
  customerNumber: string,
): Promise<{ readonly tag: 'asked' } | TooMany> {
  const tooMany = await throttle(pool, ['mail_recipient', customerNumber]);
  if (tooMany) return tooMany;
  await queueMail(pool, { mail: 'verify_email', customerNumber });
  return { tag: 'asked' };
}

/** What a mailed token verifies: the email, and the links that wait for it. */
export type PendingVerification = {
  readonly email: string;
  readonly name: string | null;
  readonly awaited: readonly AwaitedLink[];
};

/** What the mailed token verifies, without using it up. Undefined when it was used or has expired. */
export async function pendingVerification(db: Queryable, token: string): Promise<PendingVerification | undefined> {
  const customerNumber = await holderOfMailedToken(db, 'verify_email', token);
  const account = customerNumber === undefined ? undefined : await accountOf(db, customerNumber);
  if (!account) return undefined;
  return { email: account.email, name: account.name, awaited: await awaitedLinksOf(db, account.customerNumber) };
}

/** The outcome of a verification, with that of each link that waited. `stale`: the token was used or has expired. */
export type EmailVerified =
  | { readonly tag: 'done'; readonly customerNumber: string; readonly links: readonly AwaitedLinked[] }
  | { readonly tag: 'stale' };

/** Verifies the email by a mailed token, and links the driver IDs that waited for it. */
export async function verifyEmail(pool: pg.Pool, token: string): Promise<EmailVerified> {
  return await inTransaction(pool, async (db) => {
    const customerNumber = await holderOfMailedToken(db, 'verify_email', token);
    // Closing locks the account first and deletes the token after it. The same order here avoids a deadlock.
    if (customerNumber === undefined || !(await lockOpenAccount(db, customerNumber))) return { tag: 'stale' };
    if ((await useMailedToken(db, 'verify_email', token)) === undefined) return { tag: 'stale' };
    await markEmailVerified(db, customerNumber);
    const entry = { action: 'verified their email', about: customerNumber };
    await recordAudit(db, { tag: 'customer', customerNumber }, entry);
    return { tag: 'done', customerNumber, links: await linkAwaited(db, customerNumber) };
  });
}
