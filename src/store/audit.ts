import type { Instant } from '../core/time/instant.ts';
import type { Period } from '../core/time/period.ts';
import { type Queryable, rows } from './postgres/database.ts';

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

export type OwnSuspension = { readonly held: Period; readonly reason: string };

const SUSPENSIONS = {
  name: 'own_suspensions',
  text: 'select held, reason from suspension where customer_number = $1 order by lower(held)',
};

/** When and why a customer was not insured at all, for their own eyes. */
export async function ownSuspensions(db: Queryable, customerNumber: string): Promise<OwnSuspension[]> {
  return await rows<OwnSuspension>(db, SUSPENSIONS, [customerNumber]);
}

export type AuditLine = { readonly at: Instant; readonly who: string; readonly did: string; readonly about: string };

const AUDIT = {
  name: 'audit_about_customer',
  text: `select at, who, did, about from audit
         where who = 'customer ' || $1 or about ~ ('\\m' || $1 || '\\M') order by id`,
};

/** What the audit log holds of a customer's own acts, and of others' that name them. Customer numbers are A-Z0-9. */
export async function auditAbout(db: Queryable, customerNumber: string): Promise<AuditLine[]> {
  return await rows<AuditLine>(db, AUDIT, [customerNumber]);
}
