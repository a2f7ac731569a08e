import { firstRow, type Queryable } from './database.ts';

const SIZE = { name: 'database_size', text: 'select pg_database_size(current_database()) as bytes' };
const TRUSTED_FOR_MS = 5_000;

/**
 * Whether the database is smaller than `mostBytes`, as it was some seconds ago at most. One that cannot be asked cannot store either,
 * and says so itself.
 */
export function roomIn(db: Queryable, mostBytes: number): () => Promise<boolean> {
  let until = 0;
  let look = Promise.resolve(true);
  return async () => {
    if (performance.now() < until) return await look;
    until = performance.now() + TRUSTED_FOR_MS;
    look = hasRoom(db, mostBytes).catch(() => true);
    return await look;
  };
}

async function hasRoom(db: Queryable, mostBytes: number): Promise<boolean> {
  const found = await firstRow<{ bytes: number }>(db, SIZE);
  return found !== undefined && found.bytes < mostBytes;
}
