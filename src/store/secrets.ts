import { hash, randomBytes } from 'node:crypto';
import { firstRow, type Queryable, rows } from './postgres/database.ts';
import { seal, unseal } from './seal.ts';
import { SECRET_OF } from './sealedSecrets.ts';

const BY_NAME = { name: 'secret', text: 'select value from secret where name = $1' };
const MAKE = { name: 'make_secret', text: 'insert into secret (name, value) values ($1, $2) on conflict do nothing' };
const RENEW = { name: 'renew_secret', text: 'update secret set value = $2 where name = $1' };

/** `invitation` seals what a link asked for, and ends known devices when it changes; `ids` makes the ids on the wire. */
type SecretName = 'invitation' | 'ids';

/** A key of 256 bits that all processes share, made when it is first asked for. Throws when it cannot be unsealed. */
export async function secretNamed(db: Queryable, name: SecretName): Promise<Buffer> {
  const found = await firstRow<{ value: string }>(db, BY_NAME, [name]);
  if (found) return unseal(found.value, SECRET_OF.named(name));
  await rows(db, MAKE, [name, newValueOf(name)]);
  return await secretNamed(db, name);
}

/** Makes another value for the secret. What was made with the former one no longer counts. */
export async function renewSecret(db: Queryable, name: Exclude<SecretName, 'ids'>): Promise<void> {
  await rows(db, RENEW, [name, newValueOf(name)]);
}

function newValueOf(name: SecretName): string {
  return seal(randomBytes(32), SECRET_OF.named(name));
}

/** A secret of 256 bits that signs web hooks. Source of its form: Standard Webhooks, "Signature scheme". */
export function makeWebHookSecret(): string {
  return `whsec_${randomBytes(32).toString('base64')}`;
}

/**
 * A token with 256 random bits for a cookie or a URL, in base64url. It gives access, so only its SHA-256 may be stored.
 */
export function makeToken(): string {
  return randomBytes(32).toString('base64url');
}

/** The SHA-256 of a text in UTF-8. */
export function sha256Of(text: string): Buffer {
  return hash('sha256', text, 'buffer');
}
