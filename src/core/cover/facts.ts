import type { Event, Subject } from '../event.ts';
import { distinctSubjects } from '../event.ts';
import { customerSubject, driverSubject, type Link } from '../shift/lane.ts';
import type { Setting } from '../shift/setting.ts';
import type { Instant, Micros } from '../time/instant.ts';
import type { Period } from '../time/period.ts';
import type { Eligibility } from './cover.ts';

/** Who recorded something, when and why. */
type Recorded = { readonly recordedAt: Instant; readonly by: string; readonly why: string };

/** A period as it was recorded; null: it was taken back. As known at K, the last version recorded by K holds. */
export type Version = Recorded & { readonly held: Period | null };

/** A correction of an event. As known at K, the last one recorded by K holds. */
export type Void = Recorded & { readonly voids: boolean };

/** A stored event with all of its corrections, in the order in which they were recorded. */
export type FactEvent = Event & {
  readonly voids: readonly Void[];
  /** The instant that its text may mean as well, where it lies in a repeated hour and was not sent live. */
  readonly alternative: Instant | null;
};

/** What is known of a work provider's feed. */
export type Feed = {
  readonly workProvider: number;
  readonly settings: readonly Setting[];
  readonly versions: readonly Version[];
  readonly complete: readonly { readonly upTo: Instant; readonly recordedAt: Instant }[];
  /** How late its events usually come, as known when the question is put. */
  readonly usualLateness: Micros;
};

/** A number at a work provider, and when it first reported it. */
type FirstReport = Subject & { readonly recordedAt: Instant };

/** Everything that was ever recorded of one customer around an instant, so that it answers for every K. */
export type Facts = {
  /** The number by which they are asked for. */
  readonly customerNumber: string;
  /** Every number that a merge ever made theirs. */
  readonly customers: readonly { readonly number: string; readonly versions: readonly Version[] }[];
  readonly merges: readonly { readonly numbers: readonly [string, string]; readonly versions: readonly Version[] }[];
  /** Those of these numbers, and those of others on the same driver IDs. */
  readonly links: readonly (Omit<Link, 'held'> & { readonly versions: readonly Version[] })[];
  readonly suspensions: readonly { readonly customerNumber: string; readonly versions: readonly Version[] }[];
  readonly optOuts: readonly {
    readonly customerNumber: string;
    readonly workProvider: number;
    readonly versions: readonly Version[];
  }[];
  readonly feeds: readonly Feed[];
  /** These numbers at the work providers that have ever reported them. */
  readonly reported: readonly FirstReport[];
  readonly events: readonly FactEvent[];
};

/** Something that was recorded at some time. */
export type Fact = Version | Void | FactEvent;

/** Whether a fact is known. */
export type Known = (fact: Fact | FirstReport) => boolean;

/** What was known by an instant. */
export function knownBy(at: Instant): Known {
  return (fact) => ('receivedAt' in fact ? fact.receivedAt : fact.recordedAt) <= at;
}

/** The state of things as known. */
export type View = {
  readonly eligibility: Eligibility;
  /** False: no customer of this number was known. */
  readonly exists: boolean;
  readonly subjects: readonly Subject[];
  readonly events: readonly FactEvent[];
};

/** The facts that are known, as one state of things. */
export function viewOf(facts: Facts, known: Known): View {
  const { customerNumber } = facts;
  const held = (versions: readonly Version[]) => versions.findLast(known)?.held ?? undefined;
  const links = facts.links.flatMap((link) => {
    const period = held(link.versions);
    return period ? [{ ...link, held: period }] : [];
  });
  const same = numbersOf(
    customerNumber,
    facts.merges.filter(({ versions }) => held(versions)).map((each) => each.numbers),
  );
  const numbers = new Map(
    facts.customers.flatMap(({ number, versions }) => {
      const period = same.has(number) ? held(versions) : undefined;
      return period ? [[number, period.from] as const] : [];
    }),
  );
  const own = links.filter((link) => numbers.has(link.customerNumber)).map(driverSubject);
  const events = facts.events.filter((event) => known(event) && !(event.voids.findLast(known)?.voids ?? false));
  const naming = [...facts.reported.filter(known), ...events.filter((event) => event.identifierKind === 'policyId')]
    .filter(({ identifier }) => numbers.has(identifier))
    .map(({ workProvider, identifier }) => customerSubject({ workProvider, customerNumber: identifier }));
  return {
    exists: numbers.size > 0,
    eligibility: {
      customerNumber,
      numbers,
      links,
      suspensions: facts.suspensions.flatMap((each) => (same.has(each.customerNumber) && held(each.versions)) || []),
      optOuts: facts.optOuts.flatMap((each) => {
        const period = same.has(each.customerNumber) && held(each.versions);
        return period ? [{ workProvider: each.workProvider, held: period }] : [];
      }),
      ends: new Map(facts.feeds.map(({ workProvider, versions }) => [workProvider, held(versions)?.to ?? Infinity])),
    },
    subjects: distinctSubjects([...own, ...naming]),
    events,
  };
}

/** The numbers that merges make one with a number, itself among them. */
function numbersOf(number: string, merges: readonly (readonly [string, string])[]): ReadonlySet<string> {
  const same = new Set([number]);
  for (const each of same) {
    for (const [one, other] of merges) {
      if (one === each) same.add(other);
      if (other === each) same.add(one);
    }
  }
  return same;
}

/** Every fact, with what kind of thing it is and the instant it speaks of. */
export function factsOf(facts: Facts): { readonly fact: Fact; readonly kind: FactKind; readonly at: Instant }[] {
  const versions = (all: readonly Version[], added: FactKind, ended: FactKind, takenBack: FactKind) =>
    all.map((fact, index) => {
      const before = all[index - 1]?.held;
      if (fact.held === null) return { fact, kind: takenBack, at: before?.from ?? fact.recordedAt };
      const moved = before && before.from === fact.held.from;
      return moved ? { fact, kind: ended, at: fact.held.to } : { fact, kind: added, at: fact.held.from };
    });
  return [
    ...facts.events.flatMap((event) => [
      { fact: event, kind: event.kind, at: event.occurredAt },
      ...event.voids.map((fact) => ({
        fact,
        kind: fact.voids ? ('void' as const) : ('void_undone' as const),
        at: event.occurredAt,
      })),
    ]),
    ...facts.customers.flatMap((each) => versions(each.versions, 'customer', 'customer', 'customer')),
    ...facts.merges.flatMap((each) => versions(each.versions, 'merge', 'merge', 'merge_undone')),
    ...facts.links.flatMap((link) => versions(link.versions, 'link', 'link_ended', 'link_void')),
    ...facts.suspensions.flatMap((each) =>
      versions(each.versions, 'suspension', 'suspension_ended', 'suspension_void'),
    ),
    ...facts.optOuts.flatMap((each) => versions(each.versions, 'opt_out', 'opt_out_ended', 'opt_out_void')),
    ...facts.feeds.flatMap((feed) => versions(feed.versions, 'work_provider', 'work_provider_ended', 'work_provider')),
  ];
}

/** What kind of thing a fact is. */
export type FactKind =
  | 'login'
  | 'logout'
  | 'void'
  | 'void_undone'
  | 'customer'
  | 'merge'
  | 'merge_undone'
  | 'link'
  | 'link_ended'
  | 'link_void'
  | 'suspension'
  | 'suspension_ended'
  | 'suspension_void'
  | 'opt_out'
  | 'opt_out_ended'
  | 'opt_out_void'
  | 'work_provider'
  | 'work_provider_ended';
