import { hash, randomBytes } from 'node:crypto';
import { HOUR } from '../../src/core/time/instant.ts';
import type { Queryable } from '../../src/store/postgres/database.ts';
import { addKey } from '../../src/store/provider/keys.ts';
import { addProvider, addSetting } from '../../src/store/provider/providers.ts';

/** A work provider with a key in force, its shifts at most 14 hours long. */
export async function providerWithKey(
  db: Queryable,
  { name = `Courier ${randomBytes(4).toString('hex')}`, timeZone = 'Europe/London' } = {},
): Promise<{ id: number; name: string; key: string }> {
  const id = await addProvider(db, name);
  if (id === undefined) throw new Error(`there is a work provider named ${name} already`);
  await addSetting(db, id, { holdsFrom: -Infinity, timeZone, longestShift: 14 * HOUR });
  const key = randomBytes(16).toString('hex');
  await addKey(db, id, Buffer.from(hash('sha256', key), 'hex'), key.slice(0, 4));
  return { id, name, key };
}
