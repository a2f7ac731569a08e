import type { Actor } from '../../core/actor.ts';
import { recordAudit } from '../../store/audit.ts';
import { contestDriverId, endContest } from '../../store/customer/contestedDriverIds.ts';
import { addLink, endLink, holderOf, lockDriverId, type Proof, proveLink } from '../../store/customer/links.ts';
import type { Queryable } from '../../store/postgres/database.ts';
import { undoIf } from '../../store/postgres/tenancy.ts';
import { requestIntroduction } from './requestIntroduction.ts';

/** `taken`: the driver ID belongs to another customer, by a proof that is as good. Only an operator can move it. */
export type LinkedNow = { readonly tag: 'linked' } | Held;

export type Held = { readonly tag: 'already_yours' } | { readonly tag: 'taken' };

/** A driver ID of a work provider. `introduces`: linking it introduces the customer to the work provider. */
export type DriverId = {
  readonly workProvider: number;
  readonly workProviderName: string;
  readonly driverId: string;
  readonly introduces?: boolean;
};

/**
 * Links the driver ID to the customer from now on, unless a customer holds it by as good a proof: proof takes it from a
 * claim. The outcome is recorded as the actor's.
 */
export async function linkDriverId(
  db: Queryable,
  customerNumber: string,
  input: DriverId & { readonly proof: Proof },
  actor: Actor,
): Promise<LinkedNow> {
  await lockDriverId(db, input);
  await endWeakerClaim(db, customerNumber, input);
  const linked = (await heldBy(db, customerNumber, input)) ?? (await addUnlessTaken(db, customerNumber, input));
  const named = { ...input, customerNumber };
  if (linked.tag === 'taken') await contestDriverId(db, named);
  else await endContest(db, named);
  if (linked.tag === 'already_yours' && input.proof !== 'claimed') await proveLink(db, named, input.proof);
  await auditLinked(db, customerNumber, input, actor, linked);
  if (linked.tag === 'linked' && input.introduces) await requestIntroduction(db, customerNumber, input.workProvider);
  return linked;
}

/** Ends the link of another customer who only says that the driver ID is theirs, and lets them contest that. */
async function endWeakerClaim(
  db: Queryable,
  customerNumber: string,
  input: DriverId & { readonly proof: Proof },
): Promise<void> {
  const holder = await holderOf(db, input, customerNumber);
  if (!holder || holder.isTheirs) return;
  if (holder.proof !== 'claimed' || input.proof === 'claimed') return;
  const { workProvider, driverId } = input;
  const claim = { workProvider, driverId, customerNumber: holder.customerNumber };
  const why = 'another customer proved that the driver ID is theirs';
  if (!(await endLink(db, claim, undefined, { by: 'system', why }))) return;
  await contestDriverId(db, claim);
  const about = `${formatDriverId(input)}: proof outranks a claim`;
  await recordAudit(
    db,
    { tag: 'system', part: 'linking' },
    { action: 'ended the link of a driver ID', about, customerNumber: holder.customerNumber, workProvider },
  );
}

/** Undefined when nobody holds the driver ID. */
export async function heldBy(db: Queryable, customerNumber: string, input: DriverId): Promise<Held | undefined> {
  const holder = await holderOf(db, input, customerNumber);
  if (holder === undefined) return undefined;
  return { tag: holder.isTheirs ? 'already_yours' : 'taken' };
}

/** An operator's link does not take the lock of the driver ID, so that it may be added at the same time. */
async function addUnlessTaken(
  db: Queryable,
  customerNumber: string,
  input: DriverId & { readonly proof: Proof },
): Promise<LinkedNow> {
  const { workProvider, driverId, proof } = input;
  const added = await undoIf(
    db,
    ({ tag }) => tag === 'taken',
    () => addLink(db, { workProvider, driverId, customerNumber, from: undefined, proof }),
  );
  if (added.tag === 'added') return { tag: 'linked' };
  return (await heldBy(db, customerNumber, input)) ?? { tag: 'taken' };
}

/** The entry names the customer where another actor did it. It never names the holder: the customer may read it. */
export async function auditLinked(
  db: Queryable,
  customerNumber: string,
  input: DriverId & { readonly proof: Proof },
  actor: Actor,
  { tag }: LinkedNow,
): Promise<void> {
  if (tag === 'already_yours') return;
  const did = input.proof === 'claimed' ? 'claimed a driver ID' : 'linked a driver ID';
  const action = tag === 'linked' ? did : 'was refused a driver ID that belongs to someone else';
  const driverId = formatDriverId(input);
  const about = actor.tag === 'customer' ? driverId : `${driverId}, customer ${customerNumber}`;
  await recordAudit(db, actor, { action, about, customerNumber, workProvider: input.workProvider });
}

/** The driver ID as the audit log writes it: `Courier Ltd, driver ID 1686` */
export function formatDriverId({ workProviderName, driverId }: Omit<DriverId, 'workProvider'>): string {
  return `${workProviderName}, driver ID ${driverId}`;
}
