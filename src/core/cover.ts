import { subjectKey } from './event.ts';
import type { Instant } from './instant.ts';
import { driverLane, type Lane, type Link } from './lane.ts';
import { ALWAYS, contains, intersect, type Period, union, without } from './period.ts';
import { endInstant, type Shift } from './timeline.ts';

/** What is known of one customer: everything that decides their cover but the shifts. */
export type Standing = {
  readonly customerNumber: string;
  /** All of theirs, and all that others hold on the same driver IDs. */
  readonly links: readonly Link[];
  readonly suspensions: readonly Period[];
  readonly refusals: readonly { readonly workProvider: number; readonly held: Period }[];
};

/** A shift in a lane that is, was or may become this customer's. */
export type Work = { readonly lane: Lane; readonly shift: Shift };

/** Why a customer at work is not insured. */
export type GapReason = 'not_linked' | 'link_ended' | 'linked_to_another' | 'suspended' | 'refused';

export type Gap = { readonly work: Work; readonly period: Period; readonly reason: GapReason };

/** A stretch of cover through one shift, and the link it stands on (none for work by customer number). */
export type Cover = { readonly work: Work; readonly period: Period; readonly link: Link | undefined };

/** The longest the shift can be taken to last: to its end, or to its limit while it is open. */
export function shiftPeriod(shift: Shift): Period {
  return { from: shift.from, to: Math.min(endInstant(shift.end), shift.limitAt) };
}

/**
 * Cover through one shift: the shift, cut to the periods in which the link held and the customer was active. Work by
 * customer number needs no link, only that the customer has not refused that work provider.
 */
export function coverThrough(work: Work, standing: Standing): Cover[] {
  return entitlements(work.lane, standing).flatMap(({ held, link }) => {
    const inForce = intersect(shiftPeriod(work.shift), held);
    if (!inForce) return [];
    return without(inForce, standing.suspensions).map((period) => ({ work, period, link }));
  });
}

/** The cover of a customer through all of their work: the fewest periods, in order of time. */
export function coverPeriods(works: readonly Work[], standing: Standing): Period[] {
  return union(works.flatMap((work) => coverThrough(work, standing)).map((cover) => cover.period));
}

type Entitlement = { readonly held: Period; readonly link: Link | undefined };

function entitlements(lane: Lane, standing: Standing): Entitlement[] {
  switch (lane.identifierKind) {
    case 'driverId':
      return linksOn(lane, standing)
        .filter((link) => link.customerNumber === standing.customerNumber)
        .map((link) => ({ held: link.held, link }));
    case 'policyId':
      return without(ALWAYS, refusalsOf(lane, standing)).map((held) => ({
        held,
        link: undefined,
      }));
    default:
      return lane.identifierKind satisfies never;
  }
}

/** The parts of a shift that are not covered, each with its reason, in order of time. */
export function gapsIn(work: Work, standing: Standing): Gap[] {
  const covered = coverThrough(work, standing).map((cover) => cover.period);
  return without(shiftPeriod(work.shift), covered).flatMap((hole) =>
    splitAtChanges(hole, work.lane, standing).map((period) => ({
      work,
      period,
      reason: reasonAt(work.lane, period.from, standing),
    })),
  );
}

function splitAtChanges(hole: Period, lane: Lane, standing: Standing): Period[] {
  const held = [...linksOn(lane, standing).map((link) => link.held), ...refusalsOf(lane, standing)];
  const changes = held.flatMap((period) => [period.from, period.to]);
  const cuts = [...new Set([hole.from, ...changes.filter((at) => contains(hole, at)), hole.to])].toSorted(
    (a, b) => a - b,
  );
  return cuts.slice(1).map((to, index) => ({ from: cuts[index] as Instant, to }));
}

/** Why work in this lane gives the customer no cover at a moment at which it gives none. */
export function reasonAt(lane: Lane, at: Instant, standing: Standing): GapReason {
  if (refusalsOf(lane, standing).some((held) => contains(held, at))) return 'refused';
  if (lane.identifierKind === 'policyId') return 'suspended';
  const links = linksOn(lane, standing);
  const holder = links.find((link) => contains(link.held, at));
  if (holder) return holder.customerNumber === standing.customerNumber ? 'suspended' : 'linked_to_another';
  return links.some((link) => link.customerNumber === standing.customerNumber && link.held.to <= at)
    ? 'link_ended'
    : 'not_linked';
}

function linksOn(lane: Lane, standing: Standing): Link[] {
  return standing.links.filter((link) => subjectKey(driverLane(link)) === subjectKey(lane));
}

function refusalsOf(lane: Lane, standing: Standing): Period[] {
  if (lane.identifierKind !== 'policyId') return [];
  return standing.refusals.filter((each) => each.workProvider === lane.workProvider).map((each) => each.held);
}
