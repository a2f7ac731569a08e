import type { Queryable } from './database.ts';

/** Inside a transaction: undoes what `work` did, and no more, when it comes to an answer that `undo` names. */
export async function undoIf<T>(db: Queryable, undo: (answer: T) => boolean, work: () => Promise<T>): Promise<T> {
  await db.query('savepoint before_work');
  const answer = await work();
  if (undo(answer)) await db.query('rollback to savepoint before_work');
  await db.query('release savepoint before_work');
  return answer;
}
