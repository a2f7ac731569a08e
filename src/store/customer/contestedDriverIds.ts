import type { Instant } from '../../core/time/instant.ts';
import { firstRow, type Queryable, rows } from '../postgres/database.ts';
import type { Proof } from './links.ts';

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
         where customer_number = any(numbers_of($1)) and work_provider_id = $2 and driver_id = $3 and ended_at is null
         returning id`,
};
const OF_CUSTOMER = {
  name: 'contested_driver_ids',
  text: `select c.work_provider_id as "workProvider", p.name as "workProviderName", c.driver_id as "driverId",
           c.contested_at as "contestedAt"
         from contested_driver_id c join work_provider p on p.id = c.work_provider_id
         where c.customer_number = any(numbers_of($1)) and c.ended_at is null order by c.id`,
};

const EVERY = {
  name: 'every_contest_of_customer',
  text: `select work_provider_id as "workProvider", driver_id as "driverId", contested_at as "contestedAt", ended_at as "endedAt"
         from contested_driver_id where customer_number = any(numbers_of($1)) order by id`,
};
const END_ALL = {
  name: 'end_contests',
  text: 'update contested_driver_id set ended_at = clock_timestamp() where customer_number = $1 and ended_at is null',
};

/** Records that the customer says the driver ID is theirs, unless that is recorded already. */
export async function contestDriverId(db: Queryable, { customerNumber, workProvider, driverId }: Named): Promise<void> {
  await rows(db, CONTEST, [customerNumber, workProvider, driverId]);
}

/** Ends it: they hold the driver ID by now, or it is not theirs. False when it was not open. */
export async function endContest(db: Queryable, { customerNumber, workProvider, driverId }: Named): Promise<boolean> {
  return (await rows(db, END, [customerNumber, workProvider, driverId])).length > 0;
}

/** The driver IDs that the customer says are theirs and someone else holds, the earliest first. */
export async function contestedDriverIdsOf(db: Queryable, customerNumber: string): Promise<ContestedDriverId[]> {
  return await rows<ContestedDriverId>(db, OF_CUSTOMER, [customerNumber]);
}

/** One that is open or has ended. */
export type OwnContest = Omit<ContestedDriverId, 'workProviderName'> & { readonly endedAt: Instant | null };

/** All that the customer ever said are theirs and someone else held, the earliest first. */
export async function everyContestOf(db: Queryable, customerNumber: string): Promise<OwnContest[]> {
  return await rows<OwnContest>(db, EVERY, [customerNumber]);
}

/** Ends all that the customer says are theirs: nobody is left who says so. */
export async function endContestsOf(db: Queryable, customerNumber: string): Promise<void> {
  await rows(db, END_ALL, [customerNumber]);
}

/** A case for an operator: one says that the driver ID is theirs, and someone else holds it, or nobody does. */
export type OpenContest = ContestedDriverId & {
  readonly customerNumber: string;
  readonly holder: string | null;
  readonly proof: Proof | null;
};

const OPEN = {
  name: 'open_contests',
  text: `select c.customer_number as "customerNumber", c.work_provider_id as "workProvider", p.name as "workProviderName",
           c.driver_id as "driverId", c.contested_at as "contestedAt", l.customer_number as holder, l.proof
         from contested_driver_id c join work_provider p on p.id = c.work_provider_id
         left join link l on l.work_provider_id = c.work_provider_id and l.driver_id = c.driver_id
           and l.held @> clock_timestamp()
         where c.ended_at is null order by c.id limit $1`,
};
const COUNT = {
  name: 'count_contests',
  text: 'select count(*) as count from contested_driver_id where ended_at is null',
};

/** The open cases, the earliest first. */
export async function openContests(db: Queryable, limit: number): Promise<OpenContest[]> {
  return await rows<OpenContest>(db, OPEN, [limit]);
}

/** How many cases are open. */
export async function countContests(db: Queryable): Promise<number> {
  return (await firstRow<{ count: number }>(db, COUNT))?.count ?? 0;
}
