import { editDistance } from '../../core/editDistance.ts';
import { isCustomerNumber } from '../../core/identifiers.ts';
import { type Instant, toRfc3339 } from '../../core/time/instant.ts';
import { type Customer, customerByNumber, customersCalled } from '../../store/customer/customers.ts';
import type { Queryable } from '../../store/postgres/database.ts';
import { listProviders, type Provider, providerByName } from '../../store/provider/providers.ts';
import { type Endpoint, endpointById } from '../../store/webhook/endpoints.ts';
import { type Refused, refuse } from './answer.ts';
import type { CommandContext } from './context.ts';

/** Finds the work provider of exactly this name. A refusal names those with a similar name. */
export async function findProvider(
  db: Queryable,
  name: string,
): Promise<{ readonly tag: 'found'; readonly provider: Provider } | Refused> {
  const provider = await providerByName(db, name);
  if (provider) return { tag: 'found', provider };
  const similar = similarTo(
    name,
    (await listProviders(db)).map((each) => each.name),
  );
  const hint =
    similar.length > 0
      ? `did you mean ${similar.map((each) => JSON.stringify(each)).join(' or ')}?`
      : 'see: npx shiftcover provider list';
  return refuse(`no work provider is named ${JSON.stringify(name)}; ${hint}`);
}

/** Finds the customer of this number. */
export async function findCustomer(
  db: Queryable,
  number: string,
): Promise<{ readonly tag: 'found'; readonly customer: Customer } | Refused> {
  const customer = isCustomerNumber(number) ? await customerByNumber(db, number) : undefined;
  if (customer) return { tag: 'found', customer };
  const meant = await customerByNumber(db, number.trim().toUpperCase());
  const hint = meant ? `did you mean ${meant.number}?` : 'see: npx shiftcover customer list';
  return refuse(`no customer has the number ${JSON.stringify(number)}; ${hint}`);
}

/** What findPerson takes. */
export const WHO = 'their customer number, email, name or driver ID';

/** Finds the one customer whose number, email, name or linked driver ID this is. A refusal names those it may mean. */
export async function findPerson(
  db: Queryable,
  who: string,
): Promise<{ readonly tag: 'found'; readonly customer: Customer } | Refused> {
  const byNumber = await findCustomer(db, who);
  if (byNumber.tag === 'found') return byNumber;
  const [customer, ...others] = await customersCalled(db, who);
  if (!customer) return byNumber;
  if (others.length === 0) return { tag: 'found', customer };
  const numbers = [customer, ...others].map(({ number }) => number);
  return refuse(`${JSON.stringify(who)} may be ${numbers.join(' or ')}; give the customer number`);
}

/** Finds the endpoint of this id, of any work provider. */
export async function findEndpoint(
  { pool, ids }: CommandContext,
  id: string,
): Promise<{ readonly tag: 'found'; readonly endpoint: Endpoint } | Refused> {
  const found = ids.find('endpoint', id);
  const endpoint = found && (await endpointById(pool, found.id));
  return endpoint ? { tag: 'found', endpoint } : refuseUnknownEndpoint(id);
}

/** Refuses an id of an endpoint that does not exist, or was removed. */
export function refuseUnknownEndpoint(id: string): Refused {
  return refuse(`there is no endpoint ${id}; see: npx shiftcover endpoint list`);
}

/** Refuses to give cover or links to a customer who closed their account. */
export function refuseClosed(number: string, { at }: { readonly at: Instant }): Refused {
  return refuse(`${number} closed their account on ${toRfc3339(at)}`);
}

const MOST_SIMILAR = 3;

/** The names that contain the word or differ from it in a few letters, the most similar first. */
function similarTo(word: string, names: readonly string[]): string[] {
  const wanted = word.toLowerCase();
  const measured = names.map((name) => ({ name, distance: editDistance(wanted, name.toLowerCase()) }));
  return measured
    .filter(({ name, distance }) => distance <= Math.max(2, wanted.length / 3) || name.toLowerCase().includes(wanted))
    .toSorted((a, b) => a.distance - b.distance)
    .slice(0, MOST_SIMILAR)
    .map(({ name }) => name);
}
