import type { Eligibility } from '../../core/cover/cover.ts';
import { isVisible } from '../../core/cover/visibleWork.ts';
import type { Instant } from '../../core/time/instant.ts';
import { ALWAYS } from '../../core/time/period.ts';
import type { Queryable } from '../../store/postgres/database.ts';
import { type Provider, providersById } from '../../store/provider/providers.ts';
import {
  everyShiftOfSubjects,
  type LaneShift,
  lastShiftsOfSubjects,
  shiftsOfSubjects,
} from '../../store/shift/shifts.ts';
import { readEligibility } from '../cover/eligibility.ts';

export type CustomerShift = LaneShift & { readonly workProvider: Provider };

/** A customer's shifts, oldest first, and the eligibility that turns them into cover. */
export type CustomerShifts = { readonly eligibility: Eligibility; readonly shifts: readonly CustomerShift[] };

/**
 * All kept shifts in the lanes of a customer. Of a driver ID that passed from one customer to another, those that lie
 * in the time of this one. A caller that must not miss what is not settled yet settles first.
 */
export async function shiftsOf(db: Queryable, customerNumber: string): Promise<CustomerShifts> {
  const { eligibility, subjects, own } = await lanesOf(db, customerNumber);
  return { eligibility, shifts: own(await shiftsOfSubjects(db, subjects, ALWAYS)) };
}

/** The last of these shifts that began before an instant, oldest first. `more`: whether there may be earlier ones. */
export async function lastShiftsOf(
  db: Queryable,
  customerNumber: string,
  choice: { readonly before: Instant; readonly limit: number },
): Promise<{ readonly shifts: readonly CustomerShift[]; readonly more: boolean }> {
  const { subjects, own } = await lanesOf(db, customerNumber);
  const found = await lastShiftsOfSubjects(db, subjects, choice);
  return { shifts: own(found), more: found.length === choice.limit };
}

/** All of these shifts, oldest first, some at a time. `db` must be in a transaction. */
export async function* everyShiftOf(db: Queryable, customerNumber: string): AsyncGenerator<CustomerShift[]> {
  const { subjects, own } = await lanesOf(db, customerNumber);
  for await (const found of everyShiftOfSubjects(db, subjects)) yield own(found);
}

async function lanesOf(db: Queryable, customerNumber: string) {
  const { eligibility, subjects } = await readEligibility(db, customerNumber);
  const providers = await providersById(db, [...new Set(subjects.map(({ workProvider }) => workProvider))]);
  const own = (found: readonly LaneShift[]): CustomerShift[] =>
    found
      .filter((work) => isVisible(work, eligibility))
      .map((each) => ({ ...each, workProvider: providers.get(each.lane.workProvider) as Provider }));
  return { eligibility, subjects, own };
}
