import type { Facts } from '../../core/cover/facts.ts';
import { undeterminedIn } from '../../core/cover/undetermined.ts';
import { type Week, type WeekQuestion, weekOf } from '../../core/cover/week.ts';
import { daysOf } from '../../core/time/isoWeek.ts';
import type { Period } from '../../core/time/period.ts';
import { type Waiting, waitingOf } from '../../store/log/customerEvents.ts';
import type { Queryable } from '../../store/postgres/database.ts';
import { shiftsOfSubjects } from '../../store/shift/shifts.ts';
import type { CustomerEligibility } from '../cover/eligibility.ts';

/** A customer's week as its shifts are kept, and how much of it is stored but not in them yet. */
export type WeekAnswer = { readonly week: Week; readonly waiting: Waiting };

/**
 * Reads only the week's own shifts, and settles nothing: its caller says what waits. That is asked first, so that
 * what is settled in between is never in neither. The facts reach over the week.
 */
export async function readWeek(
  db: Queryable,
  { eligibility, subjects }: CustomerEligibility,
  facts: Facts,
  question: WeekQuestion,
): Promise<WeekAnswer> {
  const period = periodOfWeek(question);
  const waiting = await waitingOf(db, eligibility.customerNumber, period);
  const works = await shiftsOfSubjects(db, subjects, period);
  return { week: weekOf(works, eligibility, question, undeterminedIn(facts, period, question.now)), waiting };
}

/** All of its days. */
export function periodOfWeek({ name, timeZone }: Omit<WeekQuestion, 'now'>): Period {
  const days = daysOf(name, timeZone).map((day) => day.period);
  return { from: Math.min(...days.map((day) => day.from)), to: Math.max(...days.map((day) => day.to)) };
}
