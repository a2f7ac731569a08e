import type pg from 'pg';
import { sameEmail } from '../core/identifiers.ts';
import type { Language } from '../core/language.ts';
import { recordAudit } from '../store/audit.ts';
import { openAccount } from '../store/customer/accounts.ts';
import { addNewCustomer, type Customer, customerByEmail } from '../store/customer/customers.ts';
import { recordAgreement } from '../store/customer/terms.ts';
import { queueMail } from '../store/jobs.ts';
import { inTransaction, type Queryable } from '../store/postgres/database.ts';
import { beginSignIn } from '../store/signIn/signIns.ts';
import { acceptInvitation, type Linked } from './linking/acceptInvitation.ts';
import { AGREED } from './linking/customerLinks.ts';
import type { Invitation } from './linking/invitation.ts';
import { hashingQueueIsFull, hashPassword } from './passwords/password.ts';
import { canBeAgreedTo } from './terms.ts';
import { addressBlock, emailKey, HASHING_BUSY, type TooMany, throttle } from './throttle.ts';

/** The input of a sign-up. */
export type SignUp = {
  readonly name: string;
  readonly email: string;
  readonly phone: string;
  readonly password: string;
  /** The IP address of the request, which is throttled. */
  readonly address: string;
  readonly invitation?: Invitation | undefined;
  /** The versions of the terms that were shown. */
  readonly agreedTo: { readonly insurer: string; readonly workProvider?: string | undefined };
  /** Links wait until the email is verified. True where mail is configured. */
  readonly verifyFirst: boolean;
  /** Of mails. */
  readonly language?: Language | undefined;
};

/** The outcome of a sign-up. */
export type SignedUp =
  | {
      readonly tag: 'done';
      readonly token: string;
      readonly customerNumber: string;
      readonly linked: LinkedAtSignUp | undefined;
    }
  /** The customer who has the email is notified by mail. */
  | { readonly tag: 'email_taken' }
  /** There is a newer version of the terms than the one that was shown. */
  | { readonly tag: 'terms_changed' }
  | TooMany;

/** `other_email`: the work provider signed the link for another email than the one signed up with. */
export type LinkedAtSignUp = Linked | { readonly tag: 'other_email' };

/** Adds a customer who is signed in at once, with the link they were invited to, in one transaction. */
export async function signUp(pool: pg.Pool, input: SignUp): Promise<SignedUp> {
  if (hashingQueueIsFull()) return HASHING_BUSY;
  if (!input.invitation?.signed) {
    const tooMany = await throttle(pool, ['sign_up_address', addressBlock(input.address)]);
    if (tooMany) return tooMany;
  }
  // Hashed before the email is looked up, so that the time taken does not reveal whether it has an account.
  const password = await hashPassword(input.password);
  return await inTransaction(pool, (db) => createAccount(db, input, password));
}

async function createAccount(db: Queryable, input: SignUp, password: string): Promise<SignedUp> {
  if (!(await termsCanBeAgreedTo(db, input))) return { tag: 'terms_changed' };
  const customer = await addNewCustomer(db, { email: input.email, name: input.name });
  if (!customer) {
    await notifyOwner(db, input.email);
    return { tag: 'email_taken' };
  }
  const { number: customerNumber } = customer;
  await openAccount(db, { customerNumber, phone: input.phone, password, language: input.language ?? null });
  await recordAgreement(db, customerNumber, 'insurer', input.agreedTo.insurer);
  await recordAudit(db, { tag: 'customer', customerNumber }, { action: 'signed up', about: customerNumber });
  const linked = input.invitation && (await linkInvited(db, customer, input.invitation, input));
  await queueMail(db, { mail: 'verify_email', customerNumber });
  const token = await beginSignIn(db, customerNumber, password);
  if (token === undefined) throw new Error('a new account could not be signed in to');
  return { tag: 'done', token, customerNumber, linked };
}

async function termsCanBeAgreedTo(db: Queryable, { agreedTo, invitation }: SignUp): Promise<boolean> {
  if (!(await canBeAgreedTo(db, 'insurer', agreedTo.insurer))) return false;
  return !invitation || (await canBeAgreedTo(db, invitation.workProvider, agreedTo.workProvider));
}

async function notifyOwner(db: Queryable, email: string): Promise<void> {
  const owner = await customerByEmail(db, email);
  if (!owner || (await throttle(db, ['signed_up_before_recipient', emailKey(email)]))) return;
  await queueMail(db, { mail: 'signed_up_before', customerNumber: owner.number });
}

async function linkInvited(
  db: Queryable,
  { number: customerNumber, email }: Customer,
  invitation: Invitation,
  { agreedTo, verifyFirst }: SignUp,
): Promise<LinkedAtSignUp> {
  if (invitation.signed && !sameEmail(invitation.email, email)) return { tag: 'other_email' };
  const linked = await acceptInvitation(db, { customerNumber, email, emailVerifiedAt: null }, invitation, verifyFirst);
  if (AGREED.includes(linked.tag))
    await recordAgreement(db, customerNumber, invitation.workProvider, agreedTo.workProvider as string);
  return linked;
}
