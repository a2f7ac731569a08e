import { firstRow, type Queryable, rows } from '../postgres/database.ts';

const USE = {
  name: 'use_signed_link',
  text: 'insert into used_link (sha256) values ($1) on conflict do nothing returning sha256',
};
const FREE = { name: 'free_signed_link', text: 'delete from used_link where sha256 = $1' };
const PRUNE = {
  name: 'prune_used_links',
  text: `delete from used_link where used_at < clock_timestamp() - interval '31 days'`,
};

/** Records that the signed link was used. False when it was used before. `sha256`: of its signature. */
export async function useSignedLink(db: Queryable, sha256: Buffer): Promise<boolean> {
  return (await firstRow(db, USE, [sha256])) !== undefined;
}

/** Lets the signed link be used again: it linked nobody. */
export async function freeSignedLink(db: Queryable, sha256: Buffer): Promise<void> {
  await rows(db, FREE, [sha256]);
}

/** Deletes the links that have expired by now: none is valid for more than 30 days. */
export async function pruneUsedLinks(db: Queryable): Promise<void> {
  await rows(db, PRUNE);
}
