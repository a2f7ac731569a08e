import { coverThrough, type Eligibility } from '../core/cover/cover.ts';
import { certainPart } from '../core/cover/doubt.ts';
import type { CustomerCover } from '../core/cover/notice.ts';
import { indexLinks, type Lane, laneKey } from '../core/shift/lane.ts';
import type { Shift } from '../core/shift/timeline.ts';
import type { Instant } from '../core/time/instant.ts';
import { otherReading } from '../core/time/localTime.ts';
import { intersect } from '../core/time/period.ts';
import { eligibilitiesOf } from '../store/customer/eligibility.ts';
import { linksAround } from '../store/customer/links.ts';
import { sharedNumbers } from '../store/customer/sharing.ts';
import { repeatedHourEvents } from '../store/log/repeatedHourEvents.ts';
import type { Queryable } from '../store/postgres/database.ts';

/** A shift in its lane; undefined when it is gone. */
type Asked = { readonly lane: Lane; readonly shift: Shift | undefined };

/**
 * The cover that is certain through each of some shifts: under either reading of a doubtful login or logout. Undefined for
 * a lane by a customer number about which its work provider may learn nothing.
 */
export async function readCertainCover(
  db: Queryable,
  asked: readonly Asked[],
): Promise<(each: Asked) => CustomerCover[] | undefined> {
  const distinct = [...new Map(asked.map(({ lane }) => [laneKey(lane), lane])).values()];
  const isShared = await sharedNumbers(db, distinct.filter(byNumber).map(customerOf));
  const mayLearn = (lane: Lane) => !byNumber(lane) || isShared(customerOf(lane));
  const lanes = distinct.filter(mayLearn);
  const links = await linksAround(db, lanes);
  const { onDriver } = indexLinks(links);
  const holders = (lane: Lane): string[] =>
    byNumber(lane) ? [lane.identifier] : [...new Set(onDriver(lane).map(({ customerNumber }) => customerNumber))];
  const eligibilities = await eligibilitiesOf(db, lanes.flatMap(holders), links);
  const alternatives = await readAlternatives(
    db,
    asked.flatMap(({ shift }) => shift ?? []),
  );
  return ({ lane, shift }) => {
    if (!mayLearn(lane)) return undefined;
    if (!shift) return [];
    return holders(lane).flatMap((number) => coverOfOne(lane, shift, eligibilities.get(number), alternatives));
  };
}

function byNumber({ identifierKind }: Lane): boolean {
  return identifierKind === 'policyId';
}

function customerOf({ workProvider, identifier }: Lane) {
  return { workProvider, customerNumber: identifier };
}

/** By event: the other instant that a doubtful time may mean. */
type Alternatives = ReadonlyMap<number, Instant>;

async function readAlternatives(db: Queryable, shifts: readonly Shift[]): Promise<Alternatives> {
  const ids = shifts.flatMap(({ openedBy, logout }) => (logout ? [openedBy, logout.id] : [openedBy]));
  const found = await repeatedHourEvents(db, ids);
  return new Map(
    found.flatMap(({ id, occurredAt, ...event }) => {
      const other = otherReading({ instant: occurredAt, ...event });
      return other === undefined ? [] : [[id, other]];
    }),
  );
}

function coverOfOne(
  lane: Lane,
  shift: Shift,
  eligibility: Eligibility | undefined,
  alternatives: Alternatives,
): CustomerCover[] {
  if (!eligibility) return [];
  const certain = certainPart(shift, (event) => alternatives.get(event));
  const periods = coverThrough({ lane, shift }, eligibility).flatMap(({ period }) => intersect(period, certain) ?? []);
  return periods.length === 0 ? [] : [{ customerNumber: eligibility.customerNumber, periods }];
}
