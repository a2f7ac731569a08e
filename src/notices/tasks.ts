import type pg from 'pg';
import { queueReportedMails, type Tasks } from '../store/jobs.ts';
import { moveOn, recheckCustomer, recheckShift, watchOpenShifts } from './recheck.ts';

type NoticeTask = 'recheck_shift' | 'recheck_customer' | 'watch_open_shifts' | 'clock_moved' | 'mail_reported';

/** The tasks that notify where no event came: time has passed, or eligibility or the endpoints have changed. */
export function recheckTasks(pool: pg.Pool): Pick<Tasks, NoticeTask> {
  return {
    recheck_shift: async ({ shift, at }) => await recheckShift(pool, shift, at),
    recheck_customer: async ({ customerNumber, since }) => await recheckCustomer(pool, customerNumber, since),
    mail_reported: async ({ subjects }) => await queueReportedMails(pool, subjects),
    clock_moved: async ({ workProvider, since }) => await moveOn(pool, workProvider, since),
    watch_open_shifts: async ({ workProvider }) => await watchOpenShifts(pool, workProvider),
  };
}
