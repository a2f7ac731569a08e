import { hash, randomBytes } from 'node:crypto';
import { firstRow, type Queryable } from './postgres/database.ts';

const BY_NAME = { name: 'secret', text: 'select value from secret where name = $1' };

/** A key of 256 bits that all processes share. The migrations make it. Throws when it is missing. */
export async function secretNamed(db: Queryable, name: 'invitation' | 'ids'): Promise<Buffer> {
  const found = await firstRow<{ value: Buffer }>(db, BY_NAME, [name]);
  if (!found) throw new Error(`the secret ${name} is missing from the database`);
  return found.value;
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
