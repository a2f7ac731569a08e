import type { Instant } from '../../core/time/instant.ts';
import { type Queryable, rows } from '../postgres/database.ts';

/** A link that the customer agreed to, and that takes effect once their email is verified. */
export type AwaitedLink = {
  readonly workProvider: number;
  readonly workProviderName: string;
  readonly driverId: string;
  /** The customer agreed to be introduced to the work provider as well. */
  readonly introduces: boolean;
  readonly askedAt: Instant;
};

const ADD = {
  name: 'add_awaited_link',
  text: `insert into awaited_link (customer_number, work_provider_id, driver_id, introduces) values ($1, $2, $3, $4)
         on conflict do nothing`,
};
const OF_CUSTOMER = {
  name: 'awaited_links',
  text: `select a.work_provider_id as "workProvider", p.name as "workProviderName", a.driver_id as "driverId",
           a.introduces, a.asked_at as "askedAt"
         from awaited_link a join work_provider p on p.id = a.work_provider_id
         where a.customer_number = $1 order by a.asked_at`,
};
const DELETE = { name: 'delete_awaited_links', text: 'delete from awaited_link where customer_number = $1' };

/** Adds the link, unless the customer awaits it already. */
export async function addAwaitedLink(
  db: Queryable,
  link: Pick<AwaitedLink, 'workProvider' | 'driverId' | 'introduces'> & { readonly customerNumber: string },
): Promise<void> {
  await rows(db, ADD, [link.customerNumber, link.workProvider, link.driverId, link.introduces]);
}

/** The links that the customer awaits, the oldest first. */
export async function awaitedLinksOf(db: Queryable, customerNumber: string): Promise<AwaitedLink[]> {
  return await rows<AwaitedLink>(db, OF_CUSTOMER, [customerNumber]);
}

/** Deletes all links that the customer awaits. */
export async function deleteAwaitedLinks(db: Queryable, customerNumber: string): Promise<void> {
  await rows(db, DELETE, [customerNumber]);
}
