import type pg from 'pg';
import { recheckCustomer, recheckShift, watchOpenShifts } from './recheck.ts';

/** What has to be looked at though no event came: work for whoever runs jobs, under the names it is queued by. */
export function recheckTasks(pool: pg.Pool) {
  return {
    recheck_shift: async (payload: unknown) => {
      const { shift, at } = payload as { shift: number; at: number };
      await recheckShift(pool, shift, at);
    },
    recheck_customer: async (payload: unknown) => {
      const { customerNumber, since } = payload as { customerNumber: string; since: string | null };
      await recheckCustomer(pool, customerNumber, since);
    },
    watch_open_shifts: async (payload: unknown) => {
      await watchOpenShifts(pool, (payload as { workProvider: number }).workProvider);
    },
  };
}
