import type { Claim } from '../../core/cover/dispute.ts';
import type { Subject } from '../../core/event.ts';
import type { Instant } from '../../core/time/instant.ts';
import type { Period } from '../../core/time/period.ts';
import { firstRow, type Queryable, rows } from '../postgres/database.ts';
import { toRange } from '../postgres/sqlTypes.ts';

/** What a driver says is wrong about a shift or a gap. */
export type NewDispute = Subject & {
  readonly customerNumber: string;
  /** The shift or gap, as it was shown. */
  readonly about: Period;
  readonly claim: Claim;
  /** When that happened, as the driver says. */
  readonly claimed: Period;
  /** At most `LONGEST_NOTE` characters; '' without one. */
  readonly note: string;
  /** Whether the work provider may read it. */
  readonly shared: boolean;
};

/** One that was opened. `closedAt`: null while it has no answer. `answer`: '' then, and once the account is closed. */
export type Dispute = NewDispute & {
  readonly id: number;
  readonly openedAt: Instant;
  readonly closedAt: Instant | null;
  readonly answer: string;
};

const DISPUTE = `id, customer_number as "customerNumber", work_provider_id as "workProvider",
  identifier_kind as "identifierKind", identifier, about, claim, claimed, note, shared, opened_at as "openedAt",
  closed_at as "closedAt", answer`;

const ADD = {
  name: 'add_dispute',
  text: `insert into dispute (customer_number, work_provider_id, identifier_kind, identifier, about, claim, claimed, note, shared)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9) returning ${DISPUTE}`,
};
const OF_CUSTOMER = {
  name: 'disputes_of_customer',
  text: `select ${DISPUTE} from dispute where customer_number = any(numbers_of($1)) order by id desc`,
};
const OPEN = {
  name: 'open_disputes',
  text: `select ${DISPUTE} from dispute where closed_at is null order by id limit $1`,
};
const NEWEST = { name: 'newest_disputes', text: `select ${DISPUTE} from dispute order by id desc limit $1` };
const BY_ID = { name: 'dispute_by_id', text: `select ${DISPUTE} from dispute where id = $1` };
const SHARED = {
  name: 'shared_disputes',
  text: `select ${DISPUTE} from dispute
         where work_provider_id = $1 and shared
           and (identifier_kind = 'driverId' or shares_with(identifier, work_provider_id)) and (not $2 or closed_at is null) and ($3::bigint is null or id < $3)
         order by id desc limit $4`,
};
const CLOSE = {
  name: 'close_dispute',
  text: `update dispute set closed_at = clock_timestamp(), answer = $2 where id = $1 and closed_at is null
         returning ${DISPUTE}`,
};
const COUNT_OPEN = {
  name: 'count_open_disputes',
  text: 'select count(*) as count from dispute where closed_at is null',
};
const END = {
  name: 'end_disputes',
  text: `update dispute set note = '', answer = '', closed_at = coalesce(closed_at, clock_timestamp())
         where customer_number = $1`,
};

/** Adds a dispute, which is open. */
export async function addDispute(db: Queryable, dispute: NewDispute): Promise<Dispute> {
  const { customerNumber, workProvider, identifierKind, identifier, about, claim, claimed, note, shared } = dispute;
  const subject = [customerNumber, workProvider, identifierKind, identifier];
  return (await firstRow<Dispute>(db, ADD, [
    ...subject,
    toRange(about),
    claim,
    toRange(claimed),
    note,
    shared,
  ])) as Dispute;
}

/** Those under every number of the customer, the newest first. */
export async function disputesOf(db: Queryable, customerNumber: string): Promise<Dispute[]> {
  return await rows<Dispute>(db, OF_CUSTOMER, [customerNumber]);
}

/** Those without an answer, the oldest first. */
export async function openDisputes(db: Queryable, limit: number): Promise<Dispute[]> {
  return await rows<Dispute>(db, OPEN, [limit]);
}

/** With and without an answer, the newest first. */
export async function newestDisputes(db: Queryable, limit: number): Promise<Dispute[]> {
  return await rows<Dispute>(db, NEWEST, [limit]);
}

export async function disputeById(db: Queryable, id: number): Promise<Dispute | undefined> {
  return await firstRow<Dispute>(db, BY_ID, [id]);
}

/** Which of a work provider's disputes are wanted: only open ones, only those with a lower id than `before`. */
export type DisputeChoice = { readonly open: boolean; readonly before: number | undefined; readonly limit: number };

/** Those that the work provider may read, the newest first. */
export async function sharedDisputes(db: Queryable, workProvider: number, choice: DisputeChoice): Promise<Dispute[]> {
  return await rows<Dispute>(db, SHARED, [workProvider, choice.open, choice.before ?? null, choice.limit]);
}

/** Closes it with an answer; undefined when it does not exist, or is closed already. */
export async function setDisputeAnswer(db: Queryable, id: number, answer: string): Promise<Dispute | undefined> {
  return await firstRow<Dispute>(db, CLOSE, [id, answer]);
}

/** How many have no answer. */
export async function countOpenDisputes(db: Queryable): Promise<number> {
  return (await firstRow<{ count: number }>(db, COUNT_OPEN))?.count ?? 0;
}

/** Closes those that are open, and erases what the customer and the operator wrote. What they were about stays. */
export async function endDisputesOf(db: Queryable, customerNumber: string): Promise<void> {
  await rows(db, END, [customerNumber]);
}
