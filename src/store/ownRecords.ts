import type { Instant } from '../core/instant.ts';
import type { Period } from '../core/period.ts';
import { type Queryable, rows } from './database.ts';

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
