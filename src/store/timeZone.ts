import { firstRow, type Queryable } from './database.ts';

const CHOSEN = {
  name: 'chosen_time_zone',
  text: 'select time_zone as "timeZone" from account where customer_number = $1',
};
const CHOOSE = {
  name: 'choose_time_zone',
  text: 'update account set time_zone = $2 where customer_number = $1 returning customer_number',
};

/** The zone in which a customer reads their times, where they chose one. */
export async function chosenTimeZone(db: Queryable, customerNumber: string): Promise<string | undefined> {
  return (await firstRow<{ timeZone: string | null }>(db, CHOSEN, [customerNumber]))?.timeZone ?? undefined;
}

/** Undefined: the zone of their work provider again. */
export async function chooseTimeZone(
  db: Queryable,
  customerNumber: string,
  timeZone: string | undefined,
): Promise<void> {
  await firstRow(db, CHOOSE, [customerNumber, timeZone ?? null]);
}
