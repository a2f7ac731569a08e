import type { Eligibility } from '../../core/cover/cover.ts';
import { distinctSubjects } from '../../core/event.ts';
import { customerLane, driverLane, type Lane } from '../../core/shift/lane.ts';
import type { Instant } from '../../core/time/instant.ts';
import { optOutsOf, suspensionsOf } from '../../store/customer/customers.ts';
import { linksAround, linksOfCustomer } from '../../store/customer/links.ts';
import { providersNaming } from '../../store/log/events.ts';
import type { Queryable } from '../../store/postgres/database.ts';

/** A customer's standing, and every lane in which work of theirs may lie. */
export type EligibilityAndLanes = { readonly eligibility: Eligibility; readonly lanes: readonly Lane[] };

/** What decides a customer's cover but the shifts, as known at `knownAt` (Infinity: now). */
export async function readEligibility(
  db: Queryable,
  customerNumber: string,
  knownAt: Instant,
): Promise<EligibilityAndLanes> {
  const own = await linksOfCustomer(db, customerNumber, knownAt);
  const naming = await providersNaming(db, customerNumber);
  const lanes = distinctSubjects([
    ...own.map(driverLane),
    ...naming.map((provider) => customerLane(provider, customerNumber)),
  ]);
  const eligibility: Eligibility = {
    customerNumber,
    links: await linksAround(db, lanes, knownAt),
    suspensions: await suspensionsOf(db, customerNumber, knownAt),
    refusals: await optOutsOf(db, customerNumber, knownAt),
  };
  return { eligibility, lanes };
}
