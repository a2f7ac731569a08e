import type { Instant } from '../core/instant.ts';
import { type Queryable, rows } from './database.ts';

/** Who did what, about whom. */
export type AuditEntry = { readonly who: string; readonly did: string; readonly about: string };

const RECORD = { name: 'record_audit', text: 'insert into audit (who, did, about) values ($1, $2, $3)' };
const NEWEST = { name: 'newest_audit', text: 'select at, who, did, about from audit order by id desc limit $1' };

/** Keeps who did what, about whom. */
export async function recordAudit(db: Queryable, entry: AuditEntry): Promise<void> {
  await rows(db, RECORD, [entry.who, entry.did, entry.about]);
}

/** The newest first. */
export async function newestAudit(db: Queryable, limit: number): Promise<(AuditEntry & { readonly at: Instant })[]> {
  return await rows(db, NEWEST, [limit]);
}
