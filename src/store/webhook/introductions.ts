import type { Instant } from '../../core/time/instant.ts';
import { addJobs } from '../jobs.ts';
import { firstRow, type Queryable, rows } from '../postgres/database.ts';
import { unseal } from '../seal.ts';
import { SECRET_OF } from '../sealedSecrets.ts';

/**
 * How an introduction ended. `noted` and `linked`: it succeeded. `taken`: the work provider named a driver ID that
 * belongs to another customer. `unknown`: the work provider does not know the driver. `no_answer`: every attempt
 * failed. `withdrawn`: the driver does not agree to it any more.
 */
export type IntroductionOutcome = 'noted' | 'linked' | 'taken' | 'unknown' | 'no_answer' | 'withdrawn';

/** An introduction of a customer to a work provider. */
export type Introduction = {
  readonly workProvider: number;
  readonly askedAt: Instant;
  /** Null while it is under way. */
  readonly outcome: IntroductionOutcome | null;
};

const ADD = {
  name: 'add_introduction',
  text: 'insert into introduction (customer_number, work_provider_id) values ($1, $2) returning id',
};

/** Adds an introduction and queues its first attempt, which is made if, and only if, the transaction commits. */
export async function addIntroduction(db: Queryable, customerNumber: string, workProvider: number): Promise<void> {
  const added = await firstRow<{ id: number }>(db, ADD, [customerNumber, workProvider]);
  if (added) await addJobs(db, 'introduce_driver', [{ payload: { introduction: added.id } }]);
}

const LATEST = {
  name: 'latest_introductions',
  text: `select distinct on (work_provider_id) work_provider_id as "workProvider", asked_at as "askedAt", outcome
         from introduction where customer_number = any(numbers_of($1)) order by work_provider_id, id desc`,
};
const ALL = {
  name: 'introductions_of_customer',
  text: `select work_provider_id as "workProvider", asked_at as "askedAt", outcome
         from introduction where customer_number = any(numbers_of($1)) order by id`,
};

/** The customer's latest introduction to each work provider. */
export async function latestIntroductions(db: Queryable, customerNumber: string): Promise<Introduction[]> {
  return await rows<Introduction>(db, LATEST, [customerNumber]);
}

/** All introductions of the customer, the oldest first. */
export async function introductionsOf(db: Queryable, customerNumber: string): Promise<Introduction[]> {
  return await rows<Introduction>(db, ALL, [customerNumber]);
}

/** An introduction that is due, with everything that an attempt needs. */
export type DueIntroduction = {
  readonly id: number;
  readonly customerNumber: string;
  readonly email: string;
  readonly phone: string | null;
  readonly workProvider: number;
  readonly workProviderName: string;
  readonly url: string;
  readonly secret: string;
  readonly attemptsMade: number;
};

/** `+ 0` keeps PostgreSQL from an index that reads all links of the work provider (see src/store/customer/links.ts). */
const DUE = {
  name: 'due_introduction',
  text: `select i.id, i.customer_number as "customerNumber", c.email, a.phone, i.tries as "attemptsMade",
           h.url, h.secret, i.work_provider_id as "workProvider", p.name as "workProviderName"
         from introduction i
         join customer c on c.number = i.customer_number
         join account a on a.customer_number = i.customer_number and a.closed_at is null
         join work_provider p on p.id = i.work_provider_id
         join sign_up_hook h on h.work_provider_id = i.work_provider_id and h.ended_at is null
         where i.id = $1 and i.outcome is null and exists (
           select from link l where l.customer_number = i.customer_number
             and l.work_provider_id + 0 = i.work_provider_id and upper_inf(l.held))`,
};

/**
 * The introduction, when it is due. Undefined when it has an outcome, or when nobody agrees to it any more: the link
 * has ended, the account is closed, or the work provider has no sign-up hook.
 */
export async function dueIntroduction(db: Queryable, id: number): Promise<DueIntroduction | undefined> {
  const due = await firstRow<DueIntroduction>(db, DUE, [id]);
  return due && { ...due, secret: unseal(due.secret, SECRET_OF.signUpHook(due.workProvider)).toString() };
}

const RECORD_OUTCOME = {
  name: 'record_introduction_outcome',
  text: `update introduction set outcome = $2, settled_at = clock_timestamp(), tries = tries + 1
         where id = $1 and outcome is null returning id`,
};
const COUNT_ATTEMPT = {
  name: 'count_introduction_attempt',
  text: 'update introduction set tries = tries + 1 where id = $1 and outcome is null returning id',
};
const LOCK = {
  name: 'lock_introduction',
  text: 'select from introduction where id = $1 and outcome is null for update',
};

/** Locks the introduction until this transaction ends. False when it has an outcome. */
export async function lockIntroduction(db: Queryable, id: number): Promise<boolean> {
  return (await firstRow(db, LOCK, [id])) !== undefined;
}

/** Records the outcome, after which no attempt follows. Does nothing when there is one already. */
export async function recordIntroductionOutcome(
  db: Queryable,
  id: number,
  outcome: IntroductionOutcome,
): Promise<void> {
  await rows(db, RECORD_OUTCOME, [id, outcome]);
}

/** Records a failed attempt and queues the next one after `delayMs`. */
export async function retryIntroduction(db: Queryable, id: number, delayMs: number): Promise<void> {
  if (await firstRow(db, COUNT_ATTEMPT, [id]))
    await addJobs(db, 'introduce_driver', [{ payload: { introduction: id }, delayMs }]);
}
