import { type Event, type Subject, subjectKey } from '../event.ts';
import type { Instant } from '../time/instant.ts';
import { contains, type Period } from '../time/period.ts';

/** Where events are folded into shifts: a driver ID, or a customer number that belongs to no one driver ID. */
export type Lane = Subject;

/** Ties a driver ID at one work provider to a customer, for a period. */
export type Link = {
  readonly id: number;
  readonly workProvider: number;
  readonly driverId: string;
  readonly customerNumber: string;
  readonly held: Period;
  readonly recordedAt: Instant;
};

export function driverLane(link: Pick<Link, 'workProvider' | 'driverId'>): Lane {
  return { workProvider: link.workProvider, identifierKind: 'driverId', identifier: link.driverId };
}

export function customerLane(workProvider: number, customerNumber: string): Lane {
  return { workProvider, identifierKind: 'policyId', identifier: customerNumber };
}

/** Links at hand, found by either end. */
export type Links = {
  /** Those of the customer whom a subject names, at its work provider. */
  ofCustomer(subject: Subject): readonly Link[];
  /** Those on the driver ID of a lane. */
  onDriver(lane: Lane): readonly Link[];
};

export function indexLinks(links: readonly Link[]): Links {
  const byCustomer = Map.groupBy(links, (link) => subjectKey(customerLane(link.workProvider, link.customerNumber)));
  const byDriver = Map.groupBy(links, (link) => subjectKey(driverLane(link)));
  return {
    ofCustomer: (subject) => byCustomer.get(subjectKey(subject)) ?? [],
    onDriver: (lane) => byDriver.get(subjectKey(lane)) ?? [],
  };
}

/**
 * The lane of an event. One that names a customer number joins the lane of that customer's driver ID when exactly
 * one is linked to them at that work provider at that instant, so that a login by one identifier and a logout by
 * the other are one shift; otherwise it has a lane of its own.
 */
export function laneOf(subject: Subject, at: Instant, links: Links): Lane {
  const held = links.ofCustomer(subject).filter((link) => contains(link.held, at));
  const [only] = held;
  return only && held.length === 1 ? driverLane(only) : subject;
}

/** Every subject whose events may fall in a lane: its own, and for a driver ID all customers ever linked to it. */
export function feedsOf(lane: Lane, links: Links): Subject[] {
  const customers = new Set(links.onDriver(lane).map((link) => link.customerNumber));
  return [lane, ...[...customers].map((number) => customerLane(lane.workProvider, number))];
}

/** Those of the events that fall in the lane. */
export function inLane(lane: Lane, events: readonly Event[], links: Links): Event[] {
  const key = subjectKey(lane);
  return events.filter((event) => subjectKey(laneOf(event, event.occurredAt, links)) === key);
}
