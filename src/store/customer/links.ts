import type { Subject } from '../../core/event.ts';
import type { Link } from '../../core/shift/lane.ts';
import type { Instant } from '../../core/time/instant.ts';
import { firstRow, type Queryable, rows } from '../postgres/database.ts';
import { subjectColumns, toTimestamptz } from '../postgres/sqlTypes.ts';

const LINK = `l.id, l.work_provider_id as "workProvider", l.driver_id as "driverId",
  l.customer_number as "customerNumber", l.recorded_at as "recordedAt"`;
/** A link as known at a moment: its end counts only once it was recorded. */
const heldAsKnownAt = (parameter: string) =>
  `case when l.end_recorded_at <= ${parameter} then l.held else tstzrange(lower(l.held), null) end as held`;

/**
 * `+ 0` hides the work provider from the index of the exclusion constraint: by that, PostgreSQL would read all links of
 * the work provider for each customer, when the plan was made while there were few.
 */
const AROUND = {
  name: 'links_around',
  text: `with subject as (
           select * from unnest($1::int[], $2::identifier_kind[], $3::text[]) as s (work_provider_id, identifier_kind, identifier)
         ), customer as (
           select work_provider_id, identifier as customer_number from subject where identifier_kind = 'policyId'
           union
           select l.work_provider_id, l.customer_number from subject s
           join link l on l.work_provider_id = s.work_provider_id and l.driver_id = s.identifier
           where s.identifier_kind = 'driverId'
         )
         select ${LINK}, ${heldAsKnownAt('$4::timestamptz')}
         from customer c join link l on l.customer_number = c.customer_number and l.work_provider_id + 0 = c.work_provider_id
         where l.recorded_at <= $4`,
};

/** All links, at their work providers, of the customers that the subjects name or that are linked to them. */
export async function linksAround(
  db: Queryable,
  subjects: readonly Subject[],
  knownAt: Instant = Infinity,
): Promise<Link[]> {
  if (subjects.length === 0) return [];
  return await rows<Link>(db, AROUND, [...subjectColumns(subjects), toTimestamptz(knownAt)]);
}

const OF_CUSTOMER = {
  name: 'links_of_customer',
  text: `select ${LINK}, ${heldAsKnownAt('$2::timestamptz')} from link l
         where l.customer_number = $1 and l.recorded_at <= $2 order by lower(l.held)`,
};

/** All links of the customer, at all work providers, as known at `knownAt`. */
export async function linksOfCustomer(
  db: Queryable,
  customerNumber: string,
  knownAt: Instant = Infinity,
): Promise<Link[]> {
  return await rows<Link>(db, OF_CUSTOMER, [customerNumber, toTimestamptz(knownAt)]);
}

const MATCHING = {
  name: 'links_matching',
  text: `select ${LINK}, l.held from link l
         where ($1::text is null or l.customer_number = $1) and ($2::int is null or l.work_provider_id = $2)
         order by l.work_provider_id, l.driver_id, lower(l.held)`,
};

/** The chosen links, ended ones too. Undefined members do not narrow the choice. */
export async function linksMatching(
  db: Queryable,
  choice: { readonly customerNumber?: string | undefined; readonly provider?: number | undefined },
): Promise<Link[]> {
  return await rows<Link>(db, MATCHING, [choice.customerNumber ?? null, choice.provider ?? null]);
}

const BY_ID = { name: 'link_by_id', text: `select ${LINK}, l.held from link l where l.id = any($1::bigint[])` };

export async function linksById(db: Queryable, ids: readonly number[]): Promise<Link[]> {
  return await rows<Link>(db, BY_ID, [ids]);
}

const ADD = {
  name: 'add_link',
  text: `with added as (
           insert into link (work_provider_id, driver_id, customer_number, held)
           values ($1, $2, $3, tstzrange(coalesce($4::timestamptz, clock_timestamp()), null)) returning *
         ), work as (insert into unsettled (link_id) select id from added)
         select ${LINK}, l.held from added l`,
};

export type LinkInput = {
  readonly workProvider: number;
  readonly driverId: string;
  readonly customerNumber: string;
  /** When it begins to hold; undefined: now. */
  readonly from: Instant | undefined;
};

/** The new link, or `taken`: the driver ID belongs to a customer at some moment from then on. */
export async function addLink(
  db: Queryable,
  input: LinkInput,
): Promise<{ readonly tag: 'added'; readonly link: Link } | { readonly tag: 'taken' }> {
  const from = input.from === undefined ? null : toTimestamptz(input.from);
  try {
    const link = await firstRow<Link>(db, ADD, [input.workProvider, input.driverId, input.customerNumber, from]);
    return { tag: 'added', link: link as Link };
  } catch (error) {
    if (isOneCustomerAtATime(error)) return { tag: 'taken' };
    throw error;
  }
}

function isOneCustomerAtATime(error: unknown): boolean {
  return error instanceof Error && 'constraint' in error && error.constraint === 'one_customer_at_a_time';
}

const END = {
  name: 'end_link',
  text: `with ended as (
           update link set held = tstzrange(lower(held), coalesce($4::timestamptz, clock_timestamp())), end_recorded_at = clock_timestamp()
           where work_provider_id = $1 and driver_id = $2 and customer_number = $3 and upper_inf(held)
             and lower(held) < coalesce($4::timestamptz, clock_timestamp())
           returning *
         ), work as (insert into unsettled (link_id) select id from ended)
         select ${LINK}, l.held from ended l`,
};

/** Ends the customer's open link on the driver ID. Undefined when there is none that began before `at` (default now). */
export async function endLink(
  db: Queryable,
  link: { readonly workProvider: number; readonly driverId: string; readonly customerNumber: string },
  at: Instant | undefined,
): Promise<Link | undefined> {
  const end = at === undefined ? null : toTimestamptz(at);
  return await firstRow<Link>(db, END, [link.workProvider, link.driverId, link.customerNumber, end]);
}

type DriverId = { readonly workProvider: number; readonly driverId: string };

const LOCK = {
  name: 'lock_driver_id',
  text: `select pg_advisory_xact_lock(hashtext('shiftcover link'), hashtext($1::int || ' ' || $2::text))`,
};
const HOLDER = {
  name: 'holder_of_driver_id',
  text: `select customer_number as "customerNumber" from link
         where work_provider_id = $1 and driver_id = $2 and held && tstzrange(clock_timestamp(), null)
         order by lower(held) limit 1`,
};

/**
 * Keeps a driver ID to this transaction until it ends. The exclusion constraint alone would let only one of two racers
 * win too, but by a deadlock that takes a second to be found.
 */
export async function lockDriverId(db: Queryable, { workProvider, driverId }: DriverId): Promise<void> {
  await rows(db, LOCK, [workProvider, driverId]);
}

/** The customer number that the driver ID belongs to, now or from a later moment on. */
export async function holderOf(db: Queryable, { workProvider, driverId }: DriverId): Promise<string | undefined> {
  return (await firstRow<{ customerNumber: string }>(db, HOLDER, [workProvider, driverId]))?.customerNumber;
}
