import type pg from 'pg';
import type { Tasks } from '../store/jobs.ts';
import { recheckCustomer, recheckShift, watchOpenShifts } from './recheck.ts';

/** The tasks that notify where no event came: time has passed, or eligibility or the endpoints have changed. */
export function recheckTasks(pool: pg.Pool): Pick<Tasks, 'recheck_shift' | 'recheck_customer' | 'watch_open_shifts'> {
  return {
    recheck_shift: async ({ shift, at }) => await recheckShift(pool, shift, at),
    recheck_customer: async ({ customerNumber, since }) => await recheckCustomer(pool, customerNumber, since),
    watch_open_shifts: async ({ workProvider }) => await watchOpenShifts(pool, workProvider),
  };
}
