import { type Subject, subjectKey } from '../core/event.ts';
import type { Instant } from '../core/instant.ts';
import { customerLane, driverLane, indexLinks, type Lane, type Link, laneOf } from '../core/lane.ts';
import type { Queryable } from '../store/database.ts';
import { type Touch, touchesInRanges } from '../store/events.ts';
import { linksAround, linksById } from '../store/links.ts';
import type { Work } from '../store/unsettled.ts';

/** A lane, and the moments within which something about it has changed: both ends belong to it. */
export type TouchedLane = { readonly lane: Lane; readonly since: Instant; readonly until: Instant };

/** The lanes that the works touch, each once. */
export async function touchedLanes(db: Queryable, works: readonly Work[]): Promise<TouchedLane[]> {
  const events = await touchesInRanges(
    db,
    works.filter((work) => work.tag === 'append'),
  );
  const changed = works.some((work) => work.tag === 'link') ? await changedLinks(db, works) : [];
  const around = await linksAround(db, subjectsOf(events, changed));
  return unite([...touchedByEvents(events, around), ...changed.flatMap((link) => touchedByLink(link, around))]);
}

async function changedLinks(db: Queryable, works: readonly Work[]): Promise<Link[]> {
  return await linksById(
    db,
    works.filter((work) => work.tag === 'link').map((work) => work.linkId),
  );
}

function subjectsOf(events: readonly Touch[], changed: readonly Link[]): Subject[] {
  const named = changed.map((link) => customerLane(link.workProvider, link.customerNumber));
  return [...new Map([...events, ...named].map((subject) => [subjectKey(subject), subject])).values()];
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
