import type { Actor } from '../../core/actor.ts';
import { sameEmail } from '../../core/identifiers.ts';
import type { Account } from '../../store/customer/accounts.ts';
import {
  type AwaitedLink,
  addAwaitedLink,
  awaitedLinksOf,
  deleteAwaitedLinks,
} from '../../store/customer/awaitedLinks.ts';
import { openClaim } from '../../store/customer/links.ts';
import { freeSignedLink, useSignedLink } from '../../store/customer/usedLinks.ts';
import type { Queryable } from '../../store/postgres/database.ts';
import { linksMustBeSigned } from '../../store/provider/linkSecrets.ts';
import { sha256Of } from '../../store/secrets.ts';
import type { Invitation } from './invitation.ts';
import { auditLinked, type DriverId, type Held, heldBy, type LinkedNow, linkDriverId } from './linkDriverId.ts';

/** The outcome of linking a driver ID that a customer agreed to. */
export type Linked =
  | LinkedNow
  /** The work provider's links must be signed by now, and this one is not. */
  | { readonly tag: 'unsigned' }
  /** The signed link was used before. */
  | { readonly tag: 'used_link' }
  /** They hold another driver ID of the work provider, also without proof. */
  | { readonly tag: 'other_claim' }
  /** The link takes effect once the email is verified. */
  | { readonly tag: 'verify_first' };

/**
 * Links the driver ID of an invitation that the customer accepts. `verifyFirst`: links wait until the email is
 * verified, unless the work provider signed the invitation for this email.
 */
export async function acceptInvitation(
  db: Queryable,
  customer: Pick<Account, 'customerNumber' | 'email' | 'emailVerifiedAt'>,
  invitation: Invitation,
  verifyFirst: boolean,
): Promise<Linked> {
  const { customerNumber } = customer;
  const actor = { tag: 'customer', customerNumber } as const;
  if (!invitation.signed && (await linksMustBeSigned(db, invitation.workProvider))) return { tag: 'unsigned' };
  const signedForEmail = invitation.signed && sameEmail(invitation.email, customer.email);
  if (signedForEmail) return await useSigned(db, customerNumber, invitation, actor);
  if (await claimsAnother(db, customerNumber, invitation)) return { tag: 'other_claim' };
  if (!verifyFirst || customer.emailVerifiedAt !== null)
    return await linkDriverId(db, customerNumber, { ...invitation, proof: 'claimed' }, actor);

  const held = await heldBy(db, customerNumber, invitation);
  if (held) {
    await auditLinked(db, customerNumber, { ...invitation, proof: 'claimed' }, actor, held);
    return held;
  }
  await addAwaitedLink(db, { ...invitation, customerNumber });
  return { tag: 'verify_first' };
}

/** A signed link is used up once it has linked a driver ID. */
async function useSigned(db: Queryable, customerNumber: string, invitation: Invitation, actor: Actor): Promise<Linked> {
  const sha256 = sha256Of(`${invitation.workProvider} ${invitation.signature?.toLowerCase()}`);
  if (!(await useSignedLink(db, sha256)))
    return (await ownLink(db, customerNumber, invitation)) ?? { tag: 'used_link' };
  const linked = await linkDriverId(db, customerNumber, { ...invitation, proof: 'signed' }, actor);
  if (linked.tag === 'taken') await freeSignedLink(db, sha256);
  return linked;
}

async function ownLink(db: Queryable, customerNumber: string, input: DriverId): Promise<Held | undefined> {
  const held = await heldBy(db, customerNumber, input);
  return held?.tag === 'already_yours' ? held : undefined;
}

/** Whether the customer holds another driver ID of the work provider without proof. */
async function claimsAnother(db: Queryable, customerNumber: string, { workProvider, driverId }: DriverId) {
  const claimed = await openClaim(db, customerNumber, workProvider);
  return claimed !== undefined && claimed !== driverId;
}

/** A link that waited for the email to be verified, and its outcome. */
export type AwaitedLinked = Pick<AwaitedLink, 'workProvider' | 'workProviderName' | 'driverId'> & {
  readonly linked: Linked;
};

/**
 * Links the driver IDs that waited for the customer's email to be verified. Signed links never wait, so a work provider
 * that accepts only signed ones by now gets none of these.
 */
export async function linkAwaited(db: Queryable, customerNumber: string): Promise<AwaitedLinked[]> {
  const outcomes: AwaitedLinked[] = [];
  for (const awaited of await awaitedLinksOf(db, customerNumber)) {
    const { workProvider, workProviderName, driverId } = awaited;
    const actor = { tag: 'customer', customerNumber } as const;
    const linked: Linked = (await linksMustBeSigned(db, workProvider))
      ? { tag: 'unsigned' }
      : (await claimsAnother(db, customerNumber, awaited))
        ? { tag: 'other_claim' }
        : await linkDriverId(db, customerNumber, { ...awaited, proof: 'claimed' }, actor);
    outcomes.push({ workProvider, workProviderName, driverId, linked });
  }
  await deleteAwaitedLinks(db, customerNumber);
  return outcomes;
}
