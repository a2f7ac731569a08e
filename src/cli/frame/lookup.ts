import { isCustomerNumber } from '../../core/identifiers.ts';
import { type Instant, toRfc3339 } from '../../core/time/instant.ts';
import { type Customer, customerByNumber } from '../../store/customer/customers.ts';
import type { Queryable } from '../../store/postgres/database.ts';
import { listProviders, type Provider, providerByName } from '../../store/provider/providers.ts';
import { type Refused, refused } from './answer.ts';

/** The work provider of exactly this name; a refusal names those that are spelled much like it. */
export async function findProvider(db: Queryable, name: string): Promise<Provider | Refused> {
  const found = await providerByName(db, name);
  if (found) return found;
  const names = (await listProviders(db)).map((provider) => provider.name);
  const close = closeTo(name, names).map((each) => JSON.stringify(each));
  const hint = close.length > 0 ? `did you mean ${close.join(' or ')}?` : 'see: npx shiftcover provider list';
  return refused(`no work provider is named ${JSON.stringify(name)}; ${hint}`);
}

export async function findCustomer(db: Queryable, number: string): Promise<Customer | Refused> {
  const found = isCustomerNumber(number) ? await customerByNumber(db, number) : undefined;
  if (found) return found;
  const meant = await customerByNumber(db, number.trim().toUpperCase());
  const hint = meant ? `did you mean ${meant.number}?` : 'see: npx shiftcover customer list';
  return refused(`no customer has the number ${JSON.stringify(number)}; ${hint}`);
}

/** Why nothing can be given to a customer who closed their account. */
export function closedAccount(number: string, { at }: { readonly at: Instant }): Refused {
  return refused(`${number} closed their account on ${toRfc3339(at)}`);
}

export function isRefused(found: object): found is Refused {
  return 'tag' in found && found.tag === 'refused';
}

const MOST_CLOSE_NAMES = 3;

/** Names that contain the word, or differ from it in a few letters; the closest first. */
function closeTo(word: string, names: readonly string[]): string[] {
  const wanted = word.toLowerCase();
  const near = names.map((name) => ({ name, far: distance(wanted, name.toLowerCase()) }));
  return near
    .filter(({ name, far }) => far <= Math.max(2, wanted.length / 3) || name.toLowerCase().includes(wanted))
    .toSorted((a, b) => a.far - b.far)
    .slice(0, MOST_CLOSE_NAMES)
    .map(({ name }) => name);
}

/** How many letters have to be put in, taken out or changed (Levenshtein). */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (const [i, letter] of Array.from(a).entries()) {
    const next = [i + 1];
    for (let j = 0; j < b.length; j++) {
      const changed = (row[j] as number) + (letter === b[j] ? 0 : 1);
      next.push(Math.min(changed, (row[j + 1] as number) + 1, (next[j] as number) + 1));
    }
    row = next;
  }
  return row[b.length] as number;
}
