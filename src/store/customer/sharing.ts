import type { Instant } from '../../core/time/instant.ts';
import { firstRow, type Queryable, rows } from '../postgres/database.ts';
import { plainArray } from '../postgres/sqlTypes.ts';

/** A customer number at a work provider. */
type NumberAt = { readonly customerNumber: string; readonly workProvider: number };

const SHARED = {
  name: 'shared_numbers',
  text: `select a.number as "customerNumber", a.work_provider_id as "workProvider"
         from unnest($1::text[], $2::int[]) as a (number, work_provider_id) where shares_with(a.number, a.work_provider_id)`,
};

/**
 * The one rule on what a work provider may learn about customer numbers (migrations/0003_customer.sql, `shares_with`):
 * returns whether it may learn anything about one of those asked.
 */
export async function sharedNumbers(db: Queryable, asked: readonly NumberAt[]): Promise<(each: NumberAt) => boolean> {
  if (asked.length === 0) return () => false;
  const numbers = asked.map(({ customerNumber }) => customerNumber);
  const found = await rows<NumberAt>(db, SHARED, [numbers, plainArray(asked.map(({ workProvider }) => workProvider))]);
  const key = ({ customerNumber, workProvider }: NumberAt) => `${workProvider} ${customerNumber}`;
  const shared = new Set(found.map(key));
  return (each) => shared.has(key(each));
}

const SHARE = {
  name: 'share_number',
  text: `insert into shared_number (customer_number, work_provider_id) values ($1, $2)
         on conflict do nothing returning work_provider_id`,
};
const UNSHARE = {
  name: 'unshare_number',
  text: 'delete from shared_number where customer_number = $1 and work_provider_id = $2 returning work_provider_id',
};

const SHARED_WITH = {
  name: 'number_shared_with',
  text: `select work_provider_id as "workProvider", recorded_at as "recordedAt" from shared_number
         where customer_number = any(numbers_of($1)) order by recorded_at`,
};

/** An operator's word that a work provider may be notified of a customer. */
export type SharedWith = { readonly workProvider: number; readonly recordedAt: Instant };

/** The work providers that may be notified of the customer because an operator said so. */
export async function sharedWith(db: Queryable, customerNumber: string): Promise<SharedWith[]> {
  return await rows<SharedWith>(db, SHARED_WITH, [customerNumber]);
}

/** Records an operator's word that the work provider may be notified of the number. False when it stands already. */
export async function shareNumber(db: Queryable, { customerNumber, workProvider }: NumberAt): Promise<boolean> {
  return (await firstRow(db, SHARE, [customerNumber, workProvider])) !== undefined;
}

/** Takes the operator's word back. False when there is none. */
export async function unshareNumber(db: Queryable, { customerNumber, workProvider }: NumberAt): Promise<boolean> {
  return (await firstRow(db, UNSHARE, [customerNumber, workProvider])) !== undefined;
}
