import { subjectKey } from '../../core/event.ts';
import { driverLane, indexLinks, type Lane, type Links, laneOf } from '../../core/shift/lane.ts';
import { type Outcome, outcomeOf, shiftOf } from '../../core/shift/outcome.ts';
import { contains } from '../../core/time/period.ts';
import { linksAround } from '../../store/customer/links.ts';
import { type EventChoice, type LoggedEvent, newestEvents } from '../../store/log/eventLog.ts';
import type { Queryable } from '../../store/postgres/database.ts';
import { lastShiftsBefore } from '../../store/shift/shifts.ts';

/** What an event came to, or where it stands: a closed list (docs/semantics.md). */
export type EventOutcome = Outcome | 'pending' | 'voided' | 'set_aside';

export type EventWithOutcome = LoggedEvent & {
  readonly outcome: EventOutcome;
  /** The kept shift that it opened, repeated or ended. */
  readonly shiftId: number | undefined;
  /** Whether a driver ID was linked to a customer when it occurred. */
  readonly linked: boolean;
};

/** Enough to see a shift that ended just when the next began. */
const SHIFTS_THAT_TELL = 2;

/** The chosen events, the last received first, each with what it came to. */
export async function eventsWithOutcome(db: Queryable, choice: EventChoice): Promise<EventWithOutcome[]> {
  return await withOutcomes(db, await newestEvents(db, choice));
}

/** The events, in the order they came, each with what it came to. */
export async function withOutcomes(db: Queryable, events: readonly LoggedEvent[]): Promise<EventWithOutcome[]> {
  if (events.length === 0) return [];
  const links = indexLinks(await linksAround(db, events));
  const lanes = events.map((event) => laneOf(event, event.occurredAt, links));
  const asked = events.map((event, index) => ({
    lane: lanes[index] as Lane,
    period: { from: event.occurredAt + 1, to: Infinity },
  }));
  const shifts = Map.groupBy(await lastShiftsBefore(db, asked, SHIFTS_THAT_TELL), ({ lane }) => subjectKey(lane));
  return events.map((event, index) => {
    const lane = lanes[index] as Lane;
    const told = (shifts.get(subjectKey(lane)) ?? []).map(({ shift }) => shift);
    const settled = event.stage === 'settled';
    return {
      ...event,
      outcome: settled ? outcomeOf(event, told) : event.stage,
      shiftId: settled ? shiftOf(event, told)?.id : undefined,
      linked: isLinked(lane, event.occurredAt, links),
    };
  });
}

function isLinked(lane: Lane, at: number, links: Links): boolean {
  return links
    .onDriver(lane)
    .some((link) => subjectKey(driverLane(link)) === subjectKey(lane) && contains(link.held, at));
}
