import type pg from 'pg';
import { sameEmail } from '../core/identifiers.ts';
import { recordAudit } from '../store/audit.ts';
import { openAccount } from '../store/customer/accounts.ts';
import { addNewCustomer, type Customer, customerByEmail } from '../store/customer/customers.ts';
import { recordAgreement } from '../store/customer/terms.ts';
import { queueMail } from '../store/jobs.ts';
import { inTransaction, type Queryable } from '../store/postgres/database.ts';
import { beginSignIn } from '../store/signIn/signIns.ts';
import type { Invitation } from './linking/invitation.ts';
import { type Linked, placeInvited } from './linking/placeLink.ts';
import { hashPassword, passwordsQueue } from './passwords/password.ts';
import { BUSY } from './signIn.ts';
import { canBeAgreedTo } from './terms.ts';
import { addressBlock, countTry, emailKey, type TooMany } from './throttle.ts';

export type SignUp = {
  readonly name: string;
  readonly email: string;
  readonly phone: string;
  readonly password: string;
  readonly address: string;
  readonly invitation?: Invitation | undefined;
  /** The versions of the terms that were shown. */
  readonly agreedTo: { readonly insurer: string; readonly workProvider?: string | undefined };
  /** Whether a link has to wait until the email is verified: mail is configured. */
  readonly verifyFirst: boolean;
};

export type SignedUp =
  | {
      readonly tag: 'done';
      readonly token: string;
      readonly customerNumber: string;
      readonly linked: LinkedAtSignUp | undefined;
    }
  /** Whoever has the email is told by mail. */
  | { readonly tag: 'email_taken' }
  /** There is a newer version than the one that was shown. */
  | { readonly tag: 'terms_changed' }
  | TooMany;

/** `other_email`: the work provider signed the link for another email than the one signed up with. */
export type LinkedAtSignUp = Linked | { readonly tag: 'other_email' };

/** Makes a customer who is signed in at once, and the link they were invited to; all of it or nothing. */
export async function signUp(pool: pg.Pool, input: SignUp): Promise<SignedUp> {
  if (passwordsQueue()) return BUSY;
  const tooMany = await countTry(pool, ['sign_up_address', addressBlock(input.address)]);
  if (tooMany) return tooMany;
  // Before it is known whether the email is free, so that both answers take as long.
  const password = await hashPassword(input.password);
  return await inTransaction(pool, (db) => signUpIn(db, input, password));
}

async function signUpIn(db: Queryable, input: SignUp, password: string): Promise<SignedUp> {
  if (!(await termsStand(db, input))) return { tag: 'terms_changed' };
  const customer = await addNewCustomer(db, { email: input.email, name: input.name });
  if (!customer) {
    await tellOwner(db, input.email);
    return { tag: 'email_taken' };
  }
  const { number: customerNumber } = customer;
  await openAccount(db, { customerNumber, phone: input.phone, password });
  await recordAgreement(db, customerNumber, 'insurer', input.agreedTo.insurer);
  await recordAudit(db, { tag: 'customer', customerNumber }, { action: 'signed up', about: customerNumber });
  const linked = input.invitation && (await linkInvited(db, customer, input.invitation, input));
  await queueMail(db, { mail: 'verify_email', customerNumber });
  const token = await beginSignIn(db, customerNumber, password);
  if (token === undefined) throw new Error('a new account could not be signed in to');
  return { tag: 'done', token, customerNumber, linked };
}

async function termsStand(db: Queryable, { agreedTo, invitation }: SignUp): Promise<boolean> {
  const insurers = await canBeAgreedTo(db, 'insurer', agreedTo.insurer);
  if (!insurers || !invitation) return insurers;
  return await canBeAgreedTo(db, invitation.workProvider, agreedTo.workProvider);
}

/** Not more often than anyone would like to hear it. */
async function tellOwner(db: Queryable, email: string): Promise<void> {
  const owner = await customerByEmail(db, email);
  if (!owner || (await countTry(db, ['owner_told', emailKey(email)]))) return;
  await queueMail(db, { mail: 'signed_up_before', customerNumber: owner.number });
}

async function linkInvited(
  db: Queryable,
  { number: customerNumber, email }: Customer,
  invitation: Invitation,
  { agreedTo, verifyFirst }: SignUp,
): Promise<LinkedAtSignUp> {
  if (invitation.signed && !sameEmail(invitation.email, email)) return { tag: 'other_email' };
  const linked = await placeInvited(db, { customerNumber, email, emailVerifiedAt: null }, invitation, verifyFirst);
  if (linked.tag !== 'taken' && linked.tag !== 'unsigned')
    await recordAgreement(db, customerNumber, invitation.workProvider, agreedTo.workProvider as string);
  return linked;
}
