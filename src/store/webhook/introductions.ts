import type { Instant } from '../../core/time/instant.ts';
import { addJobs } from '../jobs.ts';
import { firstRow, type Queryable, rows } from '../postgres/database.ts';

/** How an introduction ended: `noted` and `linked` are well; `taken`: it named a driver ID that belongs to someone else. */
export type IntroductionOutcome = 'noted' | 'linked' | 'taken' | 'unknown' | 'no_answer' | 'withdrawn';

export type Introduction = {
  readonly workProvider: number;
  readonly askedAt: Instant;
  /** Null while it is under way. */
  readonly outcome: IntroductionOutcome | null;
};

const ASK = {
  name: 'ask_introduction',
  text: 'insert into introduction (customer_number, work_provider_id) values ($1, $2) returning id',
};

/** The introduction is made if, and only if, the transaction commits. */
export async function askIntroduction(db: Queryable, customerNumber: string, workProvider: number): Promise<void> {
  const asked = await firstRow<{ id: number }>(db, ASK, [customerNumber, workProvider]);
  if (asked) await addJobs(db, 'introduce_driver', [{ payload: { introduction: asked.id } }]);
}

const LATEST = {
  name: 'latest_introductions',
  text: `select distinct on (work_provider_id) work_provider_id as "workProvider", asked_at as "askedAt", outcome
         from introduction where customer_number = $1 order by work_provider_id, id desc`,
};
const ALL = {
  name: 'introductions_of_customer',
  text: `select work_provider_id as "workProvider", asked_at as "askedAt", outcome
         from introduction where customer_number = $1 order by id`,
};

/** The last one to each work provider. */
export async function latestIntroductions(db: Queryable, customerNumber: string): Promise<Introduction[]> {
  return await rows<Introduction>(db, LATEST, [customerNumber]);
}

export async function introductionsOf(db: Queryable, customerNumber: string): Promise<Introduction[]> {
  return await rows<Introduction>(db, ALL, [customerNumber]);
}

/** An introduction whose turn has come, with all that is needed to make it. */
export type DueIntroduction = {
  readonly id: number;
  readonly customerNumber: string;
  readonly email: string;
  readonly phone: string | null;
  readonly workProvider: number;
  readonly workProviderName: string;
  readonly url: string;
  readonly secret: string;
  readonly tries: number;
};

/** `+ 0` for the reason that src/store/links.ts tells. */
const DUE = {
  name: 'due_introduction',
  text: `select i.id, i.customer_number as "customerNumber", c.email, a.phone, i.tries, h.url, h.secret,
           i.work_provider_id as "workProvider", p.name as "workProviderName"
         from introduction i
         join customer c on c.number = i.customer_number
         join account a on a.customer_number = i.customer_number and a.closed_at is null
         join work_provider p on p.id = i.work_provider_id
         join sign_up_hook h on h.work_provider_id = i.work_provider_id and h.ended_at is null
         where i.id = $1 and i.outcome is null and exists (
           select from link l where l.customer_number = i.customer_number
             and l.work_provider_id + 0 = i.work_provider_id and upper_inf(l.held))`,
};

/** Undefined when it was made, or nobody agrees to it any more: the link has ended, the account is closed, the hook is gone. */
export async function dueIntroduction(db: Queryable, id: number): Promise<DueIntroduction | undefined> {
  return await firstRow<DueIntroduction>(db, DUE, [id]);
}

const SETTLE = {
  name: 'settle_introduction',
  text: `update introduction set outcome = $2, settled_at = clock_timestamp(), tries = tries + 1
         where id = $1 and outcome is null returning id`,
};
const PUT_OFF = {
  name: 'put_off_introduction',
  text: 'update introduction set tries = tries + 1 where id = $1 and outcome is null returning id',
};
const KEEP = {
  name: 'keep_introduction',
  text: 'select from introduction where id = $1 and outcome is null for update',
};

/** Keeps it to this transaction. False when it is settled already. */
export async function lockIntroduction(db: Queryable, id: number): Promise<boolean> {
  return (await firstRow(db, KEEP, [id])) !== undefined;
}

export async function recordIntroductionOutcome(
  db: Queryable,
  id: number,
  outcome: IntroductionOutcome,
): Promise<void> {
  await rows(db, SETTLE, [id, outcome]);
}

/** It is tried again after so many milliseconds. */
export async function putOffIntroduction(db: Queryable, id: number, delayMs: number): Promise<void> {
  if (await firstRow(db, PUT_OFF, [id]))
    await addJobs(db, 'introduce_driver', [{ payload: { introduction: id }, delayMs }]);
}
