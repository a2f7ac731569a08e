import { hash, randomBytes } from 'node:crypto';
import { HOUR } from '../src/core/time/instant.ts';
import type { Queryable } from '../src/store/postgres/database.ts';
import { addKey } from '../src/store/provider/keys.ts';
import { addProvider, addSetting } from '../src/store/provider/providers.ts';

/** A work provider to report for; returns its key. */
export async function addBenchProvider(db: Queryable): Promise<string> {
  const id = await addProvider(db, 'Bench Couriers');
  if (id === undefined) throw new Error('the bench needs an empty database');
  await addSetting(db, id, { holdsFrom: -Infinity, timeZone: 'Europe/London', longestShift: 14 * HOUR });
  const key = randomBytes(32).toString('base64url');
  await addKey(db, id, Buffer.from(hash('sha256', key), 'hex'), key.slice(0, 4));
  return key;
}
