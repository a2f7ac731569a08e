import { type Subject, subjectKey } from '../event.ts';
import { driverSubject, type Lane, type Link } from '../shift/lane.ts';
import { type Shift, shiftPeriod } from '../shift/timeline.ts';
import type { Instant } from '../time/instant.ts';
import { ALWAYS, contains, intersect, type Period, union, without } from '../time/period.ts';

/** What decides one customer's cover besides shifts. */
export type Eligibility = {
  /** The number by which they were asked for. */
  readonly customerNumber: string;
  /** All of their numbers, each with the instant from which it is a customer's. */
  readonly numbers: ReadonlyMap<string, Instant>;
  /** All of theirs, and all that others hold on the same driver IDs. */
  readonly links: readonly Link[];
  /** Periods without any cover. */
  readonly suspensions: readonly Period[];
  /** Periods in which they opt out of a work provider that reports their number. */
  readonly optOuts: readonly { readonly workProvider: number; readonly held: Period }[];
  /** The ends of work providers that have one, by id. */
  readonly ends: ReadonlyMap<number, Instant>;
};

/** A shift in a lane that is, was or may become this customer's. */
export type LaneShift = { readonly lane: Lane; readonly shift: Shift };

/** Why work gives no cover: a closed list (docs/semantics.md). `refused`: they opted out of the work provider. */
export type GapReason =
  | 'not_a_customer_yet'
  | 'work_provider_ended'
  | 'suspended'
  | 'refused'
  | 'not_linked'
  | 'link_ended'
  | 'linked_to_another';

export type Gap = { readonly laneShift: LaneShift; readonly period: Period; readonly reason: GapReason };

/** A stretch of cover through one shift, and the link that gives it (none for work by customer number). */
export type Cover = { readonly laneShift: LaneShift; readonly period: Period; readonly link: Link | undefined };

/** Cover through one shift: the shift, cut to what entitled the customer. */
export function coverThrough(laneShift: LaneShift, eligibility: Eligibility): Cover[] {
  return entitlements(laneShift.lane, eligibility).flatMap(({ held, link }) => {
    const period = intersect(shiftPeriod(laneShift.shift), held);
    return period ? [{ laneShift, period, link }] : [];
  });
}

/** The cover of a customer through all of their work: the fewest periods, in order of time. */
export function coverPeriods(laneShifts: readonly LaneShift[], eligibility: Eligibility): Period[] {
  return union(laneShifts.flatMap((laneShift) => coverThrough(laneShift, eligibility)).map((cover) => cover.period));
}

/** A period in which work under a subject gives the customer cover. */
export type Entitlement = { readonly held: Period; readonly link: Link | undefined };

/**
 * When work under a subject gives the customer cover. By driver ID: while it was linked to one of their numbers. By
 * customer number: unless they opted out. Always: from the beginning of that number, until the work provider's end, and
 * not while suspended.
 */
export function entitlements(subject: Subject, eligibility: Eligibility): Entitlement[] {
  const { numbers, ends, suspensions } = eligibility;
  const to = ends.get(subject.workProvider) ?? Infinity;
  return grants(subject, eligibility).flatMap(({ held, link }) => {
    const from = numbers.get(link?.customerNumber ?? subject.identifier) ?? Infinity;
    const common = intersect(held, { from, to });
    return common ? without(common, suspensions).map((period) => ({ held: period, link })) : [];
  });
}

function grants(subject: Subject, eligibility: Eligibility): Entitlement[] {
  switch (subject.identifierKind) {
    case 'driverId':
      return linksOn(subject, eligibility)
        .filter((link) => eligibility.numbers.has(link.customerNumber))
        .map((link) => ({ held: link.held, link }));
    case 'policyId':
      return without(ALWAYS, optOutsOf(subject, eligibility)).map((held) => ({ held, link: undefined }));
    default:
      return subject.identifierKind satisfies never;
  }
}

/** The parts of a shift that are not covered, each with its reason, in order of time. */
export function gapsIn(laneShift: LaneShift, eligibility: Eligibility): Gap[] {
  const covered = coverThrough(laneShift, eligibility).map((cover) => cover.period);
  return without(shiftPeriod(laneShift.shift), covered).flatMap((hole) =>
    splitAtChanges(hole, laneShift.lane, eligibility).map((period) => {
      return { laneShift, period, reason: reasonAt(laneShift.lane, period.from, eligibility) };
    }),
  );
}

function splitAtChanges(hole: Period, subject: Subject, eligibility: Eligibility): Period[] {
  const held = [
    ...linksOn(subject, eligibility).map((link) => link.held),
    ...optOutsOf(subject, eligibility),
    ...[...eligibility.numbers.values()].map((from) => ({
      from,
      to: eligibility.ends.get(subject.workProvider) ?? Infinity,
    })),
  ];
  const changes = held.flatMap((period) => [period.from, period.to]).filter((at) => contains(hole, at));
  const cuts = [...new Set([hole.from, ...changes, hole.to])].toSorted((a, b) => a - b);
  return cuts.slice(1).map((to, index) => ({ from: cuts[index] as Instant, to }));
}

/** Why work under a subject gives the customer no cover at an instant at which it gives none. */
export function reasonAt(subject: Subject, at: Instant, eligibility: Eligibility): GapReason {
  const links = linksOn(subject, eligibility);
  const holder = links.find((link) => contains(link.held, at));
  const number = subject.identifierKind === 'policyId' ? subject.identifier : holder?.customerNumber;
  if (at < (eligibility.numbers.get(number ?? '') ?? firstBeginning(eligibility))) return 'not_a_customer_yet';
  if (at >= (eligibility.ends.get(subject.workProvider) ?? Infinity)) return 'work_provider_ended';
  if (optOutsOf(subject, eligibility).some((held) => contains(held, at))) return 'refused';
  if (subject.identifierKind === 'policyId') return 'suspended';
  if (holder) return eligibility.numbers.has(holder.customerNumber) ? 'suspended' : 'linked_to_another';
  return links.some((link) => eligibility.numbers.has(link.customerNumber) && link.held.to <= at)
    ? 'link_ended'
    : 'not_linked';
}

/** When the first of their numbers begins to be a customer's; Infinity without any. */
export function firstBeginning({ numbers }: Eligibility): Instant {
  return Math.min(...numbers.values());
}

function linksOn(subject: Subject, eligibility: Eligibility): Link[] {
  if (subject.identifierKind !== 'driverId') return [];
  const key = subjectKey(subject);
  return eligibility.links.filter((link) => subjectKey(driverSubject(link)) === key);
}

function optOutsOf(subject: Subject, eligibility: Eligibility): Period[] {
  if (subject.identifierKind !== 'policyId') return [];
  return eligibility.optOuts.filter((each) => each.workProvider === subject.workProvider).map(({ held }) => held);
}
