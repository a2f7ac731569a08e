import type { Eligibility } from '../../core/cover/cover.ts';
import type { Link } from '../../core/shift/lane.ts';
import type { Period } from '../../core/time/period.ts';
import { type Queryable, rows } from '../postgres/database.ts';

const EXISTING = {
  name: 'existing_customers',
  text: 'select c.number from unnest($1::text[]) as asked (number) join customer c on c.number = asked.number',
};
const SUSPENDED = {
  name: 'suspensions_of_many',
  text: `select s.customer_number as "customerNumber", s.held from unnest($1::text[]) as asked (number)
         join suspension s on s.customer_number = asked.number`,
};
const REFUSED = {
  name: 'refusals_of_many',
  text: `select r.customer_number as "customerNumber", r.work_provider_id as "workProvider", r.held
         from unnest($1::text[]) as asked (number) join opt_out r on r.customer_number = asked.number`,
};

type Suspended = { readonly customerNumber: string; readonly held: Period };
type Refused = Suspended & { readonly workProvider: number };

/** The standing of each of the customers that exist, as known now. `links`: theirs, and all on the same driver IDs. */
export async function eligibilitiesOf(
  db: Queryable,
  customerNumbers: Iterable<string>,
  links: readonly Link[],
): Promise<Map<string, Eligibility>> {
  const asked = [[...new Set(customerNumbers)]];
  const existing = await rows<{ number: string }>(db, EXISTING, asked);
  const suspended = Map.groupBy(await rows<Suspended>(db, SUSPENDED, asked), (each) => each.customerNumber);
  const refused = Map.groupBy(await rows<Refused>(db, REFUSED, asked), (each) => each.customerNumber);
  return new Map(
    existing.map(({ number }) => [
      number,
      {
        customerNumber: number,
        links,
        suspensions: (suspended.get(number) ?? []).map(({ held }) => held),
        refusals: refused.get(number) ?? [],
      },
    ]),
  );
}
