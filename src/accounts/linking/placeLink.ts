import type { Actor } from '../../core/actor.ts';
import { sameEmail } from '../../core/identifiers.ts';
import { type AuditEntry, recordAudit } from '../../store/audit.ts';
import type { Account } from '../../store/customer/accounts.ts';
import { awaitLink } from '../../store/customer/awaitedLinks.ts';
import { addLink, holderOf, lockDriverId } from '../../store/customer/links.ts';
import type { Queryable } from '../../store/postgres/database.ts';
import { undoIf } from '../../store/postgres/tenancy.ts';
import { linksMustBeSigned } from '../../store/provider/linkSecrets.ts';
import { introduce } from './introducing.ts';
import type { Invitation } from './invitation.ts';

/** What came of the wish to link a driver ID. */
export type Linked =
  | { readonly tag: 'linked' }
  | { readonly tag: 'already_yours' }
  /** It belongs to someone else, and is never moved silently. */
  | { readonly tag: 'taken' }
  /** The work provider's links must be signed by now, and this one is not. */
  | { readonly tag: 'unsigned' }
  /** It takes effect once the email is verified. */
  | { readonly tag: 'verify_first' };

type DriverId = { readonly workProvider: number; readonly workProviderName: string; readonly driverId: string };
type Wish = DriverId & { readonly introduces: boolean };

/** Links the driver ID of the invitation to the customer, now or when the email is verified. */
export async function placeInvited(
  db: Queryable,
  customer: Pick<Account, 'customerNumber' | 'email' | 'emailVerifiedAt'>,
  invitation: Invitation,
  verifyFirst: boolean,
): Promise<Linked> {
  if (!invitation.signed && (await linksMustBeSigned(db, invitation.workProvider))) return { tag: 'unsigned' };
  const vouchedFor = invitation.signed && sameEmail(invitation.email, customer.email);
  const mustVerify = verifyFirst && customer.emailVerifiedAt === null && !vouchedFor;
  if (!mustVerify) return await placeAndIntroduce(db, customer.customerNumber, invitation);

  const held = await refuseIfHeld(db, customer.customerNumber, invitation, customerActor(customer));
  if (held) return held;
  await awaitLink(db, { ...invitation, customerNumber: customer.customerNumber });
  return { tag: 'verify_first' };
}

/** Links what waited for the email to be verified. Signed links never wait, so that it is none of those. */
export async function placeAwaited(db: Queryable, customerNumber: string, input: Wish): Promise<Linked> {
  if (await linksMustBeSigned(db, input.workProvider)) return { tag: 'unsigned' };
  return await placeAndIntroduce(db, customerNumber, input);
}

async function placeAndIntroduce(db: Queryable, customerNumber: string, input: Wish): Promise<Placed> {
  const linked = await placeLink(db, customerNumber, input, customerActor({ customerNumber }));
  if (linked.tag === 'linked' && input.introduces) await introduce(db, customerNumber, input.workProvider);
  return linked;
}

/** Links a driver ID that the work provider itself named for a driver who agreed to share with it. */
export async function placeNamed(db: Queryable, customerNumber: string, input: DriverId): Promise<Placed> {
  const actor = { tag: 'work_provider', workProvider: input.workProvider, name: input.workProviderName } as const;
  return await placeLink(db, customerNumber, input, actor);
}

type Placed = Extract<Linked, { tag: 'linked' | 'already_yours' | 'taken' }>;

/** Links the driver ID to the customer from now on, unless it is somebody's already. */
async function placeLink(db: Queryable, customerNumber: string, input: DriverId, actor: Actor): Promise<Placed> {
  await lockDriverId(db, input);
  const held = await refuseIfHeld(db, customerNumber, input, actor);
  if (held) return held;
  const { workProvider, driverId } = input;
  const added = await undoIf(
    db,
    ({ tag }) => tag === 'taken',
    () => addLink(db, { workProvider, driverId, customerNumber, from: undefined }),
  );
  if (added.tag === 'taken') return (await refuseIfHeld(db, customerNumber, input, actor)) ?? { tag: 'taken' };
  await recordAudit(db, actor, entryOf('linked a driver ID', customerNumber, input, actor));
  return { tag: 'linked' };
}

async function refuseIfHeld(
  db: Queryable,
  customerNumber: string,
  input: DriverId,
  actor: Actor,
): Promise<Placed | undefined> {
  const holder = await holderOf(db, input);
  if (holder === undefined) return undefined;
  if (holder === customerNumber) return { tag: 'already_yours' };
  // Not whose it is: customers may read what the audit log says about them.
  const action = 'was refused a driver ID that belongs to someone else';
  await recordAudit(db, actor, entryOf(action, customerNumber, input, actor));
  return { tag: 'taken' };
}

/** The customer is named where it was not they who did it. */
function entryOf(action: string, customerNumber: string, input: DriverId, actor: Actor): AuditEntry {
  const about = actor.tag === 'customer' ? spell(input) : `${spell(input)}, customer ${customerNumber}`;
  return { action, about, customerNumber, workProvider: input.workProvider };
}

function customerActor({ customerNumber }: Pick<Account, 'customerNumber'>): Actor {
  return { tag: 'customer', customerNumber };
}

/** `Courier Ltd, driver ID 1686` */
export function spell({ workProviderName, driverId }: Pick<DriverId, 'workProviderName' | 'driverId'>): string {
  return `${workProviderName}, driver ID ${driverId}`;
}
