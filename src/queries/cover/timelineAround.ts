import { type Event, subjectKey } from '../../core/event.ts';
import { feedsOf, inLane, type Lane, type Links } from '../../core/shift/lane.ts';
import { longestOfAll, longestShiftBy, type Setting } from '../../core/shift/setting.ts';
import { certainBefore, settledFrom } from '../../core/shift/stretch.ts';
import { fold, type Shift } from '../../core/shift/timeline.ts';
import type { Instant } from '../../core/time/instant.ts';
import { eventsBackward, eventsOnward } from '../../store/log/events.ts';
import type { Queryable } from '../../store/postgres/database.ts';

/** A lane as of a moment: its shifts around it, and the events that tell them. */
export type Around = { readonly shifts: readonly Shift[]; readonly events: readonly Event[] };

/** What is asked: a lane at a moment, with only what was known at another. */
export type Question = {
  readonly lane: Lane;
  readonly links: Links;
  readonly settings: readonly Setting[];
  readonly at: Instant;
  readonly knownAt: Instant;
};

const FIRST_READ = 64;
const READ_GROWTH = 8;
/** Beyond it an answer would cost the memory of everyone else's. */
const MOST_READ = 131_072;

/**
 * The shifts around a moment, straight from the event log: what is stored but not settled yet counts, and so does
 * only what was recorded by `knownAt`. Reads back to a moment of certainty and on to the next, never a whole history. Throws when
 * these are too far apart.
 */
export async function timelineAround(db: Queryable, question: Question): Promise<Around> {
  const before = await readBack(db, question);
  const after = await readOn(db, question);
  const events = [...before, ...after];
  return { events, shifts: fold(events, longestShiftBy(question.settings)) };
}

async function readBack(db: Queryable, { lane, links, settings, at, knownAt }: Question): Promise<Event[]> {
  const feeds = feedsOf(lane, links).map((feed) => ({ ...feed, from: at }));
  for (let limit = FIRST_READ; ; limit = more(limit)) {
    const read = await eventsBackward(db, feeds, limit, knownAt);
    const downTo = Math.max(-Infinity, ...lastInstants(read, limit));
    const events = inLane(lane, read, links).filter((event) => event.occurredAt > downTo);
    const from = certainBefore(events, longestOfAll(settings)) ?? (downTo === -Infinity ? downTo : undefined);
    if (from !== undefined) return events.filter((event) => event.occurredAt >= from);
  }
}

async function readOn(db: Queryable, { lane, links, settings, at, knownAt }: Question): Promise<Event[]> {
  const feeds = feedsOf(lane, links).map((feed) => ({ ...feed, from: at + 1 }));
  for (let limit = FIRST_READ; ; limit = more(limit)) {
    const read = await eventsOnward(db, feeds, limit, knownAt);
    const upTo = Math.min(Infinity, ...lastInstants(read, limit));
    const events = inLane(lane, read, links).filter((event) => event.occurredAt < upTo);
    const to = settledFrom(events, at, longestOfAll(settings)) ?? (upTo === Infinity ? upTo : undefined);
    if (to !== undefined) return events.filter((event) => event.occurredAt < to);
  }
}

function more(limit: number): number {
  if (limit === MOST_READ) throw new Error(`a lane with more than ${MOST_READ} events around one moment`);
  return Math.min(limit * READ_GROWTH, MOST_READ);
}

/** For each feed of which there may be more than was read: how far it was read. */
function lastInstants(read: readonly Event[], limit: number): Instant[] {
  const feeds = [...Map.groupBy(read, subjectKey).values()];
  return feeds.filter((own) => own.length >= limit).map((own) => (own.at(-1) as Event).occurredAt);
}
