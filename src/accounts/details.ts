import type pg from 'pg';
import { recordAudit } from '../store/audit.ts';
import { accountOf, lockOpenAccount, markEmailVerified, setPhoneOf } from '../store/customer/accounts.ts';
import { changeCustomer, customerByEmail } from '../store/customer/customers.ts';
import { recordAgreement } from '../store/customer/terms.ts';
import { queueMail } from '../store/jobs.ts';
import { inTransaction } from '../store/postgres/database.ts';
import { deleteMailedTokens, newEmailOf } from '../store/signIn/mailedTokens.ts';
import type { SignedIn } from '../store/signIn/signIns.ts';
import { type AwaitedLinked, linkAwaited } from './linking/acceptInvitation.ts';
import { confirmPassword } from './passwordChange.ts';
import { canBeAgreedTo } from './terms.ts';
import { emailKey, type TooMany, throttle } from './throttle.ts';

const BY_THEMSELVES = { by: 'customer', why: 'the customer changed it' };

/** `agreedTo`: the version of the insurer's terms, where the customer agrees to it now. */
export type Details = { readonly name: string; readonly phone: string; readonly agreedTo: string | undefined };

/** Sets the customer's name and phone, and records that they agree to the insurer's terms. */
export async function changeDetails(
  pool: pg.Pool,
  { customerNumber, name, phone }: SignedIn,
  details: Details,
): Promise<{ readonly tag: 'done' } | { readonly tag: 'terms_changed' }> {
  return await inTransaction(pool, async (db) => {
    if (!(await lockOpenAccount(db, customerNumber))) return { tag: 'done' };
    const { agreedTo } = details;
    if (agreedTo !== undefined) {
      if (!(await canBeAgreedTo(db, 'insurer', agreedTo))) return { tag: 'terms_changed' };
      await recordAgreement(db, customerNumber, 'insurer', agreedTo);
    }
    if (name === details.name && phone === details.phone) return { tag: 'done' };
    await changeCustomer(db, customerNumber, { name: details.name }, BY_THEMSELVES);
    await setPhoneOf(db, customerNumber, details.phone);
    const entry = { action: 'changed their name or phone', about: customerNumber };
    await recordAudit(db, { tag: 'customer', customerNumber }, entry);
    if (name !== null && phone !== null) await queueMail(db, { mail: 'details_changed', customerNumber });
    return { tag: 'done' };
  });
}

/**
 * Queues the mail that proves a new email. The answer never depends on whether another account has it: sending finds
 * that out.
 */
export async function requestEmailChange(
  pool: pg.Pool,
  customer: SignedIn,
  { email, password }: { readonly email: string; readonly password: string },
): Promise<{ readonly tag: 'asked' } | { readonly tag: 'wrong' } | TooMany> {
  const confirmed = await confirmPassword(pool, customer, password);
  if (confirmed.tag !== 'right') return confirmed;
  const { customerNumber } = customer;
  const tooMany = await throttle(pool, ['mail_recipient', customerNumber], ['mail_recipient', emailKey(email)]);
  if (tooMany) return tooMany;
  await queueMail(pool, { mail: 'change_email', customerNumber, email });
  return { tag: 'asked' };
}

/** The new email that the token proves, without using it up. Undefined when it was used, has expired, or is another's. */
export async function pendingEmail(pool: pg.Pool, { customerNumber }: SignedIn, token: string) {
  return await newEmailOf(pool, customerNumber, token);
}

/** `stale`: the token was used or has expired, or another customer has the email by now. */
export type EmailChanged =
  | { readonly tag: 'done'; readonly links: readonly AwaitedLinked[] }
  | { readonly tag: 'stale' };

/** Changes the email to the one that the token proves, and notifies the former address. Awaited links take effect. */
export async function changeEmail(pool: pg.Pool, { customerNumber }: SignedIn, token: string): Promise<EmailChanged> {
  return await inTransaction(pool, async (db) => {
    const account = (await lockOpenAccount(db, customerNumber)) && (await accountOf(db, customerNumber));
    const email = await newEmailOf(db, customerNumber, token);
    if (!account || email === undefined) return { tag: 'stale' };
    const holder = await customerByEmail(db, email);
    if (holder && holder.number !== customerNumber) return { tag: 'stale' };
    await changeCustomer(db, customerNumber, { email }, BY_THEMSELVES);
    await markEmailVerified(db, customerNumber);
    await deleteMailedTokens(db, customerNumber);
    await queueMail(db, { mail: 'email_changed', customerNumber, email: account.email });
    const entry = { action: 'changed their email', about: customerNumber };
    await recordAudit(db, { tag: 'customer', customerNumber }, entry);
    return { tag: 'done', links: await linkAwaited(db, customerNumber) };
  });
}
