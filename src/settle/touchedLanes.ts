import { distinctSubjects, type Subject, subjectKey } from '../core/event.ts';
import { customerLane, driverLane, indexLinks, type Lane, type Link, laneOf } from '../core/shift/lane.ts';
import type { Instant } from '../core/time/instant.ts';
import { linksAround, linksById } from '../store/customer/links.ts';
import { type Touch, touchesInRanges } from '../store/log/events.ts';
import type { Queryable } from '../store/postgres/database.ts';
import type { UnsettledItem } from '../store/shift/unsettled.ts';

/** A lane, and the moments within which something about it has changed: both ends belong to it. */
export type TouchedLane = { readonly lane: Lane; readonly since: Instant; readonly until: Instant };

/** The lanes that the works touch, each once. */
export async function touchedLanes(db: Queryable, items: readonly UnsettledItem[]): Promise<TouchedLane[]> {
  const events = await touchesInRanges(
    db,
    items.filter((item) => item.tag === 'append'),
  );
  const changed = items.some((item) => item.tag === 'link') ? await changedLinks(db, items) : [];
  const around = await linksAround(db, subjectsOf(events, changed));
  return unite([...touchedByEvents(events, around), ...changed.flatMap((link) => touchedByLink(link, around))]);
}

async function changedLinks(db: Queryable, items: readonly UnsettledItem[]): Promise<Link[]> {
  return await linksById(
    db,
    items.filter((item) => item.tag === 'link').map((item) => item.linkId),
  );
}

function subjectsOf(events: readonly Touch[], changed: readonly Link[]): Subject[] {
  const named = changed.map((link) => customerLane(link.workProvider, link.customerNumber));
  return distinctSubjects([...events, ...named]);
}

function touchedByEvents(events: readonly Touch[], around: readonly Link[]): TouchedLane[] {
  const links = indexLinks(around);
  return events.map((event) => ({
    lane: laneOf(event, event.occurredAt, links),
    since: event.occurredAt,
    until: event.occurredAt,
  }));
}

/** A link decides in which lanes its customer's events fall: its driver's, the customer's own, or another driver's. */
function touchedByLink(link: Link, around: readonly Link[]): TouchedLane[] {
  const own = customerLane(link.workProvider, link.customerNumber);
  const drivers = indexLinks(around).ofCustomer(own).map(driverLane);
  return [own, ...drivers].map((lane) => ({ lane, since: link.held.from, until: Infinity }));
}

function unite(touched: readonly TouchedLane[]): TouchedLane[] {
  const byLane = Map.groupBy(touched, ({ lane }) => subjectKey(lane));
  return [...byLane.values()].map((same) => ({
    lane: laneAlone((same[0] as TouchedLane).lane),
    since: same.reduce((least, { since }) => Math.min(least, since), Infinity),
    until: same.reduce((most, { until }) => Math.max(most, until), -Infinity),
  }));
}

function laneAlone({ workProvider, identifierKind, identifier }: Lane): Lane {
  return { workProvider, identifierKind, identifier };
}
