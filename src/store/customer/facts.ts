import type { Facts, Version } from '../../core/cover/facts.ts';
import type { Link } from '../../core/shift/lane.ts';
import { firstRow, type Queryable, rows } from '../postgres/database.ts';
import { type VersionedTable, versionsOf } from './versions.ts';

const LINKS = {
  name: 'links_ever_around',
  text: `select l.id, l.work_provider_id as "workProvider", l.driver_id as "driverId", l.customer_number as "customerNumber",
           l.recorded_at as "recordedAt"
         from (select distinct work_provider_id, driver_id from link where customer_number = any($1::text[])) own
         join link l on (l.work_provider_id, l.driver_id) = (own.work_provider_id, own.driver_id)
         union
         select l.id, l.work_provider_id, l.driver_id, l.customer_number, l.recorded_at
         from link l where l.customer_number = any($1::text[]) order by 1`,
};
const SUSPENSIONS = {
  name: 'suspensions_ever',
  text: `select id, customer_number as "customerNumber" from suspension where customer_number = any($1::text[]) order by id`,
};
const OPT_OUTS = {
  name: 'opt_outs_ever',
  text: `select id, customer_number as "customerNumber", work_provider_id as "workProvider" from opt_out
         where customer_number = any($1::text[]) order by id`,
};
const MERGES = {
  name: 'merges_ever',
  text: `select id, array[customer_number, into_number] as numbers from customer_merge
         where customer_number = any($1::text[]) order by id`,
};
const NUMBERS = { name: 'numbers_ever', text: 'select numbers_of($1, true) as numbers' };

/**
 * What was ever recorded of a customer besides events, under every number that a merge ever made theirs: theirs, and the
 * links of others on the same driver IDs.
 */
export async function customerFacts(
  db: Queryable,
  customerNumber: string,
): Promise<Pick<Facts, 'customers' | 'merges' | 'links' | 'suspensions' | 'optOuts'>> {
  const numbers = (await firstRow<{ numbers: string[] }>(db, NUMBERS, [customerNumber]))?.numbers ?? [];
  const links = await rows<Omit<Link, 'held'>>(db, LINKS, [numbers]);
  const suspensions = await rows<Own>(db, SUSPENSIONS, [numbers]);
  const optOuts = await rows<Own & { workProvider: number }>(db, OPT_OUTS, [numbers]);
  const merges = await rows<{ id: number; numbers: [string, string] }>(db, MERGES, [numbers]);
  const ofCustomers = await versionsOf(db, 'customer', numbers);
  return {
    customers: numbers.map((number) => ({ number, versions: ofCustomers.get(number) ?? [] })),
    merges: await withVersions(db, 'customer_merge', merges),
    links: await withVersions(db, 'link', links),
    suspensions: await withVersions(db, 'suspension', suspensions),
    optOuts: await withVersions(db, 'opt_out', optOuts),
  };
}

type Own = { readonly id: number; readonly customerNumber: string };

async function withVersions<T extends { readonly id: number }>(
  db: Queryable,
  of: VersionedTable,
  found: readonly T[],
): Promise<(T & { versions: readonly Version[] })[]> {
  const versions = await versionsOf(
    db,
    of,
    found.map(({ id }) => id),
  );
  return found.map((each) => ({ ...each, versions: versions.get(String(each.id)) ?? [] }));
}
