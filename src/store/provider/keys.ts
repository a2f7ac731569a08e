import { hash, randomBytes } from 'node:crypto';
import { KEY_PREFIX, type Mode, TEST_KEY_DAYS } from '../../core/mode.ts';
import { clock, HOUR, type Instant } from '../../core/time/instant.ts';
import { firstRow, type Queryable, rows } from '../postgres/database.ts';
import { timestamptzOrNull } from '../postgres/sqlTypes.ts';

/** A key as it may be shown. `hint`: its first 9 characters. The key itself is stored nowhere. */
export type ApiKey = {
  readonly id: number;
  readonly workProvider: string;
  readonly hint: string;
  readonly recordedAt: Instant;
  readonly endsAt: Instant | null;
  readonly revokedAt: Instant | null;
  /** To the minute; null: never used. */
  readonly lastUsedAt: Instant | null;
};

const LIST = {
  name: 'keys',
  text: `select k.id, p.name as "workProvider", k.hint, k.recorded_at as "recordedAt", k.ends_at as "endsAt",
           k.revoked_at as "revokedAt", k.last_used_at as "lastUsedAt"
         from api_key k join work_provider p on p.id = k.work_provider_id order by k.id`,
};
const ADD = {
  name: 'add_key',
  text: 'insert into api_key (work_provider_id, sha256, hint, ends_at) values ($1, $2, $3, $4) returning id',
};
const REVOKE = {
  name: 'revoke_key',
  text: `update api_key set revoked_at = coalesce(revoked_at, clock_timestamp())
         where id = $1 returning work_provider_id as "workProvider"`,
};
const WITH_HASH = {
  name: 'key_with_hash',
  text: `select k.id, k.work_provider_id as "providerId", case when k.ends_at <= clock_timestamp() then k.ends_at end as "endedAt"
         from api_key k join work_provider p on p.id = k.work_provider_id
         where k.sha256 = $1 and k.revoked_at is null and p.held @> clock_timestamp()`,
};

/** All keys, revoked ones too, in the order in which they were made. */
export async function listKeys(db: Queryable): Promise<ApiKey[]> {
  return await rows<ApiKey>(db, LIST);
}

/** A key that was just made: the only time it can be shown. */
export type NewKey = {
  readonly id: number;
  readonly key: string;
  readonly hint: string;
  readonly endsAt: Instant | undefined;
};

const HINT_LENGTH = 9;

const DAY = 24 * HOUR;

/**
 * Makes a key with 256 random bits, in force until `endsAt`, and stores its SHA-256 and its first 9 characters. A key of
 * test mode ends after 30 days at the latest.
 */
export async function makeKey(db: Queryable, providerId: number, mode: Mode, endsAt?: Instant): Promise<NewKey> {
  const key = `${KEY_PREFIX[mode]}${randomBytes(32).toString('base64url')}`;
  const hint = key.slice(0, HINT_LENGTH);
  const end = mode === 'test' ? Math.min(endsAt ?? Infinity, clock() + TEST_KEY_DAYS * DAY) : endsAt;
  const id = await addKey(db, providerId, Buffer.from(hash('sha256', key), 'hex'), hint, end);
  return { id, key, hint, endsAt: end };
}

/** Stores the SHA-256 of a key and returns its id. No slower hash is needed: a key has 256 random bits. */
export async function addKey(
  db: Queryable,
  providerId: number,
  sha256: Buffer,
  hint: string,
  endsAt?: Instant,
): Promise<number> {
  const values = [providerId, sha256, hint, timestamptzOrNull(endsAt)];
  return (await firstRow<{ id: number }>(db, ADD, values))?.id as number;
}

/**
 * Revokes the key and returns the id of its work provider; undefined when there is no such key. Revoking again changes
 * nothing.
 */
export async function revokeKey(db: Queryable, id: number): Promise<number | undefined> {
  return (await firstRow<{ workProvider: number }>(db, REVOKE, [id]))?.workProvider;
}

/** `endedAt`: when it ended by itself; null while it is in force. */
export type FoundKey = { readonly id: number; readonly providerId: number; readonly endedAt: Instant | null };

/** The key with the SHA-256; undefined when there is none, it is revoked, or its work provider has ended. */
export async function keyWithHash(db: Queryable, sha256: Buffer): Promise<FoundKey | undefined> {
  return await firstRow<FoundKey>(db, WITH_HASH, [sha256]);
}

const USED = {
  name: 'key_used',
  text: `update api_key set last_used_at = clock_timestamp()
         where id = $1 and coalesce(last_used_at < clock_timestamp() - interval '1 minute', true)`,
};

/** Records that the key is in use. Written at most once a minute, however many processes call it. */
export async function recordKeyUse(db: Queryable, id: number): Promise<void> {
  await rows(db, USED, [id]);
}
