import type { Facts, Version } from '../../core/cover/facts.ts';
import type { Link } from '../../core/shift/lane.ts';
import { type Queryable, rows } from '../postgres/database.ts';
import { versionsOf } from './versions.ts';

const LINKS = {
  name: 'links_ever_around',
  text: `select l.id, l.work_provider_id as "workProvider", l.driver_id as "driverId", l.customer_number as "customerNumber",
           l.recorded_at as "recordedAt"
         from (select distinct work_provider_id, driver_id from link where customer_number = $1) own
         join link l on (l.work_provider_id, l.driver_id) = (own.work_provider_id, own.driver_id)
         union
         select l.id, l.work_provider_id, l.driver_id, l.customer_number, l.recorded_at
         from link l where l.customer_number = $1 order by 1`,
};
const SUSPENSIONS = {
  name: 'suspensions_ever',
  text: 'select id from suspension where customer_number = $1 order by id',
};
const OPT_OUTS = {
  name: 'opt_outs_ever',
  text: `select id, work_provider_id as "workProvider" from opt_out where customer_number = $1 order by id`,
};

/** What was ever recorded of a customer besides events: theirs, and the links of others on the same driver IDs. */
export async function customerFacts(
  db: Queryable,
  customerNumber: string,
): Promise<Pick<Facts, 'customer' | 'links' | 'suspensions' | 'optOuts'>> {
  const links = await rows<Omit<Link, 'held'>>(db, LINKS, [customerNumber]);
  const suspensions = await rows<{ id: number }>(db, SUSPENSIONS, [customerNumber]);
  const optOuts = await rows<{ id: number; workProvider: number }>(db, OPT_OUTS, [customerNumber]);
  const ofLinks = await versionsOf(
    db,
    'link',
    links.map(({ id }) => id),
  );
  const ofSuspensions = await versionsOf(
    db,
    'suspension',
    suspensions.map(({ id }) => id),
  );
  const ofOptOuts = await versionsOf(
    db,
    'opt_out',
    optOuts.map(({ id }) => id),
  );
  const ofCustomer = await versionsOf(db, 'customer', [customerNumber]);
  const of = (versions: ReadonlyMap<string, Version[]>, id: number) => versions.get(String(id)) ?? [];
  return {
    customer: ofCustomer.get(customerNumber) ?? [],
    links: links.map((link) => ({ ...link, versions: of(ofLinks, link.id) })),
    suspensions: suspensions.map(({ id }) => ({ versions: of(ofSuspensions, id) })),
    optOuts: optOuts.map(({ id, workProvider }) => ({ workProvider, versions: of(ofOptOuts, id) })),
  };
}
