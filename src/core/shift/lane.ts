import { type Event, type Lane, type Subject, subjectKey } from '../event.ts';
import type { Instant } from '../time/instant.ts';
import { contains, type Period } from '../time/period.ts';

export type { Lane } from '../event.ts';

/** Ties a driver ID at one work provider to a customer, for a period. */
export type Link = {
  readonly id: number;
  readonly workProvider: number;
  readonly driverId: string;
  readonly customerNumber: string;
  readonly held: Period;
  readonly recordedAt: Instant;
};

/** Orders links: those that hold longest first. */
export function endingLast(a: Link, b: Link): number {
  return b.held.to - a.held.to || a.held.from - b.held.from || a.id - b.id;
}

export function driverSubject({ workProvider, driverId }: Pick<Link, 'workProvider' | 'driverId'>): Subject {
  return { workProvider, identifierKind: 'driverId', identifier: driverId };
}

export function customerSubject({
  workProvider,
  customerNumber,
}: Pick<Link, 'workProvider' | 'customerNumber'>): Subject {
  return { workProvider, identifierKind: 'policyId', identifier: customerNumber };
}

export function laneKey(lane: Lane): string {
  return `${subjectKey(lane)} ${lane.reference}`;
}

/** Links found by either end. */
export type Links = {
  /** Those of the customer whom a subject names, at its work provider. */
  ofCustomer(subject: Subject): readonly Link[];
  /** Those on a driver ID. */
  onDriver(subject: Subject): readonly Link[];
};

export function indexLinks(links: readonly Link[]): Links {
  const byCustomer = Map.groupBy(links, (link) => subjectKey(customerSubject(link)));
  const byDriver = Map.groupBy(links, (link) => subjectKey(driverSubject(link)));
  return {
    ofCustomer: (subject) => byCustomer.get(subjectKey(subject)) ?? [],
    onDriver: (subject) => byDriver.get(subjectKey(subject)) ?? [],
  };
}

/**
 * The lanes whose logins a logout answers: its own first. A logout by customer number also answers those of the driver
 * ID that is linked to them at that instant, when exactly one is; a logout by driver ID those by the customer's number.
 */
export function lanesAnsweredBy(logout: Lane & { readonly occurredAt: Instant }, links: Links): Lane[] {
  const { workProvider, identifierKind, identifier, reference, occurredAt } = logout;
  const own = { workProvider, identifierKind, identifier, reference };
  const found = identifierKind === 'driverId' ? links.onDriver(logout) : links.ofCustomer(logout);
  const held = found.filter((link) => contains(link.held, occurredAt));
  const [only] = held;
  if (!only || held.length > 1) return [own];
  const other = identifierKind === 'driverId' ? customerSubject(only) : driverSubject(only);
  return [own, { ...other, reference }];
}

/** Every subject whose logouts may answer logins of a lane: its own, and those that a link ever tied to it. */
export function logoutSubjects(lane: Lane, links: Links): Subject[] {
  const others =
    lane.identifierKind === 'driverId'
      ? links.onDriver(lane).map(customerSubject)
      : links.ofCustomer(lane).map(driverSubject);
  const { workProvider, identifierKind, identifier } = lane;
  const byKey = new Map(others.map((each) => [subjectKey(each), each]));
  return [
    { workProvider, identifierKind, identifier },
    ...[...byKey.keys()].toSorted().map((key) => byKey.get(key) as Subject),
  ];
}

/**
 * The events of a lane: its own, then every logout of other identifiers that answers it, in an order that arrival has no
 * part in.
 */
export function eventsOfLane<E extends Event>(lane: Lane, events: readonly E[], links: Links): E[] {
  const key = laneKey(lane);
  const same = events.filter(({ reference }) => reference === lane.reference);
  const others = same.filter((event) => {
    if (event.kind === 'login' || laneKey(event) === key) return false;
    return lanesAnsweredBy(event, links).some((each) => laneKey(each) === key);
  });
  const byKey = Map.groupBy(others, subjectKey);
  const sorted = [...byKey.keys()].toSorted().flatMap((each) => byKey.get(each) ?? []);
  return [...same.filter((event) => laneKey(event) === key), ...sorted];
}
