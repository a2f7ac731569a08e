import { visibleParts } from '../../core/cover/visibleWork.ts';
import type { Lane } from '../../core/shift/lane.ts';
import type { Period } from '../../core/time/period.ts';
import type { Queryable } from '../../store/postgres/database.ts';
import { shiftsOfSubjects } from '../../store/shift/shifts.ts';
import { readEligibility } from '../cover/eligibility.ts';

/** The lane of a shift of the customer's that holds the whole period; undefined when they may see no such shift. */
export async function laneOfOwnWork(
  db: Queryable,
  customerNumber: string,
  workProvider: number,
  { from, to }: Period,
): Promise<Lane | undefined> {
  const { eligibility, subjects } = await readEligibility(db, customerNumber);
  const own = subjects.filter((subject) => subject.workProvider === workProvider);
  const found = await shiftsOfSubjects(db, own, { from, to });
  return found.find((work) => visibleParts(work, eligibility).some((part) => part.from <= from && to <= part.to))?.lane;
}
