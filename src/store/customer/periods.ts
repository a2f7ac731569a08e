import type { Period } from '../../core/time/period.ts';
import { firstRow, type Queryable, rows } from '../postgres/database.ts';
import { toRange } from '../postgres/sqlTypes.ts';

/** Who changes a period, and why. */
export type Change = { readonly by: string; readonly why: string };

/** What holds for a customer in a period, and can be corrected: each has a table of its name. */
export type Held = 'link' | 'suspension' | 'opt_out';

/** A row that holds in a period. One that was taken back has an empty period, which contains no instant. */
export type HeldRow = {
  readonly id: number;
  readonly customerNumber: string;
  readonly workProvider: number | null;
  readonly driverId: string | null;
  readonly held: Period;
  readonly reason: string;
};

const OWN_COLUMNS: { readonly [H in Held]: string } = {
  link: 'work_provider_id as "workProvider", driver_id as "driverId"',
  suspension: 'null::int as "workProvider", null as "driverId"',
  opt_out: 'work_provider_id as "workProvider", null as "driverId"',
};

function columns(table: Held): string {
  return `id, customer_number as "customerNumber", held, change_reason as reason, ${OWN_COLUMNS[table]}`;
}

/** The row with the id, taken back or not. Locks it until the transaction ends. */
export async function heldRow(db: Queryable, table: Held, id: number): Promise<HeldRow | undefined> {
  const query = { name: `held_${table}`, text: `select ${columns(table)} from ${table} where id = $1 for update` };
  return await firstRow<HeldRow>(db, query, [id]);
}

/** All rows of the customer, the earliest first. Those that were taken back are left out. */
export async function heldRowsOf(db: Queryable, table: Held, customerNumber: string): Promise<HeldRow[]> {
  const query = {
    name: `held_${table}_of_customer`,
    text: `select ${columns(table)} from ${table} where customer_number = any(numbers_of($1)) and not isempty(held) order by lower(held), id`,
  };
  return await rows<HeldRow>(db, query, [customerNumber]);
}

/**
 * Gives a row another period; an empty one takes it back. A trigger keeps the period that it had, with who set it and
 * why. `overlaps`: in some of it, another row holds that excludes this one.
 */
export async function setPeriod(
  db: Queryable,
  table: Held,
  id: number,
  { held, by, why }: { readonly held: Period } & Change,
): Promise<'changed' | 'overlaps'> {
  const update = `update ${table} set held = $2::tstzrange, changed_by = $3, change_reason = $4 where id = $1 returning id`;
  const text =
    table === 'link' ? `with changed as (${update}) insert into unsettled (link_id) select id from changed` : update;
  try {
    await rows(db, { name: `set_period_of_${table}`, text }, [id, toRange(held), by, why]);
    return 'changed';
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === EXCLUSION_VIOLATION) return 'overlaps';
    throw error;
  }
}

const EXCLUSION_VIOLATION = '23P01';
