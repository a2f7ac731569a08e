import { firstRow, type Queryable, rows } from '../postgres/database.ts';

/** A request that was begun so long ago and has no outcome belonged to a process that was killed. */
const LONGEST_REQUEST = "interval '30 seconds'";

const BEGIN = {
  name: 'begin_posted_form',
  text: `insert into posted_form as p (key) values ($1)
         on conflict (key) do update set begun_at = clock_timestamp()
         where p.sealed_outcome is null and p.begun_at < clock_timestamp() - ${LONGEST_REQUEST}
         returning key`,
};
const KEEP = { name: 'keep_form_outcome', text: 'update posted_form set sealed_outcome = $2 where key = $1' };
const FORGET = { name: 'forget_posted_form', text: 'delete from posted_form where key = $1' };
const FIND = { name: 'posted_form', text: 'select sealed_outcome as "sealedOutcome" from posted_form where key = $1' };
const PRUNE = {
  name: 'prune_posted_forms',
  text: `delete from posted_form where begun_at < clock_timestamp() - interval '1 hour'`,
};

/** Whether this is the first request with the form. False while another is answered, and once one has an outcome. */
export async function beginPostedForm(db: Queryable, key: Buffer): Promise<boolean> {
  return (await firstRow(db, BEGIN, [key])) !== undefined;
}

/** Stores the outcome for those who post the form again. */
export async function keepFormOutcome(db: Queryable, key: Buffer, sealedOutcome: string): Promise<void> {
  await rows(db, KEEP, [key, sealedOutcome]);
}

/** Lets the form count anew: it has changed nothing. */
export async function forgetPostedForm(db: Queryable, key: Buffer): Promise<void> {
  await rows(db, FORGET, [key]);
}

/** The outcome of the form: null while the first request is answered, undefined when the form may count anew. */
export async function formOutcome(db: Queryable, key: Buffer): Promise<string | null | undefined> {
  return (await firstRow<{ sealedOutcome: string | null }>(db, FIND, [key]))?.sealedOutcome;
}

/** Deletes the forms that were posted an hour ago: the same form counts anew by then. */
export async function prunePostedForms(db: Queryable): Promise<void> {
  await rows(db, PRUNE);
}
