import type { Instant } from '../../core/time/instant.ts';
import type { Period } from '../../core/time/period.ts';
import { firstRow, type Queryable, rows } from '../postgres/database.ts';
import { timestamptzOrNull } from '../postgres/sqlTypes.ts';

const SUSPENSIONS = {
  name: 'suspensions',
  text: `select held from suspension where customer_number = any(numbers_of($1)) and not isempty(held)`,
};
const OPT_OUTS = {
  name: 'opt_outs',
  text: `select work_provider_id as "workProvider", held from opt_out
         where customer_number = any(numbers_of($1)) and not isempty(held)`,
};

/** The periods in which the customer is suspended, and so has no cover at all. */
export async function suspensionsOf(db: Queryable, number: string): Promise<Period[]> {
  return (await rows<{ held: Period }>(db, SUSPENSIONS, [number])).map((row) => row.held);
}

/** A suspension as the customer may read it. */
export type OwnSuspension = { readonly held: Period; readonly reason: string };

const OWN_SUSPENSIONS = {
  name: 'own_suspensions',
  text: `select held, change_reason as reason from suspension where customer_number = any(numbers_of($1)) and not isempty(held)
         order by lower(held)`,
};

/** All suspensions of the customer with their reasons, the earliest first. */
export async function ownSuspensions(db: Queryable, customerNumber: string): Promise<OwnSuspension[]> {
  return await rows<OwnSuspension>(db, OWN_SUSPENSIONS, [customerNumber]);
}

/** A period in which shifts that the work provider reports by customer number give no cover. */
export type OptOut = { readonly workProvider: number; readonly held: Period };

/** The customer's opt-outs at all work providers. */
export async function optOutsOf(db: Queryable, number: string): Promise<OptOut[]> {
  return await rows<OptOut>(db, OPT_OUTS, [number]);
}

const SUSPEND = {
  name: 'suspend_customer',
  text: `insert into suspension (customer_number, held, changed_by, change_reason)
         values ($1, tstzrange(coalesce($2::timestamptz, clock_timestamp()), null), $3, $4)
         on conflict do nothing returning id`,
};
const RESUME = {
  name: 'resume_customer',
  text: `update suspension set held = tstzrange(lower(held), coalesce($2::timestamptz, clock_timestamp())), changed_by = $3
         where customer_number = any(numbers_of($1)) and not isempty(held) and upper_inf(held)
           and lower(held) < coalesce($2::timestamptz, clock_timestamp()) returning id`,
};
const OPT_OUT = {
  name: 'opt_out',
  text: `insert into opt_out (customer_number, work_provider_id, held, changed_by)
         values ($1, $2, tstzrange(coalesce($3::timestamptz, clock_timestamp()), null), $4)
         on conflict do nothing returning id`,
};
const OPT_IN = {
  name: 'opt_in',
  text: `update opt_out set held = tstzrange(lower(held), coalesce($3::timestamptz, clock_timestamp())), changed_by = $4
         where customer_number = any(numbers_of($1)) and work_provider_id = $2 and not isempty(held) and upper_inf(held)
           and lower(held) < coalesce($3::timestamptz, clock_timestamp()) returning id`,
};

/**
 * Suspends the customer's cover from the instant on (undefined: now) without end. False when it overlaps a suspension
 * that exists already. `by`: who does it.
 */
export async function suspendCustomer(
  db: Queryable,
  number: string,
  from: Instant | undefined,
  reason: string,
  by = '',
): Promise<boolean> {
  return (await firstRow(db, SUSPEND, [number, timestamptzOrNull(from), by, reason])) !== undefined;
}

/** Ends the suspension without end at the instant (undefined: now). False when there is none that began before. */
export async function resumeCustomer(
  db: Queryable,
  number: string,
  at: Instant | undefined,
  by = '',
): Promise<boolean> {
  return (await firstRow(db, RESUME, [number, timestamptzOrNull(at), by])) !== undefined;
}

/**
 * Opts the customer out of the work provider from the instant on (undefined: now): shifts that it reports by customer
 * number give no cover. False when it overlaps an opt-out that exists already.
 */
export async function optOut(
  db: Queryable,
  number: string,
  provider: number,
  from: Instant | undefined,
  by = '',
): Promise<boolean> {
  return (await firstRow(db, OPT_OUT, [number, provider, timestamptzOrNull(from), by])) !== undefined;
}

/** Ends the opt-out without end at the instant (undefined: now). False when there is none that began before. */
export async function optIn(
  db: Queryable,
  number: string,
  provider: number,
  at: Instant | undefined,
  by = '',
): Promise<boolean> {
  return (await firstRow(db, OPT_IN, [number, provider, timestamptzOrNull(at), by])) !== undefined;
}
