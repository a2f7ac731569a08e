import type { Instant } from '../core/instant.ts';
import type { Link } from '../core/lane.ts';
import { type Account, accountOf } from '../store/accounts.ts';
import { type AwaitedLink, awaitedLinksOf } from '../store/awaitedLinks.ts';
import { customerByNumber, type Refused, refusalsOf } from '../store/customers.ts';
import type { Queryable } from '../store/database.ts';
import { type Introduction, introductionsOf } from '../store/introductions.ts';
import { linksOfCustomer } from '../store/links.ts';
import { type OwnSuspension, ownSuspensions } from '../store/ownRecords.ts';
import { providersById } from '../store/providers.ts';
import { signInsOf } from '../store/signIns.ts';
import { type Agreement, agreementsOf } from '../store/terms.ts';
import { chosenTimeZone } from '../store/timeZone.ts';

/** Who someone is to the insurer, without their password. */
type Person = Omit<Account, 'password'> & { readonly since: Instant; readonly timeZone: string | undefined };

/** What is known of a customer besides their work. */
export type MyRecords = {
  readonly person: Person;
  readonly agreements: readonly Agreement[];
  readonly links: readonly Link[];
  readonly awaited: readonly AwaitedLink[];
  readonly introductions: readonly Introduction[];
  readonly refusals: readonly Refused[];
  readonly suspensions: readonly OwnSuspension[];
  readonly signIns: Awaited<ReturnType<typeof signInsOf>>;
  /** The work providers in all of these, by id. */
  readonly names: ReadonlyMap<number, string>;
};

/** Throws when there is no such customer. */
export async function readMyRecords(db: Queryable, customerNumber: string): Promise<MyRecords> {
  const agreements = await agreementsOf(db, customerNumber);
  const links = await linksOfCustomer(db, customerNumber);
  const refusals = await refusalsOf(db, customerNumber);
  const introductions = await introductionsOf(db, customerNumber);
  const agreedWith = agreements.map(({ document }) => Number(document)).filter((id) => !Number.isNaN(id));
  const mentioned = new Set([
    ...agreedWith,
    ...[...links, ...introductions, ...refusals].map((each) => each.workProvider),
  ]);
  const providers = await providersById(db, [...mentioned]);
  return {
    person: await personOf(db, customerNumber),
    agreements,
    links,
    awaited: await awaitedLinksOf(db, customerNumber),
    introductions,
    refusals,
    suspensions: await ownSuspensions(db, customerNumber),
    signIns: await signInsOf(db, customerNumber),
    names: new Map([...providers.values()].map(({ id, name }) => [id, name])),
  };
}

async function personOf(db: Queryable, customerNumber: string): Promise<Person> {
  const customer = await customerByNumber(db, customerNumber);
  const account = await accountOf(db, customerNumber);
  if (!customer || !account) throw new Error(`no customer ${customerNumber}`);
  const { password: _, ...rest } = account;
  return { ...rest, since: customer.recordedAt, timeZone: await chosenTimeZone(db, customerNumber) };
}
