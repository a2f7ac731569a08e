import type pg from 'pg';
import { recordAudit } from '../store/audit.ts';
import { accountOf, lockOpenAccount, markEmailVerified, setPasswordOf } from '../store/customer/accounts.ts';
import { type AwaitedLink, awaitedLinksOf, dropAwaitedLinks } from '../store/customer/awaitedLinks.ts';
import { queueMail } from '../store/jobs.ts';
import { inTransaction, type Queryable } from '../store/postgres/database.ts';
import { dropMailedTokens, holderOfMailedToken, useMailedToken } from '../store/signIn/mailedTokens.ts';
import { beginSignIn, endSignInsOf, type SignedIn } from '../store/signIn/signIns.ts';
import { type Linked, placeAwaited } from './linking/placeLink.ts';
import { checkPassword, hashPassword, passwordsQueue } from './passwords/password.ts';
import { BUSY } from './signIn.ts';
import { addressBlock, countTry, emailKey, forgive, type TooMany } from './throttle.ts';

/** Whatever comes of it is in the mail: the same is done for every email, and sending finds out whether it is known. */
export async function askForPassword(pool: pg.Pool, email: string, address: string): Promise<void> {
  const tooMany = await countTry(pool, ['mail_to', emailKey(email)], ['mail_asked_address', addressBlock(address)]);
  if (!tooMany) await queueMail(pool, { mail: 'set_password', email });
}

/** Mails the customer a link that verifies their email. */
export async function askForVerification(
  pool: pg.Pool,
  customerNumber: string,
): Promise<{ readonly tag: 'asked' } | TooMany> {
  const tooMany = await countTry(pool, ['mail_to', customerNumber]);
  if (tooMany) return tooMany;
  await queueMail(pool, { mail: 'verify_email', customerNumber });
  return { tag: 'asked' };
}

const STALE = { tag: 'stale' } as const;

/**
 * Sets the password by a mailed token, ends all sign-ins and begins a new one. Links that wait for the email to be
 * verified are dropped: whoever agreed to them did not prove to be who reads the mail.
 */
export async function setPassword(
  pool: pg.Pool,
  token: string,
  password: string,
): Promise<
  | { readonly tag: 'done'; readonly token: string; readonly customerNumber: string }
  | { readonly tag: 'stale' }
  | TooMany
> {
  if (passwordsQueue()) return BUSY;
  if ((await holderOfMailedToken(pool, 'set_password', token)) === undefined) return STALE;
  const phc = await hashPassword(password);
  return await inTransaction(pool, async (db) => {
    const customerNumber = await useMailedToken(db, 'set_password', token);
    if (customerNumber === undefined || !(await setPasswordOf(db, customerNumber, phc))) return STALE;
    if (await markEmailVerified(db, customerNumber)) await dropAwaitedLinks(db, customerNumber);
    await dropMailedTokens(db, customerNumber);
    return { tag: 'done', customerNumber, token: await renewSignIn(db, customerNumber, phc, 'set a password by mail') };
  });
}

/** Whether a mailed token would still set a password, for the page that asks for one. */
export async function canSetPassword(db: Queryable, token: string): Promise<boolean> {
  return (await holderOfMailedToken(db, 'set_password', token)) !== undefined;
}

export type PasswordChanged = { readonly tag: 'done'; readonly token: string } | { readonly tag: 'wrong' } | TooMany;

/** Ends all sign-ins and mailed ways to set a password, and begins a new sign-in for whoever changed it. */
export async function changePassword(
  pool: pg.Pool,
  who: SignedIn,
  old: string,
  wished: string,
): Promise<PasswordChanged> {
  const right = await confirmPassword(pool, who, old);
  if (right.tag !== 'right') return right;
  const phc = await hashPassword(wished);
  return await inTransaction(pool, async (db) => {
    if (!(await setPasswordOf(db, who.customerNumber, phc))) return { tag: 'wrong' };
    await dropMailedTokens(db, who.customerNumber, 'set_password');
    return { tag: 'done', token: await renewSignIn(db, who.customerNumber, phc, 'changed their password') };
  });
}

async function renewSignIn(db: Queryable, customerNumber: string, phc: string, action: string): Promise<string> {
  await endSignInsOf(db, customerNumber);
  const token = await beginSignIn(db, customerNumber, phc);
  if (token === undefined) throw new Error('a password was set, and could not be signed in with');
  await queueMail(db, { mail: 'password_changed', customerNumber });
  await recordAudit(db, { tag: 'customer', customerNumber }, { action, about: customerNumber });
  return token;
}

/** Asks again who is there, before something that a borrowed telephone should not be able to do. */
export async function confirmPassword(
  pool: pg.Pool,
  { customerNumber }: SignedIn,
  password: string,
): Promise<{ readonly tag: 'right' } | { readonly tag: 'wrong' } | TooMany> {
  if (passwordsQueue()) return BUSY;
  const tooMany = await countTry(pool, ['password_asked_again', customerNumber]);
  if (tooMany) return tooMany;
  const account = await accountOf(pool, customerNumber);
  if (!(await checkPassword(password, account?.password))) return { tag: 'wrong' };
  await forgive(pool, ['password_asked_again', customerNumber]);
  return { tag: 'right' };
}

/** A link that waited, and what became of it. */
type AwaitedLinked = Pick<AwaitedLink, 'workProvider' | 'workProviderName' | 'driverId'> & {
  readonly linked: Linked;
};

export type EmailVerified =
  | { readonly tag: 'done'; readonly customerNumber: string; readonly links: readonly AwaitedLinked[] }
  | { readonly tag: 'stale' };

/** Verifies the email by a mailed token; the links that waited for it take effect, unless they were taken meanwhile. */
export async function verifyEmail(pool: pg.Pool, token: string): Promise<EmailVerified> {
  return await inTransaction(pool, async (db) => {
    const customerNumber = await holderOfMailedToken(db, 'verify_email', token);
    // The account first, as whoever closes it does: the other way round the two could wait for each other.
    if (customerNumber === undefined || !(await lockOpenAccount(db, customerNumber))) return STALE;
    if ((await useMailedToken(db, 'verify_email', token)) === undefined) return STALE;
    await markEmailVerified(db, customerNumber);
    await recordAudit(
      db,
      { tag: 'customer', customerNumber },
      { action: 'verified their email', about: customerNumber },
    );
    return { tag: 'done', customerNumber, links: await placeAllAwaited(db, customerNumber) };
  });
}

async function placeAllAwaited(db: Queryable, customerNumber: string): Promise<AwaitedLinked[]> {
  const placed: AwaitedLinked[] = [];
  for (const awaited of await awaitedLinksOf(db, customerNumber)) {
    const { workProvider, workProviderName, driverId } = awaited;
    const linked = await placeAwaited(db, customerNumber, awaited);
    placed.push({ workProvider, workProviderName, driverId, linked });
  }
  await dropAwaitedLinks(db, customerNumber);
  return placed;
}

/** What a mailed token would verify, for the page that asks before it does; undefined when it is stale. */
export async function verificationOf(
  db: Queryable,
  token: string,
): Promise<
  { readonly email: string; readonly name: string | null; readonly awaited: readonly AwaitedLink[] } | undefined
> {
  const customerNumber = await holderOfMailedToken(db, 'verify_email', token);
  const account = customerNumber === undefined ? undefined : await accountOf(db, customerNumber);
  if (!account) return undefined;
  return { email: account.email, name: account.name, awaited: await awaitedLinksOf(db, account.customerNumber) };
}
