import { hash, randomBytes } from 'node:crypto';
import { firstRow, type Queryable } from './postgres/database.ts';

const BY_NAME = { name: 'secret', text: 'select value from secret where name = $1' };

/** A key of 256 bits that every process shares. The migrations made it. */
export async function secretNamed(db: Queryable, name: 'invitation' | 'ids'): Promise<Buffer> {
  const found = await firstRow<{ value: Buffer }>(db, BY_NAME, [name]);
  if (!found) throw new Error(`the secret ${name} is missing from the database`);
  return found.value;
}

/** A secret as Standard Webhooks writes it. Source: that specification, "Signature scheme". */
export function makeWebHookSecret(): string {
  return `whsec_${randomBytes(32).toString('base64')}`;
}

/** A token with 256 random bits, fit for a cookie or a URL. Whoever has it is let in, so only its SHA-256 is kept. */
export function makeToken(): string {
  return randomBytes(32).toString('base64url');
}

export function sha256Of(text: string): Buffer {
  return hash('sha256', text, 'buffer');
}
