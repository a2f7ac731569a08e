import { actorText } from '../../core/actor.ts';
import { coverThrough, type Eligibility, type GapReason, gapsIn } from '../../core/cover/cover.ts';
import { shiftPieces, type Till } from '../../core/cover/shiftPieces.ts';
import type { Instant } from '../../core/time/instant.ts';
import { ALWAYS, intersect, type Period } from '../../core/time/period.ts';
import { type AuditLine, auditOfCustomer } from '../../store/audit.ts';
import { type CustomerEvent, customerEvents, type Waiting, waitingOf } from '../../store/log/customerEvents.ts';
import type { Queryable } from '../../store/postgres/database.ts';
import { type MyRecords, readMyRecords } from './myRecords.ts';
import { type CustomerShift, shiftsOf } from './shifts.ts';

/** Everything that is kept about a customer. */
export type MyData = MyRecords & {
  readonly events: readonly CustomerEvent[];
  readonly shifts: readonly OwnShift[];
  /** What of the events is not in the shifts yet. */
  readonly waiting: Waiting;
  readonly audit: readonly OwnAuditLine[];
};

/** Something that was done by or about the customer. */
type OwnAuditLine = { readonly at: Instant; readonly who: string; readonly did: string; readonly about: string };

/** A shift, or the part of one that was theirs. `driverId`: undefined for work by customer number. */
type OwnShift = {
  readonly workProvider: string;
  readonly driverId: string | undefined;
  readonly period: Period;
  readonly till: Till;
  readonly cover: readonly Period[];
  readonly gaps: readonly { readonly period: Period; readonly reason: GapReason }[];
};

/**
 * Settles nothing. `waiting`: what is stored and not in the shifts yet. It is read first, so that no event is in neither.
 */
export async function readMyData(db: Queryable, customerNumber: string, now: Instant): Promise<MyData> {
  const waiting = await waitingOf(db, customerNumber, ALWAYS);
  const { eligibility, shifts } = await shiftsOf(db, customerNumber);
  const { numbers } = eligibility;
  return {
    ...(await readMyRecords(db, customerNumber)),
    events: await customerEvents(db, customerNumber),
    shifts: shifts.flatMap((each) => ownShifts(each, eligibility, now)),
    waiting,
    audit: (await auditOfCustomer(db, customerNumber)).map((line) => ownAuditLine(line, numbers)),
  };
}

function ownShifts(work: CustomerShift, eligibility: Eligibility, now: Instant): OwnShift[] {
  const { lane, workProvider } = work;
  return shiftPieces(work, eligibility, now).map(({ period, till }) => ({
    workProvider: workProvider.name,
    driverId: lane.identifierKind === 'driverId' ? lane.identifier : undefined,
    period,
    till,
    cover: coverThrough(work, eligibility).flatMap((cover) => intersect(cover.period, period) ?? []),
    gaps: gapsIn(work, eligibility).flatMap((gap) => {
      const within = intersect(gap.period, period);
      return within ? [{ period: within, reason: gap.reason }] : [];
    }),
  }));
}

/** A row of the audit log that concerns the customer, without the number of any other customer. */
function ownAuditLine({ at, actor, action, about }: AuditLine, numbers: Eligibility['numbers']): OwnAuditLine {
  const isOther = actor.tag === 'customer' && !numbers.has(actor.customerNumber);
  return { at, who: isOther ? 'another customer' : actorText(actor), did: action, about };
}
