import type { Eligibility } from '../../core/cover/cover.ts';
import { isVisible } from '../../core/cover/visibleWork.ts';
import { ALWAYS } from '../../core/time/period.ts';
import type { Queryable } from '../../store/postgres/database.ts';
import { type Provider, providersById } from '../../store/provider/providers.ts';
import { type LaneShift, shiftsOfSubjects } from '../../store/shift/shifts.ts';
import { readEligibility } from '../cover/eligibility.ts';

export type CustomerShift = LaneShift & { readonly workProvider: Provider };

/** A customer's shifts, oldest first, and the standing that turns them into cover. */
export type CustomerShifts = { readonly eligibility: Eligibility; readonly shifts: readonly CustomerShift[] };

/**
 * All kept shifts in the lanes of a customer. Of a driver ID that passed from one customer to another, those that lie
 * in the time of this one. A caller that must not miss what is not settled yet settles first.
 */
export async function shiftsOf(db: Queryable, customerNumber: string): Promise<CustomerShifts> {
  const { eligibility, subjects } = await readEligibility(db, customerNumber);
  const providers = await providersById(db, [...new Set(subjects.map(({ workProvider }) => workProvider))]);
  const found = await shiftsOfSubjects(db, subjects, ALWAYS);
  const own = found.filter((work) => isVisible(work, eligibility));
  const shifts = own.map((each) => ({ ...each, workProvider: providers.get(each.lane.workProvider) as Provider }));
  return { eligibility, shifts };
}
