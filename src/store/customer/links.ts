import type { Subject } from '../../core/event.ts';
import type { Link } from '../../core/shift/lane.ts';
import type { Instant } from '../../core/time/instant.ts';
import { firstRow, type Queryable, rows } from '../postgres/database.ts';
import { subjectColumns, toTimestamptz } from '../postgres/sqlTypes.ts';
import type { Change } from './periods.ts';

const LINK = `l.id, l.work_provider_id as "workProvider", l.driver_id as "driverId",
  l.customer_number as "customerNumber", l.recorded_at as "recordedAt"`;
/**
 * A plan that was made while there were few links must not read all of them later. `+ 0` hides the work provider from the
 * index of the exclusion constraint, and `offset 0` has the links read for each subject and customer.
 */
const AROUND = {
  name: 'links_around',
  text: `with subject as (
           select * from unnest($1::int[], $2::identifier_kind[], $3::text[]) as s (work_provider_id, identifier_kind, identifier)
         ), customer as (
           select work_provider_id, identifier as customer_number from subject where identifier_kind = 'policyId'
           union
           select s.work_provider_id, l.customer_number from subject s cross join lateral (
             select customer_number from link where work_provider_id = s.work_provider_id and driver_id = s.identifier offset 0) l
           where s.identifier_kind = 'driverId'
         )
         select ${LINK}, l.held from customer c cross join lateral (
           select * from link where customer_number = c.customer_number and work_provider_id + 0 = c.work_provider_id offset 0) l
         where not isempty(l.held)`,
};

/** All links, at their work providers, of the customers that the subjects name or that are linked to them. */
export async function linksAround(db: Queryable, subjects: readonly Subject[]): Promise<Link[]> {
  if (subjects.length === 0) return [];
  return await rows<Link>(db, AROUND, subjectColumns(subjects));
}

const OF_CUSTOMER = {
  name: 'links_of_customer',
  text: `select ${LINK}, l.held from link l
         where l.customer_number = any(numbers_of($1)) and not isempty(l.held) order by lower(l.held)`,
};

/** All links of the customer, under any number of theirs, at all work providers, ended ones included; those that were taken back are left out. */
export async function linksOfCustomer(db: Queryable, customerNumber: string): Promise<Link[]> {
  return await rows<Link>(db, OF_CUSTOMER, [customerNumber]);
}

const MATCHING = {
  name: 'links_matching',
  text: `select ${LINK}, l.held from link l
         where not isempty(l.held) and ($1::text is null or l.customer_number = any(numbers_of($1)))
           and ($2::int is null or l.work_provider_id = $2)
         order by l.work_provider_id, l.driver_id, lower(l.held)`,
};

/** The chosen links, ended ones too. Undefined members do not narrow the choice. */
export async function linksMatching(
  db: Queryable,
  choice: { readonly customerNumber?: string | undefined; readonly provider?: number | undefined },
): Promise<Link[]> {
  return await rows<Link>(db, MATCHING, [choice.customerNumber ?? null, choice.provider ?? null]);
}

const LINKED_DRIVER_IDS = {
  name: 'linked_driver_ids',
  text: `select distinct driver_id as "driverId" from link where work_provider_id = $1 and not isempty(held) limit 100000`,
};

/** The driver IDs of a work provider that were ever linked; the first 100,000 of them. */
export async function linkedDriverIds(db: Queryable, workProvider: number): Promise<string[]> {
  return (await rows<{ driverId: string }>(db, LINKED_DRIVER_IDS, [workProvider])).map(({ driverId }) => driverId);
}

const EVER_SINCE = {
  name: 'links_ever_since',
  text: `select ${LINK}, l.held, (
           select min(lower(v.held)) from held_version v where v.of_table = 'link' and v.key = l.id::text) as since,
           not exists (select from link b where b.customer_number = any(numbers_of(l.customer_number))
             and b.work_provider_id + 0 = l.work_provider_id and b.id < l.id and not isempty(b.held)) as "isFirst"
         from link l where l.id = any($1::bigint[])`,
};

/**
 * The links with these ids, each with the earliest instant at which it was ever said to hold, and whether it is the first
 * of the person at the work provider.
 */
export async function linksEverSince(
  db: Queryable,
  ids: readonly number[],
): Promise<(Link & { readonly since: Instant; readonly isFirst: boolean })[]> {
  return await rows(db, EVER_SINCE, [ids]);
}

/** Who links one driver ID waits for who does so already: two that find each other in the constraint would deadlock. */
const LOCK_DRIVER_ID = `pg_advisory_xact_lock(hashtext('shiftcover link'), hashtext($1::int || ' ' || $2::text))`;

const ADD = {
  name: 'add_link',
  text: `with added as (
           insert into link (work_provider_id, driver_id, customer_number, held, changed_by, change_reason, proof)
           select $1, $2, $3, tstzrange(coalesce($4::timestamptz, clock_timestamp()), $5::timestamptz), $6, $7, $8
           from (select ${LOCK_DRIVER_ID}) locked
           returning *
         ), item as (insert into unsettled (link_id) select id from added)
         select ${LINK}, l.held from added l`,
};

/**
 * Why it is believed that a driver ID is a customer's, the weakest first: they say so; the work provider or an operator
 * says so; the work provider signed it (docs/linking.md).
 */
export type Proof = 'claimed' | 'confirmed' | 'signed';

export type LinkInput = {
  readonly workProvider: number;
  readonly driverId: string;
  readonly customerNumber: string;
  /** When it begins to hold; undefined: now. */
  readonly from: Instant | undefined;
  /** When it ends to hold; undefined: not yet. */
  readonly to?: Instant | undefined;
  /** `confirmed` unless given. */
  readonly proof?: Proof | undefined;
} & Partial<Change>;

/** The new link, or `taken`: the driver ID belongs to a customer at some moment from then on. */
export async function addLink(
  db: Queryable,
  input: LinkInput,
): Promise<{ readonly tag: 'added'; readonly link: Link } | { readonly tag: 'taken' }> {
  const [from, to] = [orNull(input.from), orNull(input.to)];
  const { workProvider, driverId, customerNumber, by = '', why = '', proof = 'confirmed' } = input;
  try {
    const link = await firstRow<Link>(db, ADD, [workProvider, driverId, customerNumber, from, to, by, why, proof]);
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
           update link set held = tstzrange(lower(held), coalesce($4::timestamptz, clock_timestamp())), changed_by = $5, change_reason = $6
           where work_provider_id = $1 and driver_id = $2 and customer_number = any(numbers_of($3)) and not isempty(held) and upper_inf(held)
             and lower(held) < coalesce($4::timestamptz, clock_timestamp())
           returning *
         ), item as (insert into unsettled (link_id) select id from ended)
         select ${LINK}, l.held from ended l`,
};

/** Ends the customer's open link on the driver ID. Undefined when there is none that began before `at` (default now). */
export async function endLink(
  db: Queryable,
  link: { readonly workProvider: number; readonly driverId: string; readonly customerNumber: string },
  at: Instant | undefined,
  { by = '', why = '' }: Partial<Change> = {},
): Promise<Link | undefined> {
  const { workProvider, driverId, customerNumber } = link;
  return await firstRow<Link>(db, END, [workProvider, driverId, customerNumber, orNull(at), by, why]);
}

function orNull(at: Instant | undefined): string | null {
  return at === undefined || at === Infinity ? null : toTimestamptz(at);
}

type DriverId = { readonly workProvider: number; readonly driverId: string };

const LOCK = {
  name: 'lock_driver_id',
  text: `select ${LOCK_DRIVER_ID}`,
};
const HOLDER = {
  name: 'holder_of_driver_id',
  text: `select customer_number as "customerNumber", customer_number = any(numbers_of($3)) as "isTheirs", proof from link
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

/** Whose a driver ID is, and why that is believed. `isTheirs`: the customer's who asks, under one of their numbers. */
type Holder = { readonly customerNumber: string; readonly isTheirs: boolean; readonly proof: Proof };

/** The customer that the driver ID belongs to, now or from a later moment on. */
export async function holderOf(
  db: Queryable,
  { workProvider, driverId }: DriverId,
  customerNumber: string,
): Promise<Holder | undefined> {
  return await firstRow<Holder>(db, HOLDER, [workProvider, driverId, customerNumber]);
}

const CLAIM = {
  name: 'open_claim',
  text: `select driver_id as "driverId" from link
         where customer_number = any(numbers_of($1)) and work_provider_id = $2 and proof = 'claimed' and not isempty(held) and upper_inf(held)
         limit 1`,
};
const PROVE = {
  name: 'prove_link',
  text: `update link set proof = $4
         where work_provider_id = $1 and driver_id = $2 and customer_number = any(numbers_of($3)) and not isempty(held)
           and upper_inf(held)`,
};

/** The driver ID that the customer claims at the work provider without proof. */
export async function openClaim(db: Queryable, customerNumber: string, workProvider: number) {
  return (await firstRow<{ driverId: string }>(db, CLAIM, [customerNumber, workProvider]))?.driverId;
}

/** Gives the customer's open link on the driver ID another proof. */
export async function proveLink(
  db: Queryable,
  { workProvider, driverId, customerNumber }: DriverId & { readonly customerNumber: string },
  proof: Proof,
): Promise<void> {
  await rows(db, PROVE, [workProvider, driverId, customerNumber, proof]);
}
