import type pg from 'pg';
import type { Link } from '../core/shift/lane.ts';
import { recordAudit } from '../store/audit.ts';
import { accountOf, eraseAccount, suspendWithoutEnd } from '../store/customer/accounts.ts';
import { deleteAwaitedLinks } from '../store/customer/awaitedLinks.ts';
import { endContestsOf } from '../store/customer/contestedDriverIds.ts';
import { endDisputesOf } from '../store/customer/disputes.ts';
import { endLink, linksOfCustomer } from '../store/customer/links.ts';
import { numbersOf } from '../store/customer/merges.ts';
import { queueMail } from '../store/jobs.ts';
import { inTransaction, type Queryable } from '../store/postgres/database.ts';
import { deleteMailedTokens } from '../store/signIn/mailedTokens.ts';
import { endSignInsOf, type SignedIn } from '../store/signIn/signIns.ts';
import { confirmPassword } from './passwordChange.ts';
import type { TooMany } from './throttle.ts';

/**
 * Erases name, email and phone under every number of the customer, and what was written in disputes; and ends cover,
 * links, disputes and sign-ins from now on. What an insurer has to be able to prove stays, under the customer number alone: events, shifts, links, agreements and the audit log.
 */
export async function closeAccount(
  pool: pg.Pool,
  customer: SignedIn,
  password: string,
): Promise<{ readonly tag: 'done' } | { readonly tag: 'wrong' } | TooMany> {
  const confirmed = await confirmPassword(pool, customer, password);
  if (confirmed.tag !== 'right') return confirmed;
  await inTransaction(pool, async (db) => {
    for (const number of await numbersOf(db, customer.customerNumber)) await close(db, number);
  });
  return { tag: 'done' };
}

async function close(db: Queryable, customerNumber: string): Promise<void> {
  const account = await accountOf(db, customerNumber);
  await eraseAccount(db, customerNumber);
  for (const link of await linksOfCustomer(db, customerNumber)) {
    if (link.held.to === Infinity) await endSoonest(db, link);
  }
  await suspendWithoutEnd(db, customerNumber, 'the customer closed their account');
  await deleteAwaitedLinks(db, customerNumber);
  await endContestsOf(db, customerNumber);
  await endDisputesOf(db, customerNumber);
  await deleteMailedTokens(db, customerNumber);
  await endSignInsOf(db, customerNumber);
  if (account && account.emailVerifiedAt !== null)
    await queueMail(db, { mail: 'account_closed', customerNumber, email: account.email });
  await recordAudit(db, { tag: 'customer', customerNumber }, { action: 'closed their account', about: customerNumber });
}

/** Links are never deleted and their periods are never empty. A link in the future ends 1 µs after it begins. */
async function endSoonest(db: Queryable, link: Link): Promise<void> {
  if (!(await endLink(db, link, undefined))) await endLink(db, link, link.held.from + 1);
}
