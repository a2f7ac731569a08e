import { type Subject, subjectKey } from '../core/event.ts';
import {
  customerSubject,
  driverSubject,
  indexLinks,
  type Lane,
  type Link,
  laneKey,
  lanesAnsweredBy,
} from '../core/shift/lane.ts';
import type { Instant } from '../core/time/instant.ts';
import { linksAround, linksEverSince } from '../store/customer/links.ts';
import { logoutReferences } from '../store/log/logoutReferences.ts';
import { subjectsById } from '../store/log/subjects.ts';
import type { Queryable } from '../store/postgres/database.ts';
import type { NewEvents } from '../store/shift/newEvents.ts';
import type { Stretch } from '../store/shift/unsettled.ts';

/** A lane, and the instants between which something about it has changed, both included. */
export type TouchedLane = { readonly lane: Lane; readonly since: Instant; readonly until: Instant };

/** The lanes that new events touch, each once: those they belong to, and those that their logouts answer. */
export async function lanesTouchedByEvents(db: Queryable, added: readonly NewEvents[]): Promise<TouchedLane[]> {
  const mixed = added.filter((each) => each.mixed);
  const links = indexLinks(
    await linksAround(
      db,
      mixed.map(({ lane }) => lane),
    ),
  );
  return unite(
    added.flatMap(({ lane, events }) =>
      events.flatMap(({ kind, occurredAt }) => {
        const lanes = kind === 'login' ? [lane] : lanesAnsweredBy({ ...lane, occurredAt }, links);
        return lanes.map((each) => ({ lane: each, since: occurredAt, until: occurredAt }));
      }),
    ),
  );
}

/**
 * The lanes that changed links touch. A link decides only which logouts answer which lanes of the other identifier, so
 * a lane is touched where such logouts are.
 */
export async function lanesTouchedByLinks(db: Queryable, linkIds: readonly number[]): Promise<TouchedLane[]> {
  if (linkIds.length === 0) return [];
  const changed = await linksEverSince(db, linkIds);
  const around = await linksAround(db, changed.map(customerSubject));
  const pairs = changed.flatMap((link) => pairsOf(link, around).map((pair) => ({ ...pair, since: link.since })));
  const logouts = await logoutReferences(
    db,
    pairs.map(({ from, since }) => ({ ...from, from: since })),
  );
  const bySubject = Map.groupBy(logouts, (each) => subjectKey(each));
  return unite(
    pairs.flatMap(({ from, to }) =>
      (bySubject.get(subjectKey(from)) ?? []).map(({ reference, since, until }) => ({
        lane: { ...to, reference },
        since,
        until,
      })),
    ),
  );
}

/** The lanes of stretches whose limits changed. */
export async function lanesOfStretches(db: Queryable, stretches: readonly Stretch[]): Promise<TouchedLane[]> {
  if (stretches.length === 0) return [];
  const subjects = await subjectsById(
    db,
    stretches.map(({ subjectId }) => subjectId),
  );
  return stretches.flatMap(({ subjectId, reference, since, until }) => {
    const subject = subjects.get(subjectId);
    return subject ? [{ lane: { ...subject, reference }, since, until }] : [];
  });
}

/**
 * Whose logouts may answer whose logins by the link, or did: the customer's those of all their driver IDs, and back. A link
 * that was taken back is not among those around.
 */
function pairsOf(link: Link, around: readonly Link[]): { readonly from: Subject; readonly to: Subject }[] {
  const customer = customerSubject(link);
  const driver = driverSubject(link);
  const drivers = [driver, ...indexLinks(around).ofCustomer(customer).map(driverSubject)];
  return [{ from: driver, to: customer }, ...drivers.map((to) => ({ from: customer, to }))];
}

/** Each lane once, with all of its changes between `since` and `until`. */
export function unite(touched: readonly TouchedLane[]): TouchedLane[] {
  return [...Map.groupBy(touched, ({ lane }) => laneKey(lane)).values()].map((same) => ({
    lane: (same[0] as TouchedLane).lane,
    since: same.reduce((least, { since }) => Math.min(least, since), Infinity),
    until: same.reduce((most, { until }) => Math.max(most, until), -Infinity),
  }));
}
