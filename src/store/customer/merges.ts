import { firstRow, type Queryable } from '../postgres/database.ts';
import type { Change } from './periods.ts';

const NUMBERS = { name: 'numbers_of_customer', text: 'select numbers_of($1) as numbers' };

/** All customer numbers of the person who has this one, itself among them. */
export async function numbersOf(db: Queryable, customerNumber: string): Promise<string[]> {
  return (await firstRow<{ numbers: string[] }>(db, NUMBERS, [customerNumber]))?.numbers ?? [];
}

/** Two customer numbers of one person. */
export type Merge = { readonly from: string; readonly into: string };

const LOCK = { name: 'lock_merges', text: `select pg_advisory_xact_lock(hashtext('shiftcover merge'))` };
const ADD = {
  name: 'add_merge',
  text: `insert into customer_merge (customer_number, into_number, changed_by, change_reason)
         select $1, $2, $3, $4 where $2 <> all(numbers_of($1)) returning id`,
};
const UNDO = {
  name: 'undo_merge',
  text: `update customer_merge set held = 'empty', changed_by = $3, change_reason = $4
         where customer_number = $1 and into_number = $2 and not isempty(held) returning id`,
};

/** Makes the two numbers, and all that are merged with either, those of one person. False when they are so already. */
export async function addMerge(db: Queryable, { from, into }: Merge, { by, why }: Change): Promise<boolean> {
  // Two merges at once could each find that the other has not been made yet.
  await firstRow(db, LOCK);
  return (await firstRow(db, ADD, [from, into, by, why])) !== undefined;
}

/** Takes a merge back. False when there is none of this number into that one. */
export async function undoMerge(db: Queryable, { from, into }: Merge, { by, why }: Change): Promise<boolean> {
  return (await firstRow(db, UNDO, [from, into, by, why])) !== undefined;
}
