import type { Actor } from '../../core/actor.ts';
import { sameEmail } from '../../core/identifiers.ts';
import { recordAudit } from '../../store/audit.ts';
import type { Account } from '../../store/customer/accounts.ts';
import {
  type AwaitedLink,
  addAwaitedLink,
  awaitedLinksOf,
  deleteAwaitedLinks,
} from '../../store/customer/awaitedLinks.ts';
import { addLink, holderOf, lockDriverId } from '../../store/customer/links.ts';
import type { Queryable } from '../../store/postgres/database.ts';
import { undoIf } from '../../store/postgres/tenancy.ts';
import { linksMustBeSigned } from '../../store/provider/linkSecrets.ts';
import type { Invitation } from './invitation.ts';
import { requestIntroduction } from './requestIntroduction.ts';

/** The outcome of linking a driver ID that a customer agreed to. */
export type Linked =
  | LinkedNow
  /** The work provider's links must be signed by now, and this one is not. */
  | { readonly tag: 'unsigned' }
  /** The link takes effect once the email is verified. */
  | { readonly tag: 'verify_first' };

/** `taken`: the driver ID belongs to another customer. Only an operator can move it. */
export type LinkedNow = { readonly tag: 'linked' } | Held;

type Held = { readonly tag: 'already_yours' } | { readonly tag: 'taken' };

/** A driver ID of a work provider. `introduces`: linking it introduces the customer to the work provider. */
type DriverId = {
  readonly workProvider: number;
  readonly workProviderName: string;
  readonly driverId: string;
  readonly introduces?: boolean;
};

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
  if (!verifyFirst || signedForEmail || customer.emailVerifiedAt !== null)
    return await linkDriverId(db, customerNumber, invitation, actor);

  const held = await heldBy(db, customerNumber, invitation);
  if (held) {
    await auditLinked(db, customerNumber, invitation, actor, held);
    return held;
  }
  await addAwaitedLink(db, { ...invitation, customerNumber });
  return { tag: 'verify_first' };
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
    const linked: Linked = (await linksMustBeSigned(db, workProvider))
      ? { tag: 'unsigned' }
      : await linkDriverId(db, customerNumber, awaited, { tag: 'customer', customerNumber });
    outcomes.push({ workProvider, workProviderName, driverId, linked });
  }
  await deleteAwaitedLinks(db, customerNumber);
  return outcomes;
}

/**
 * Links the driver ID to the customer from now on, unless a customer holds it. The outcome is recorded as the actor's.
 */
export async function linkDriverId(
  db: Queryable,
  customerNumber: string,
  input: DriverId,
  actor: Actor,
): Promise<LinkedNow> {
  await lockDriverId(db, input);
  const linked = (await heldBy(db, customerNumber, input)) ?? (await addUnlessTaken(db, customerNumber, input));
  await auditLinked(db, customerNumber, input, actor, linked);
  if (linked.tag === 'linked' && input.introduces) await requestIntroduction(db, customerNumber, input.workProvider);
  return linked;
}

/** Undefined when nobody holds the driver ID. */
async function heldBy(db: Queryable, customerNumber: string, input: DriverId): Promise<Held | undefined> {
  const holder = await holderOf(db, input, customerNumber);
  if (holder === undefined) return undefined;
  return { tag: holder === 'theirs' ? 'already_yours' : 'taken' };
}

/** An operator's link does not take the lock of the driver ID, so that it may be added at the same time. */
async function addUnlessTaken(db: Queryable, customerNumber: string, input: DriverId): Promise<LinkedNow> {
  const { workProvider, driverId } = input;
  const added = await undoIf(
    db,
    ({ tag }) => tag === 'taken',
    () => addLink(db, { workProvider, driverId, customerNumber, from: undefined }),
  );
  if (added.tag === 'added') return { tag: 'linked' };
  return (await heldBy(db, customerNumber, input)) ?? { tag: 'taken' };
}

/** The entry names the customer where another actor did it. It never names the holder: the customer may read it. */
async function auditLinked(
  db: Queryable,
  customerNumber: string,
  input: DriverId,
  actor: Actor,
  { tag }: LinkedNow,
): Promise<void> {
  if (tag === 'already_yours') return;
  const action = tag === 'linked' ? 'linked a driver ID' : 'was refused a driver ID that belongs to someone else';
  const driverId = formatDriverId(input);
  const about = actor.tag === 'customer' ? driverId : `${driverId}, customer ${customerNumber}`;
  await recordAudit(db, actor, { action, about, customerNumber, workProvider: input.workProvider });
}

/** The driver ID as the audit log writes it: `Courier Ltd, driver ID 1686` */
export function formatDriverId({ workProviderName, driverId }: Omit<DriverId, 'workProvider'>): string {
  return `${workProviderName}, driver ID ${driverId}`;
}
