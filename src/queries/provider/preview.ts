import { distinctSubjects, type Event, type Report, subjectKey } from '../../core/event.ts';
import { feedsOf, indexLinks, inLane, type Lane, type Links, laneOf } from '../../core/shift/lane.ts';
import { type Outcome, outcomeOf } from '../../core/shift/outcome.ts';
import { longestShiftBy, type Setting } from '../../core/shift/setting.ts';
import { endInstant, fold, type Shift } from '../../core/shift/timeline.ts';
import type { Instant } from '../../core/time/instant.ts';
import { contains } from '../../core/time/period.ts';
import { linksAround } from '../../store/customer/links.ts';
import { eventsOnward } from '../../store/log/events.ts';
import type { Queryable } from '../../store/postgres/database.ts';
import { lastShiftsBefore } from '../../store/shift/shifts.ts';

/** What a report would come to if it were stored now. */
export type Previewed = {
  readonly report: Report;
  /** The same event is stored already: sending it has no effect. */
  readonly known: boolean;
  /** Whether a driver ID is linked to a customer at that moment. */
  readonly linked: boolean;
  /** Undefined when more of the driver's events lie around it than are looked at. */
  readonly outcome: Outcome | undefined;
};

/** Who asks, by which settings, and when. */
export type Previewer = {
  readonly workProvider: number;
  readonly settings: readonly Setting[];
  readonly now: Instant;
};

const LANES_AT_ONCE = 500;
const MOST_PER_DRIVER = 500;

/** Folds the reports in among what is stored, without storing them: in the order of the reports, all of them counted. */
export async function preview(db: Queryable, reports: readonly Report[], previewer: Previewer): Promise<Previewed[]> {
  const { workProvider, now } = previewer;
  const events = reports.map((report, index) => asEvent(report, workProvider, now, index));
  const links = indexLinks(await linksAround(db, distinctSubjects(events)));
  const lanes = [...Map.groupBy(events, (event) => subjectKey(laneOf(event, event.occurredAt, links))).values()];
  const previewed = new Map<number, Previewed>();
  for (let part = 0; part < lanes.length; part += LANES_AT_ONCE) {
    const some = lanes.slice(part, part + LANES_AT_ONCE);
    for (const each of await previewLanes(db, some, links, previewer)) {
      previewed.set(each.index, { ...each, report: reports[each.index] as Report });
    }
  }
  return reports.map((_, index) => previewed.get(index) as Previewed);
}

/** Ids below zero are no event's: they tell the reports apart until they have ids of their own. */
function asEvent(report: Report, workProvider: number, receivedAt: Instant, index: number): Event {
  const { identifierKind, identifier, kind, occurredAt } = report;
  return { id: -1 - index, workProvider, identifierKind, identifier, kind, occurredAt, receivedAt };
}

type Judged = Omit<Previewed, 'report'> & { readonly index: number };

/** `lanes`: the new events of each. */
async function previewLanes(
  db: Queryable,
  lanes: readonly (readonly Event[])[],
  links: Links,
  { settings }: Previewer,
): Promise<Judged[]> {
  const stretches = lanes.map((added) => stretchOf(added, links));
  const before = Map.groupBy(await lastShiftsBefore(db, stretches, 1), ({ lane }) => subjectKey(lane));
  const feeds = stretches.flatMap(({ lane, period }) => feedsOf(lane, links).map((feed) => ({ ...feed, ...period })));
  const stored = Map.groupBy(await eventsOnward(db, feeds, MOST_PER_DRIVER), subjectKey);
  return stretches.flatMap(({ lane, period, added }) => {
    const read = feedsOf(lane, links).map((feed) => stored.get(subjectKey(feed)) ?? []);
    const upTo = Math.min(
      ...read.map((own) => (own.length < MOST_PER_DRIVER ? Infinity : (own.at(-1) as Event).occurredAt)),
    );
    const there = inLane(lane, read.flat(), links).filter((event) => event.occurredAt < Math.min(period.to, upTo));
    const [on] = (before.get(subjectKey(lane)) ?? []).map(({ shift }) => shift);
    const told = { there, on: on && endInstant(on.end) >= period.from ? on : undefined, upTo };
    return judgeLane(lane, added, told, links, settings);
  });
}

function stretchOf(added: readonly Event[], links: Links) {
  const [first] = added as [Event, ...Event[]];
  const moments = added.map((event) => event.occurredAt);
  const lane: Lane = laneOf(first, first.occurredAt, links);
  const from = moments.reduce((least, at) => Math.min(least, at), Infinity);
  const to = moments.reduce((most, at) => Math.max(most, at), -Infinity) + 1;
  return { lane, period: { from, to }, added };
}

type StoredContext = { readonly there: readonly Event[]; readonly on: Shift | undefined; readonly upTo: Instant };

function judgeLane(
  lane: Lane,
  added: readonly Event[],
  { there, on, upTo }: StoredContext,
  links: Links,
  settings: readonly Setting[],
): Judged[] {
  const known = new Map(there.map((event) => [identity(event), event]));
  const news = new Map(added.filter((event) => !known.has(identity(event))).map((event) => [identity(event), event]));
  const shifts = fold([...there, ...news.values()], longestShiftBy(settings), on);
  return added.map((event) => {
    const counted = known.get(identity(event)) ?? news.get(identity(event)) ?? event;
    return {
      index: -1 - event.id,
      known: known.has(identity(event)),
      linked: links.onDriver(lane).some((link) => contains(link.held, event.occurredAt)),
      outcome: event.occurredAt < upTo ? outcomeOf(counted, shifts) : undefined,
    };
  });
}

function identity(event: Event): string {
  return `${subjectKey(event)} ${event.kind} ${event.occurredAt}`;
}
