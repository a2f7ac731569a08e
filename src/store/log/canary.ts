import { type Queryable, rows } from '../postgres/database.ts';

const WRITE = { name: 'write_canary', text: 'select write_canary()' };

/** Writes as an append does, without storing an event: it fails where the log is locked or PostgreSQL takes no writes. */
export async function writeCanary(db: Queryable): Promise<void> {
  await rows(db, WRITE);
}
