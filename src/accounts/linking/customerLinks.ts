import type pg from 'pg';
import { sameEmail } from '../../core/identifiers.ts';
import { recordAudit } from '../../store/audit.ts';
import { accountOf, lockOpenAccount } from '../../store/customer/accounts.ts';
import { endLink, holderOf, linksOfCustomer } from '../../store/customer/links.ts';
import { optIn, optOut } from '../../store/customer/suspensions.ts';
import { recordAgreement } from '../../store/customer/terms.ts';
import { inTransaction, type Queryable } from '../../store/postgres/database.ts';
import { providersById } from '../../store/provider/providers.ts';
import { canBeAgreedTo } from '../terms.ts';
import { type TooMany, throttle } from '../throttle.ts';
import { acceptInvitation, type Linked } from './acceptInvitation.ts';
import type { Invitation } from './invitation.ts';
import { formatDriverId } from './linkDriverId.ts';

/** The outcome of agreeing to a link. */
export type Agreed =
  | Linked
  /** The invitation is for another email than the customer's. */
  | { readonly tag: 'other_email' }
  /** There is a newer version of the terms than the one that was shown. */
  | { readonly tag: 'terms_changed' }
  | TooMany;

/**
 * Records that the customer agrees to the work provider's terms, and links the driver ID of the invitation. `version`:
 * of the terms that were shown. `verifyFirst`: links wait until the email is verified.
 */
export async function agreeToLink(
  pool: pg.Pool,
  customerNumber: string,
  invitation: Invitation,
  version: string,
  verifyFirst: boolean,
): Promise<Agreed> {
  const tooMany = await throttle(pool, ['link', customerNumber]);
  if (tooMany) return tooMany;
  return await inTransaction(pool, async (db) => {
    const account = (await lockOpenAccount(db, customerNumber)) && (await accountOf(db, customerNumber));
    if (!account || !sameEmail(account.email, invitation.email)) return { tag: 'other_email' };
    if (!(await canBeAgreedTo(db, invitation.workProvider, version))) return { tag: 'terms_changed' };
    const linked = await acceptInvitation(db, account, invitation, verifyFirst);
    if (!AGREED.includes(linked.tag)) return linked;
    await recordAgreement(db, customerNumber, invitation.workProvider, version);
    return linked;
  });
}

/** The outcomes with which the agreement counts. */
export const AGREED: readonly Linked['tag'][] = ['linked', 'already_yours', 'verify_first'];

/** Whether the customer holds the driver ID of the invitation. */
export async function isLinkedAlready(
  db: Queryable,
  customerNumber: string,
  invitation: Pick<Invitation, 'workProvider' | 'driverId'>,
): Promise<boolean> {
  return (await holderOf(db, invitation, customerNumber))?.isTheirs ?? false;
}

/** Ends one of the customer's own links from now on. False when it belongs to another customer or has ended. */
export async function endOwnLink(pool: pg.Pool, customerNumber: string, linkId: number): Promise<boolean> {
  return await inTransaction(pool, async (db) => {
    const link = (await linksOfCustomer(db, customerNumber)).find(({ id }) => id === linkId);
    if (!link || !(await endLink(db, link, undefined))) return false;
    const { workProvider, driverId } = link;
    const about = formatDriverId({ workProviderName: await providerName(db, workProvider), driverId });
    const entry = { action: 'ended the link of a driver ID', about, workProvider };
    await recordAudit(db, { tag: 'customer', customerNumber }, entry);
    return true;
  });
}

/**
 * Opts the customer out of a work provider: shifts that it reports by customer number give no cover from now on. False
 * when the customer has opted out already.
 */
export async function optOutOfProvider(pool: pg.Pool, customerNumber: string, providerId: number): Promise<boolean> {
  return await changeOptOut(pool, customerNumber, providerId, 'refused a work provider', optOut);
}

/** Ends the customer's opt-out. False when there is none. */
export async function optInToProvider(pool: pg.Pool, customerNumber: string, providerId: number): Promise<boolean> {
  return await changeOptOut(pool, customerNumber, providerId, 'took back the refusal of a work provider', optIn);
}

async function changeOptOut(
  pool: pg.Pool,
  customerNumber: string,
  providerId: number,
  action: string,
  change: typeof optOut | typeof optIn,
): Promise<boolean> {
  return await inTransaction(pool, async (db) => {
    if (!(await providersById(db, [providerId])).has(providerId)) return false;
    if (!(await change(db, customerNumber, providerId, undefined))) return false;
    const about = await providerName(db, providerId);
    await recordAudit(db, { tag: 'customer', customerNumber }, { action, about, workProvider: providerId });
    return true;
  });
}

async function providerName(db: Queryable, providerId: number): Promise<string> {
  return (await providersById(db, [providerId])).get(providerId)?.name ?? `work provider ${providerId}`;
}
