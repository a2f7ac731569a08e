import { firstRow, type Queryable } from './database.ts';

const BY_NAME = { name: 'secret', text: 'select value from secret where name = $1' };

/** A key of 256 bits that every process shares. The migrations made it. */
export async function secretNamed(db: Queryable, name: 'invitation' | 'ids'): Promise<Buffer> {
  const found = await firstRow<{ value: Buffer }>(db, BY_NAME, [name]);
  if (!found) throw new Error(`the secret ${name} is missing from the database`);
  return found.value;
}
