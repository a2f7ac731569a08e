import { subjectKey } from '../core/event.ts';
import { indexLinks, type Lane, laneOf } from '../core/lane.ts';
import { type Outcome, outcomeOf } from '../core/outcome.ts';
import type { Queryable } from '../store/database.ts';
import { type EventChoice, type LoggedEvent, newestEvents } from '../store/eventLog.ts';
import { linksAround } from '../store/links.ts';
import { lastShiftsBefore } from '../store/shifts.ts';

/** What an event came to, or where it stands: a closed list (docs/semantics.md). */
export type EventOutcome = Outcome | 'pending' | 'voided' | 'set_aside';

export type EventWithOutcome = LoggedEvent & { readonly outcome: EventOutcome };

/** Enough to see a shift that ended just when the next began. */
const SHIFTS_THAT_TELL = 2;

/** The chosen events, the last received first, each with what it came to. */
export async function eventsWithOutcome(db: Queryable, choice: EventChoice): Promise<EventWithOutcome[]> {
  const events = await newestEvents(db, choice);
  const lanes = await lanesOf(db, events);
  const asked = events.map((event, index) => ({
    lane: lanes[index] as Lane,
    period: { from: event.occurredAt + 1, to: Infinity },
  }));
  const shifts = Map.groupBy(await lastShiftsBefore(db, asked, SHIFTS_THAT_TELL), ({ lane }) => subjectKey(lane));
  return events.map((event, index) => {
    const told = (shifts.get(subjectKey(lanes[index] as Lane)) ?? []).map(({ shift }) => shift);
    return { ...event, outcome: event.stage === 'settled' ? outcomeOf(event, told) : event.stage };
  });
}

async function lanesOf(db: Queryable, events: readonly LoggedEvent[]): Promise<Lane[]> {
  const links = indexLinks(await linksAround(db, events));
  return events.map((event) => laneOf(event, event.occurredAt, links));
}
