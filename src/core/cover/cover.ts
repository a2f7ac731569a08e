import { subjectKey } from '../event.ts';
import { driverLane, type Lane, type Link } from '../shift/lane.ts';
import { endInstant, type Shift } from '../shift/timeline.ts';
import type { Instant } from '../time/instant.ts';
import { ALWAYS, contains, intersect, type Period, union, without } from '../time/period.ts';

/** What is known of one customer: everything that decides their cover but the shifts. */
export type Eligibility = {
  readonly customerNumber: string;
  /** All of theirs, and all that others hold on the same driver IDs. */
  readonly links: readonly Link[];
  readonly suspensions: readonly Period[];
  readonly refusals: readonly { readonly workProvider: number; readonly held: Period }[];
};

/** A shift in a lane that is, was or may become this customer's. */
export type LaneShift = { readonly lane: Lane; readonly shift: Shift };

/** Why a customer at work is not insured. */
export type GapReason = 'not_linked' | 'link_ended' | 'linked_to_another' | 'suspended' | 'refused';

export type Gap = { readonly laneShift: LaneShift; readonly period: Period; readonly reason: GapReason };

/** A stretch of cover through one shift, and the link it stands on (none for work by customer number). */
export type Cover = { readonly laneShift: LaneShift; readonly period: Period; readonly link: Link | undefined };

/** The longest the shift can be taken to last: to its end, or to its limit while it is open. */
export function shiftPeriod(shift: Shift): Period {
  return { from: shift.from, to: Math.min(endInstant(shift.end), shift.limitAt) };
}

/**
 * Cover through one shift: the shift, cut to the periods in which the link held and the customer was active. Work by
 * customer number needs no link, only that the customer has not refused that work provider.
 */
export function coverThrough(laneShift: LaneShift, eligibility: Eligibility): Cover[] {
  return entitlements(laneShift.lane, eligibility).flatMap(({ held, link }) => {
    const inForce = intersect(shiftPeriod(laneShift.shift), held);
    if (!inForce) return [];
    return without(inForce, eligibility.suspensions).map((period) => ({ laneShift, period, link }));
  });
}

/** The cover of a customer through all of their work: the fewest periods, in order of time. */
export function coverPeriods(laneShifts: readonly LaneShift[], eligibility: Eligibility): Period[] {
  return union(laneShifts.flatMap((laneShift) => coverThrough(laneShift, eligibility)).map((cover) => cover.period));
}

type Entitlement = { readonly held: Period; readonly link: Link | undefined };

function entitlements(lane: Lane, eligibility: Eligibility): Entitlement[] {
  switch (lane.identifierKind) {
    case 'driverId':
      return linksOn(lane, eligibility)
        .filter((link) => link.customerNumber === eligibility.customerNumber)
        .map((link) => ({ held: link.held, link }));
    case 'policyId':
      return without(ALWAYS, optOutsOf(lane, eligibility)).map((held) => ({
        held,
        link: undefined,
      }));
    default:
      return lane.identifierKind satisfies never;
  }
}

/** The parts of a shift that are not covered, each with its reason, in order of time. */
export function gapsIn(laneShift: LaneShift, eligibility: Eligibility): Gap[] {
  const covered = coverThrough(laneShift, eligibility).map((cover) => cover.period);
  return without(shiftPeriod(laneShift.shift), covered).flatMap((hole) =>
    splitAtChanges(hole, laneShift.lane, eligibility).map((period) => ({
      laneShift,
      period,
      reason: reasonAt(laneShift.lane, period.from, eligibility),
    })),
  );
}

function splitAtChanges(hole: Period, lane: Lane, eligibility: Eligibility): Period[] {
  const held = [...linksOn(lane, eligibility).map((link) => link.held), ...optOutsOf(lane, eligibility)];
  const changes = held.flatMap((period) => [period.from, period.to]);
  const cuts = [...new Set([hole.from, ...changes.filter((at) => contains(hole, at)), hole.to])].toSorted(
    (a, b) => a - b,
  );
  return cuts.slice(1).map((to, index) => ({ from: cuts[index] as Instant, to }));
}

/** Why work in this lane gives the customer no cover at a moment at which it gives none. */
export function reasonAt(lane: Lane, at: Instant, eligibility: Eligibility): GapReason {
  if (optOutsOf(lane, eligibility).some((held) => contains(held, at))) return 'refused';
  if (lane.identifierKind === 'policyId') return 'suspended';
  const links = linksOn(lane, eligibility);
  const holder = links.find((link) => contains(link.held, at));
  if (holder) return holder.customerNumber === eligibility.customerNumber ? 'suspended' : 'linked_to_another';
  return links.some((link) => link.customerNumber === eligibility.customerNumber && link.held.to <= at)
    ? 'link_ended'
    : 'not_linked';
}

function linksOn(lane: Lane, eligibility: Eligibility): Link[] {
  return eligibility.links.filter((link) => subjectKey(driverLane(link)) === subjectKey(lane));
}

function optOutsOf(lane: Lane, eligibility: Eligibility): Period[] {
  if (lane.identifierKind !== 'policyId') return [];
  return eligibility.refusals.filter((each) => each.workProvider === lane.workProvider).map((each) => each.held);
}
