import type pg from 'pg';
import { recordAudit } from '../store/audit.ts';
import { accountOf, forgetUnproven, lockOpenAccount, markEmailVerified } from '../store/customer/accounts.ts';
import { type AwaitedLink, awaitedLinksOf, deleteAwaitedLinks } from '../store/customer/awaitedLinks.ts';
import { queueMail } from '../store/jobs.ts';
import { inTransaction, type Queryable } from '../store/postgres/database.ts';
import {
  addMailedToken,
  deleteMailedTokens,
  holderOfMailedToken,
  useMailedToken,
} from '../store/signIn/mailedTokens.ts';
import { endSignInsOf } from '../store/signIn/signIns.ts';
import { type AwaitedLinked, linkAwaited } from './linking/acceptInvitation.ts';
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
  readonly customerNumber: string;
  readonly email: string;
  readonly name: string | null;
  readonly awaited: readonly AwaitedLink[];
};

/** What the mailed token verifies, without using it up. Undefined when it was used or has expired. */
export async function pendingVerification(db: Queryable, token: string): Promise<PendingVerification | undefined> {
  const customerNumber = await holderOfMailedToken(db, 'verify_email', token);
  const account = customerNumber === undefined ? undefined : await accountOf(db, customerNumber);
  if (!account) return undefined;
  const { email, name } = account;
  return {
    customerNumber: account.customerNumber,
    email,
    name,
    awaited: await awaitedLinksOf(db, account.customerNumber),
  };
}

/** The outcome of a verification, with that of each link that waited. `stale`: the token was used or has expired. */
export type EmailVerified =
  | { readonly tag: 'done'; readonly customerNumber: string; readonly links: readonly AwaitedLinked[] }
  /** Another browser than the one that signed up: `token` sets a password, and what was typed in before is dropped. */
  | { readonly tag: 'begun_anew'; readonly token: string }
  | { readonly tag: 'stale' };

/**
 * Verifies the email by a mailed token, and links the driver IDs that waited for it. `by`: the customer who is signed in
 * to the browser. In any other browser only the email is proven, and not who typed in the rest: the account begins anew.
 */
export async function verifyEmail(pool: pg.Pool, token: string, by: string | undefined): Promise<EmailVerified> {
  return await inTransaction(pool, async (db) => {
    const customerNumber = await holderOfMailedToken(db, 'verify_email', token);
    // Closing locks the account first and deletes the token after it. The same order here avoids a deadlock.
    if (customerNumber === undefined || !(await lockOpenAccount(db, customerNumber))) return { tag: 'stale' };
    if ((await useMailedToken(db, 'verify_email', token)) === undefined) return { tag: 'stale' };
    const isFirstProof = await markEmailVerified(db, customerNumber);
    const entry = { action: 'verified their email', about: customerNumber };
    await recordAudit(db, { tag: 'customer', customerNumber }, entry);
    if (isFirstProof && by !== customerNumber) {
      await dropUnproven(db, customerNumber);
      return { tag: 'begun_anew', token: await addMailedToken(db, 'set_password', customerNumber) };
    }
    return { tag: 'done', customerNumber, links: await linkAwaited(db, customerNumber) };
  });
}

/**
 * Drops what somebody typed in under an email before it was proven: name, phone, password, consents, awaited links,
 * sign-ins. Links that the work provider signed for this email stay.
 */
export async function dropUnproven(db: Queryable, customerNumber: string): Promise<void> {
  await forgetUnproven(db, customerNumber);
  await deleteAwaitedLinks(db, customerNumber);
  await deleteMailedTokens(db, customerNumber);
  await endSignInsOf(db, customerNumber);
  const action = 'proved the email; what was typed in before is dropped';
  await recordAudit(db, { tag: 'customer', customerNumber }, { action, about: customerNumber });
}
