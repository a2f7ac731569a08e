import type { Link } from '../../core/shift/lane.ts';
import type { Instant } from '../../core/time/instant.ts';
import { type Account, accountOf, chosenTimeZone } from '../../store/customer/accounts.ts';
import { type AwaitedLink, awaitedLinksOf } from '../../store/customer/awaitedLinks.ts';
import { everyContestOf, type OwnContest } from '../../store/customer/contestedDriverIds.ts';
import { customerByNumber } from '../../store/customer/customers.ts';
import { type Dispute, disputesOf } from '../../store/customer/disputes.ts';
import { linksOfCustomer } from '../../store/customer/links.ts';
import { type SharedWith, sharedWith } from '../../store/customer/sharing.ts';
import { type OptOut, type OwnSuspension, optOutsOf, ownSuspensions } from '../../store/customer/suspensions.ts';
import { type Agreement, agreementsOf } from '../../store/customer/terms.ts';
import type { Queryable } from '../../store/postgres/database.ts';
import { providersById } from '../../store/provider/providers.ts';
import { signInsOf } from '../../store/signIn/signIns.ts';
import { type Introduction, introductionsOf } from '../../store/webhook/introductions.ts';

/** Who someone is to the insurer, without their password. */
type Person = Omit<Account, 'password'> & { readonly since: Instant; readonly timeZone: string | undefined };

/** What is known of a customer besides their work. */
export type MyRecords = {
  readonly person: Person;
  readonly agreements: readonly Agreement[];
  readonly links: readonly Link[];
  readonly awaited: readonly AwaitedLink[];
  readonly introductions: readonly Introduction[];
  readonly refusals: readonly OptOut[];
  readonly suspensions: readonly OwnSuspension[];
  readonly disputes: readonly Dispute[];
  readonly contests: readonly OwnContest[];
  readonly sharedWith: readonly SharedWith[];
  readonly signIns: Awaited<ReturnType<typeof signInsOf>>;
  /** The work providers in all of these, by id. */
  readonly names: ReadonlyMap<number, string>;
};

/** Throws when there is no such customer. */
export async function readMyRecords(db: Queryable, customerNumber: string): Promise<MyRecords> {
  const agreements = await agreementsOf(db, customerNumber);
  const links = await linksOfCustomer(db, customerNumber);
  const refusals = await optOutsOf(db, customerNumber);
  const introductions = await introductionsOf(db, customerNumber);
  const disputes = await disputesOf(db, customerNumber);
  const contests = await everyContestOf(db, customerNumber);
  const shared = await sharedWith(db, customerNumber);
  const agreedWith = agreements.map(({ document }) => Number(document)).filter((id) => !Number.isNaN(id));
  const mentioned = new Set([
    ...agreedWith,
    ...[...links, ...introductions, ...refusals, ...disputes, ...contests, ...shared].map((each) => each.workProvider),
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
    disputes,
    contests,
    sharedWith: shared,
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
