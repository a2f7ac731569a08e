import { coverThrough, type GapReason, gapsIn, type Standing } from '../core/cover.ts';
import type { Instant } from '../core/instant.ts';
import { ALWAYS, intersect, type Period } from '../core/period.ts';
import { shiftPieces, type Till } from '../core/shiftPieces.ts';
import type { Queryable } from '../store/database.ts';
import { type OwnEvent, ownEvents, type Waiting, waitingOf } from '../store/ownEvents.ts';
import { type AuditLine, auditAbout } from '../store/ownRecords.ts';
import { type MyRecords, readMyRecords } from './myRecords.ts';
import { type CustomerShift, shiftsOf } from './shiftsOf.ts';

/** Everything that is kept about a customer. */
export type MyData = MyRecords & {
  readonly events: readonly OwnEvent[];
  readonly shifts: readonly OwnShift[];
  /** What of the events is not in the shifts yet. */
  readonly waiting: Waiting;
  readonly audit: readonly AuditLine[];
};

/** A shift, or the part of one that was theirs. `driverId`: undefined for work by customer number. */
type OwnShift = {
  readonly workProvider: string;
  readonly driverId: string | undefined;
  readonly period: Period;
  readonly till: Till;
  readonly cover: readonly Period[];
  readonly gaps: readonly { readonly period: Period; readonly reason: GapReason }[];
};

/** Settles nothing: `waiting` tells what is stored and not in the shifts yet; asked first, so that nothing is in neither. */
export async function readMyData(db: Queryable, customerNumber: string, now: Instant): Promise<MyData> {
  const waiting = await waitingOf(db, customerNumber, ALWAYS);
  const { standing, shifts } = await shiftsOf(db, customerNumber);
  return {
    ...(await readMyRecords(db, customerNumber)),
    events: await ownEvents(db, customerNumber),
    shifts: shifts.flatMap((each) => ownShifts(each, standing, now)),
    waiting,
    audit: (await auditAbout(db, customerNumber)).map((line) => withoutOthers(line, customerNumber)),
  };
}

function ownShifts(work: CustomerShift, standing: Standing, now: Instant): OwnShift[] {
  const { lane, workProvider } = work;
  return shiftPieces(work, standing, now).map(({ period, till }) => ({
    workProvider: workProvider.name,
    driverId: lane.identifierKind === 'driverId' ? lane.identifier : undefined,
    period,
    till,
    cover: coverThrough(work, standing).flatMap((cover) => intersect(cover.period, period) ?? []),
    gaps: gapsIn(work, standing).flatMap((gap) => {
      const within = intersect(gap.period, period);
      return within ? [{ period: within, reason: gap.reason }] : [];
    }),
  }));
}

/** Who else a line names is nobody's business but theirs. */
function withoutOthers(line: AuditLine, own: string): AuditLine {
  const hide = (text: string) =>
    text.replaceAll(/\bcustomer ([A-Z0-9]+)\b/g, (named, number) => (number === own ? named : 'another customer'));
  return { ...line, who: hide(line.who), about: hide(line.about) };
}
