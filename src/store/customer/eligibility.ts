import type { Eligibility } from '../../core/cover/cover.ts';
import type { Link } from '../../core/shift/lane.ts';
import type { Instant } from '../../core/time/instant.ts';
import type { Period } from '../../core/time/period.ts';
import { type Queryable, rows } from '../postgres/database.ts';

const CUSTOMERS = {
  name: 'beginnings_of_customers',
  text: `select c.number, lower(c.held) as begins from unnest($1::text[]) as asked (number) join customer c using (number)`,
};
const SUSPENSIONS = {
  name: 'suspensions_of_customers',
  text: `select asked.number as "customerNumber", s.held from unnest($1::text[]) as asked (number)
         join suspension s on s.customer_number = any(numbers_of(asked.number)) where not isempty(s.held) order by lower(s.held)`,
};
const OPT_OUTS = {
  name: 'opt_outs_of_customers',
  text: `select asked.number as "customerNumber", o.work_provider_id as "workProvider", o.held
         from unnest($1::text[]) as asked (number) join opt_out o on o.customer_number = any(numbers_of(asked.number))
         where not isempty(o.held) order by lower(o.held)`,
};
const ENDS = {
  name: 'ends_of_work_providers',
  text: 'select id, upper(held) as "endsAt" from work_provider where not upper_inf(held)',
};

type Held = { readonly customerNumber: string; readonly held: Period };
type OptOut = Held & { readonly workProvider: number };

/**
 * What decides the cover that each of the customer numbers gives, where it exists, besides shifts. Suspensions and
 * opt-outs are those of the person, under any number of theirs. `links`: theirs, and all on the same driver IDs; each
 * number gets all of them.
 */
export async function eligibilitiesOf(
  db: Queryable,
  customerNumbers: Iterable<string>,
  links: readonly Link[],
): Promise<Map<string, Eligibility>> {
  const asked = [[...new Set(customerNumbers)]];
  const customers = await rows<{ number: string; begins: Instant | null }>(db, CUSTOMERS, asked);
  const suspensions = Map.groupBy(await rows<Held>(db, SUSPENSIONS, asked), (each) => each.customerNumber);
  const optOuts = Map.groupBy(await rows<OptOut>(db, OPT_OUTS, asked), (each) => each.customerNumber);
  const ends = await endsOfProviders(db);
  return new Map(
    customers.map(({ number, begins }) => [
      number,
      {
        customerNumber: number,
        numbers: new Map([[number, begins ?? -Infinity]]),
        links,
        suspensions: (suspensions.get(number) ?? []).map(({ held }) => held),
        optOuts: optOuts.get(number) ?? [],
        ends,
      },
    ]),
  );
}

/** The ends of the work providers that have one. */
async function endsOfProviders(db: Queryable): Promise<ReadonlyMap<number, Instant>> {
  return new Map((await rows<{ id: number; endsAt: Instant }>(db, ENDS)).map(({ id, endsAt }) => [id, endsAt]));
}
