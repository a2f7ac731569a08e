import { eventsOfLane, indexLinks, type Lane, type Links, laneKey, lanesAnsweredBy } from '../shift/lane.ts';
import { best, type Outcome, outcomeOf } from '../shift/outcome.ts';
import { limitsBy } from '../shift/setting.ts';
import { fold, type Limits, type Shift } from '../shift/timeline.ts';
import type { FactEvent, Facts, View } from './facts.ts';

/** A lane with the known events that decide its shifts, and these. */
export type KnownLane = {
  readonly lane: Lane;
  readonly events: readonly FactEvent[];
  readonly shifts: readonly Shift[];
  readonly limits: Limits;
};

/** Every lane in which a known event counts, by its key. */
export type KnownLanes = ReadonlyMap<string, KnownLane>;

/** Folds the shifts of every lane as things are known. Throws when a work provider is not among the facts. */
export function knownLanes(facts: Facts, view: View): KnownLanes {
  const links = indexLinks(view.eligibility.links);
  const parts = view.events.flatMap((event) => lanesOf(event, links).map((lane) => ({ lane, event })));
  const byLane = Map.groupBy(parts, ({ lane }) => laneKey(lane));
  return new Map(
    [...byLane].map(([key, [first, ...others]]) => {
      const { lane, event } = first as (typeof parts)[number];
      const events = eventsOfLane(lane, [event, ...others.map((other) => other.event)], links);
      const end = view.eligibility.ends.get(lane.workProvider) ?? Infinity;
      const limits = limitsBy({ settings: settingsOf(facts, lane.workProvider), end });
      return [key, { lane, events, limits, shifts: fold(events, limits) }];
    }),
  );
}

/** What an event came to: for a logout the best of its outcomes in the lanes that it answers. */
export function outcomeIn(event: FactEvent, view: View, lanes: KnownLanes): Outcome {
  const outcomes = lanesOf(event, indexLinks(view.eligibility.links)).map((lane) => {
    const last = lanes
      .get(laneKey(lane))
      ?.shifts.findLast(({ from }) => from < event.occurredAt || (event.kind === 'login' && from === event.occurredAt));
    return outcomeOf(event, last);
  });
  return best(outcomes) as Outcome;
}

/** The lanes that an event counts in: a login in its own, a logout in those that it answers. */
function lanesOf(event: FactEvent, links: Links): Lane[] {
  if (event.kind === 'logout') return lanesAnsweredBy(event, links);
  const { workProvider, identifierKind, identifier, reference } = event;
  return [{ workProvider, identifierKind, identifier, reference }];
}

function settingsOf({ feeds }: Facts, workProvider: number) {
  const feed = feeds.find((each) => each.workProvider === workProvider);
  if (!feed) throw new Error(`no work provider ${workProvider} among the facts`);
  return feed.settings;
}
