import type { Standing } from '../core/cover.ts';
import { type Subject, subjectKey } from '../core/event.ts';
import type { Instant } from '../core/instant.ts';
import { customerLane, driverLane, type Lane } from '../core/lane.ts';
import { refusalsOf, suspensionsOf } from '../store/customers.ts';
import type { Queryable } from '../store/database.ts';
import { providersNaming } from '../store/events.ts';
import { linksAround, linksOfCustomer } from '../store/links.ts';

/** A customer's standing, and every lane in which work of theirs may lie. */
export type StandingAndLanes = { readonly standing: Standing; readonly lanes: readonly Lane[] };

/** What decides a customer's cover but the shifts, as known at `knownAt` (Infinity: now). */
export async function readStanding(db: Queryable, customerNumber: string, knownAt: Instant): Promise<StandingAndLanes> {
  const own = await linksOfCustomer(db, customerNumber, knownAt);
  const naming = await providersNaming(db, customerNumber);
  const lanes = distinct([...own.map(driverLane), ...naming.map((provider) => customerLane(provider, customerNumber))]);
  const standing: Standing = {
    customerNumber,
    links: await linksAround(db, lanes, knownAt),
    suspensions: await suspensionsOf(db, customerNumber, knownAt),
    refusals: await refusalsOf(db, customerNumber, knownAt),
  };
  return { standing, lanes };
}

function distinct(lanes: readonly Subject[]): Lane[] {
  return [...new Map(lanes.map((lane) => [subjectKey(lane), lane])).values()];
}
