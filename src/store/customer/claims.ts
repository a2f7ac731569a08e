import { type Queryable, rows } from '../postgres/database.ts';

/** A customer or an address that claimed many driver IDs without proof, or tried to, within a day. */
export type ManyClaims = { readonly claims: number } & (
  | { readonly tag: 'customer'; readonly customerNumber: string }
  /** One of them, where it is an IPv6 address: all of its /64 count together. */
  | { readonly tag: 'address'; readonly address: string }
);

/** A customer has one open claim for each work provider. Many drivers may sign up at one place of work. */
const MOST = { customer: 5, address: 20 } as const;

const MANY = {
  name: 'many_claims',
  text: `with claim as materialized (
           select customer_number, address, case when address like '%:%' and address not ilike '::ffff:%'
             then host(network(set_masklen(split_part(address, '%', 1)::inet, 64))) else address end as block
           from audit where action in ('claimed a driver ID', 'was refused a driver ID that belongs to someone else')
             and at > clock_timestamp() - interval '1 day')
         select 'customer' as tag, customer_number as "customerNumber", null as address, count(*) as claims
         from claim group by customer_number having count(*) > $1
         union all
         select 'address', null, max(address), count(*) from claim where address is not null group by block having count(*) > $2
         order by claims desc limit 100`,
};

/** Those that claimed more than five (of one customer) or twenty (from one address), at most a hundred of them. */
export async function manyClaims(db: Queryable): Promise<ManyClaims[]> {
  return await rows<ManyClaims>(db, MANY, [MOST.customer, MOST.address]);
}
