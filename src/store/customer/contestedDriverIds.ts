import type { Instant } from '../../core/time/instant.ts';
import { type Queryable, rows } from '../postgres/database.ts';

/** A driver ID that a customer says is theirs, and that someone else holds. */
export type ContestedDriverId = {
  readonly workProvider: number;
  readonly workProviderName: string;
  readonly driverId: string;
  readonly contestedAt: Instant;
};

type Named = Pick<ContestedDriverId, 'workProvider' | 'driverId'> & { readonly customerNumber: string };

const CONTEST = {
  name: 'contest_driver_id',
  text: `insert into contested_driver_id (customer_number, work_provider_id, driver_id) values ($1, $2, $3)
         on conflict do nothing`,
};
const END = {
  name: 'end_contest',
  text: `update contested_driver_id set ended_at = clock_timestamp()
         where customer_number = any(numbers_of($1)) and work_provider_id = $2 and driver_id = $3 and ended_at is null`,
};
const OF_CUSTOMER = {
  name: 'contested_driver_ids',
  text: `select c.work_provider_id as "workProvider", p.name as "workProviderName", c.driver_id as "driverId",
           c.contested_at as "contestedAt"
         from contested_driver_id c join work_provider p on p.id = c.work_provider_id
         where c.customer_number = any(numbers_of($1)) and c.ended_at is null order by c.id`,
};

/** Records that the customer says the driver ID is theirs, unless that is recorded already. */
export async function contestDriverId(db: Queryable, { customerNumber, workProvider, driverId }: Named): Promise<void> {
  await rows(db, CONTEST, [customerNumber, workProvider, driverId]);
}

/** Ends it: they hold the driver ID by now, or it is not theirs. */
export async function endContest(db: Queryable, { customerNumber, workProvider, driverId }: Named): Promise<void> {
  await rows(db, END, [customerNumber, workProvider, driverId]);
}

/** The driver IDs that the customer says are theirs and someone else holds, the earliest first. */
export async function contestedDriverIdsOf(db: Queryable, customerNumber: string): Promise<ContestedDriverId[]> {
  return await rows<ContestedDriverId>(db, OF_CUSTOMER, [customerNumber]);
}
