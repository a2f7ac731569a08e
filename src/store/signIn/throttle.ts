import { firstRow, type Queryable, rows } from '../postgres/database.ts';

const RECORD = { name: 'record_attempt', text: 'insert into throttle_hit (kind, whom) values ($1, $2) returning id' };
const COUNT = {
  name: 'count_attempts',
  text: `select count(*) as count,
           ceil(extract(epoch from min(at) + $3 * interval '1 second' - clock_timestamp()))::int as "freeInSeconds"
         from throttle_hit where kind = $1 and whom = $2 and at > clock_timestamp() - $3 * interval '1 second'`,
};
const FORGET = { name: 'forget_attempt', text: 'delete from throttle_hit where id = $1' };
const FORGIVE = { name: 'forgive_attempts', text: 'delete from throttle_hit where kind = $1 and whom = $2' };
const PRUNE = {
  name: 'prune_attempts',
  text: `delete from throttle_hit where at < clock_timestamp() - interval '1 day'`,
};

export async function recordAttempt(db: Queryable, kind: string, whom: Buffer): Promise<number> {
  return (await firstRow<{ id: number }>(db, RECORD, [kind, whom]))?.id as number;
}

/** How many there were within the window, and when the oldest of them leaves it. */
export async function countAttempts(
  db: Queryable,
  kind: string,
  whom: Buffer,
  windowSeconds: number,
): Promise<{ count: number; freeInSeconds: number }> {
  return (await firstRow(db, COUNT, [kind, whom, windowSeconds])) ?? { count: 0, freeInSeconds: 0 };
}

export async function forgetAttempt(db: Queryable, id: number): Promise<void> {
  await rows(db, FORGET, [id]);
}

export async function forgiveAttempts(db: Queryable, kind: string, whom: Buffer): Promise<void> {
  await rows(db, FORGIVE, [kind, whom]);
}

export async function pruneAttempts(db: Queryable): Promise<void> {
  await rows(db, PRUNE);
}
