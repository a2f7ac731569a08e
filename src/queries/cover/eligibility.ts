import type { Eligibility } from '../../core/cover/cover.ts';
import { distinctSubjects, type Subject } from '../../core/event.ts';
import { driverSubject } from '../../core/shift/lane.ts';
import { eligibilitiesOf } from '../../store/customer/eligibility.ts';
import { linksAround, linksOfCustomer } from '../../store/customer/links.ts';
import { numbersOf } from '../../store/customer/merges.ts';
import { reportedNumbers } from '../../store/log/events.ts';
import type { Queryable } from '../../store/postgres/database.ts';

/** What decides a customer's cover, and every subject under which work of theirs may be reported. */
export type CustomerEligibility = { readonly eligibility: Eligibility; readonly subjects: readonly Subject[] };

/** Throws when there is no such customer. */
export async function readEligibility(db: Queryable, customerNumber: string): Promise<CustomerEligibility> {
  const own = (await linksOfCustomer(db, customerNumber)).map(driverSubject);
  const subjects = distinctSubjects([...own, ...(await reportedNumbers(db, customerNumber))]);
  const found = await eligibilitiesOf(db, await numbersOf(db, customerNumber), await linksAround(db, subjects));
  const eligibility = found.get(customerNumber);
  if (!eligibility) throw new Error(`no customer ${customerNumber}`);
  const numbers = new Map([...found.values()].flatMap((each) => [...each.numbers]));
  return { eligibility: { ...eligibility, numbers }, subjects };
}
