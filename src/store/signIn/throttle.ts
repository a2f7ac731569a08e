import { firstRow, type Queryable, rows } from '../postgres/database.ts';

const RECORD = {
  name: 'record_throttle_hit',
  text: 'insert into throttle_hit (kind, subject_sha256) values ($1, $2) returning id',
};
const COUNT = {
  name: 'count_throttle_hits',
  text: `select count(*) as count,
           ceil(extract(epoch from min(at) + $3 * interval '1 second' - clock_timestamp()))::int as "freeInSeconds"
         from throttle_hit where kind = $1 and subject_sha256 = $2 and at > clock_timestamp() - $3 * interval '1 second'`,
};
const DELETE = { name: 'delete_throttle_hit', text: 'delete from throttle_hit where id = $1' };
const DELETE_NEWEST = {
  name: 'delete_newest_throttle_hit',
  text: `delete from throttle_hit
         where id = (select id from throttle_hit where kind = $1 and subject_sha256 = $2 order by at desc limit 1)`,
};
const DELETE_ALL = {
  name: 'delete_throttle_hits',
  text: 'delete from throttle_hit where kind = $1 and subject_sha256 = $2',
};
const PRUNE = {
  name: 'prune_throttle_hits',
  text: `delete from throttle_hit where at < clock_timestamp() - interval '1 day'`,
};

/** Records a hit on the limit `kind` by the subject whose SHA-256 is `subjectHash`, and returns the id of the hit. */
export async function recordHit(db: Queryable, kind: string, subjectHash: Buffer): Promise<number> {
  return (await firstRow<{ id: number }>(db, RECORD, [kind, subjectHash]))?.id as number;
}

/** The number of hits within the last `windowSeconds`, and the seconds until the oldest of them leaves the window. */
export async function countHits(
  db: Queryable,
  kind: string,
  subjectHash: Buffer,
  windowSeconds: number,
): Promise<{ count: number; freeInSeconds: number }> {
  return (await firstRow(db, COUNT, [kind, subjectHash, windowSeconds])) ?? { count: 0, freeInSeconds: 0 };
}

/** Deletes one hit by its id. */
export async function deleteHit(db: Queryable, id: number): Promise<void> {
  await rows(db, DELETE, [id]);
}

/** Deletes the newest hit on the limit `kind` by the subject whose SHA-256 is `subjectHash`. */
export async function deleteNewestHit(db: Queryable, kind: string, subjectHash: Buffer): Promise<void> {
  await rows(db, DELETE_NEWEST, [kind, subjectHash]);
}

/** Deletes all hits on the limit `kind` by the subject whose SHA-256 is `subjectHash`. */
export async function deleteHits(db: Queryable, kind: string, subjectHash: Buffer): Promise<void> {
  await rows(db, DELETE_ALL, [kind, subjectHash]);
}

/** Deletes the hits that are older than a day, which is longer than the window of any limit. */
export async function pruneHits(db: Queryable): Promise<void> {
  await rows(db, PRUNE);
}
