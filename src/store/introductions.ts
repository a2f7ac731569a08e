import type { Instant } from '../core/instant.ts';
import { firstRow, type Queryable, rows } from './database.ts';
import { addJob } from './jobs.ts';

/** How an introduction ended: `noted` and `linked` are well; `taken`: it named a driver ID that belongs to someone else. */
export type IntroductionOutcome = 'noted' | 'linked' | 'taken' | 'unknown' | 'no_answer' | 'withdrawn';

export type Introduction = {
  readonly workProvider: number;
  readonly askedAt: Instant;
  /** Null while it is under way. */
  readonly outcome: IntroductionOutcome | null;
};

export const INTRODUCE_DRIVER = 'introduce_driver';

const ASK = {
  name: 'ask_introduction',
  text: 'insert into introduction (customer_number, work_provider_id) values ($1, $2) returning id',
};

/** The introduction is made if, and only if, the transaction commits. */
export async function askIntroduction(db: Queryable, customerNumber: string, workProvider: number): Promise<void> {
  const asked = await firstRow<{ id: number }>(db, ASK, [customerNumber, workProvider]);
  await addJob(db, INTRODUCE_DRIVER, { introduction: asked?.id });
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
