import { type Event, subjectKey } from '../core/event.ts';
import { amendments, type LaneAmendments } from '../core/shift/amendment.ts';
import { feedsOf, indexLinks, inLane, type Lane, type Links } from '../core/shift/lane.ts';
import { longestOfAll, longestShiftBy, type Setting } from '../core/shift/setting.ts';
import { settledFrom } from '../core/shift/stretch.ts';
import { endInstant, fold, type Shift } from '../core/shift/timeline.ts';
import type { Instant } from '../core/time/instant.ts';
import type { Period } from '../core/time/period.ts';
import { linksAround } from '../store/customer/links.ts';
import { eventsOnward, type ReadFrom } from '../store/log/events.ts';
import type { Queryable } from '../store/postgres/database.ts';
import { providersById } from '../store/provider/providers.ts';
import { type LaneShift, lastShiftsBefore, shiftsBegunIn } from '../store/shift/shifts.ts';
import type { TouchedLane } from './touchedLanes.ts';

/** How many events of a subject are read at first; the few lanes that need more are read again with more. */
const FIRST_READ = 64;
const READ_GROWTH = 8;
/** A lane that tells no end for longer than this is at fault: reading on would cost everyone else the memory. */
const MOST_READ = 131_072;
/** What is held in memory at once: a late batch touches thousands of lanes, each with a history. */
const EVENTS_AT_ONCE = 16_384;

/**
 * Folds the touched stretch of each lane again and tells how the kept shifts must change, some lanes at a time: each lane
 * comes once. A stretch begins with the state that the kept shifts give it, and ends where the lane is certain to be
 * off again: what comes later stays. Throws when a lane has too many events before such a moment.
 */
export async function* refold(db: Queryable, touched: readonly TouchedLane[]): AsyncGenerator<LaneAmendments[]> {
  const links = indexLinks(
    await linksAround(
      db,
      touched.map(({ lane }) => lane),
    ),
  );
  const settings = await settingsOf(db, touched);
  for await (const stretches of readStretches(db, touched, links, settings)) {
    yield await amendmentsOf(db, stretches, settings);
  }
}

async function amendmentsOf(
  db: Queryable,
  stretches: readonly Stretch[],
  settings: SettingsOf,
): Promise<LaneAmendments[]> {
  const before = byLane(await lastShiftsBefore(db, stretches, 1));
  const within = byLane(await shiftsBegunIn(db, stretches));
  return stretches.map(({ lane, period, events }) => {
    const key = subjectKey(lane);
    const [on] = (before.get(key) ?? []).filter((shift) => endInstant(shift.end) >= period.from);
    const told = fold(events, longestShiftBy(settings(lane)), on);
    return { lane, amendments: amendments([...(on ? [on] : []), ...(within.get(key) ?? [])], told) };
  });
}

type SettingsOf = (lane: Lane) => readonly Setting[];

async function settingsOf(db: Queryable, touched: readonly TouchedLane[]): Promise<SettingsOf> {
  const providers = await providersById(db, [...new Set(touched.map(({ lane }) => lane.workProvider))]);
  return (lane) => {
    const provider = providers.get(lane.workProvider);
    if (!provider) throw new Error(`no work provider ${lane.workProvider}`);
    return provider.settings;
  };
}

function byLane(found: readonly LaneShift[]): Map<string, (Shift & { id: number })[]> {
  const grouped = new Map<string, (Shift & { id: number })[]>();
  for (const { lane, shift } of found) {
    const key = subjectKey(lane);
    const own = grouped.get(key);
    if (own) own.push(shift);
    else grouped.set(key, [shift]);
  }
  return grouped;
}

type Stretch = { readonly lane: Lane; readonly period: Period; readonly events: readonly Event[] };

async function* readStretches(
  db: Queryable,
  touched: readonly TouchedLane[],
  links: Links,
  settings: SettingsOf,
): AsyncGenerator<Stretch[]> {
  let unread = touched;
  for (let limit = FIRST_READ; unread.length > 0; limit = Math.min(limit * READ_GROWTH, MOST_READ)) {
    const tooLong: TouchedLane[] = [];
    for (const some of inParts(unread, Math.ceil(EVENTS_AT_ONCE / limit))) {
      const read = await readFeeds(db, some, links, limit);
      const reached = some.map((lane) => stretchOf(lane, links, settings, read));
      tooLong.push(...some.filter((_, index) => reached[index] === undefined));
      yield reached.filter((stretch) => stretch !== undefined);
    }
    if (tooLong.length > 0 && limit === MOST_READ) {
      throw new Error(`${tooLong.length} lanes with more than ${MOST_READ} events to fold at once`);
    }
    unread = tooLong;
  }
}

function inParts<T>(all: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(all.length / size) }, (_, part) => all.slice(part * size, (part + 1) * size));
}

/** What was read of each subject, and the moment before which that is all there is. */
type Feeds = Map<string, { readonly events: Event[]; readonly upTo: Instant }>;

async function readFeeds(db: Queryable, lanes: readonly TouchedLane[], links: Links, limit: number): Promise<Feeds> {
  const from = new Map<string, ReadFrom>();
  for (const { lane, since } of lanes) {
    for (const feed of feedsOf(lane, links)) {
      const key = subjectKey(feed);
      from.set(key, { ...feed, from: Math.min(since, from.get(key)?.from ?? Infinity) });
    }
  }
  const events = Map.groupBy(await eventsOnward(db, [...from.values()], limit), subjectKey);
  return new Map([...from.keys()].map((key) => [key, cut(events.get(key) ?? [], limit)]));
}

function cut(events: Event[], limit: number): { events: Event[]; upTo: Instant } {
  return { events, upTo: events.length < limit ? Infinity : (events.at(-1) as Event).occurredAt };
}

/** Undefined when what was read does not reach to where the lane is certain to be off. */
function stretchOf(
  { lane, since, until }: TouchedLane,
  links: Links,
  settings: SettingsOf,
  read: Feeds,
): Stretch | undefined {
  const feeds = feedsOf(lane, links).map((feed) => read.get(subjectKey(feed)) ?? { events: [], upTo: Infinity });
  const upTo = Math.min(...feeds.map((feed) => feed.upTo));
  const all = feeds
    .flatMap((feed) => feed.events)
    .filter((event) => since <= event.occurredAt && event.occurredAt < upTo);
  const events = inLane(lane, all, links);
  const to = settledFrom(events, until, longestOfAll(settings(lane))) ?? (upTo === Infinity ? Infinity : undefined);
  if (to === undefined) return undefined;
  return { lane, period: { from: since, to }, events: events.filter((event) => event.occurredAt < to) };
}
