import type { KeptShift } from '../../core/shift/amendment.ts';
import { indexLinks } from '../../core/shift/lane.ts';
import type { Outcome } from '../../core/shift/outcome.ts';
import { contains } from '../../core/time/period.ts';
import { linksAround } from '../../store/customer/links.ts';
import type { LoggedEvent } from '../../store/log/eventLog.ts';
import { type EventChoice, newestEvents } from '../../store/log/newestEvents.ts';
import type { Queryable } from '../../store/postgres/database.ts';
import { outcomesOf } from '../../store/shift/outcomes.ts';

/** What an event came to, or its stage in the store: a closed list (docs/semantics.md). */
export type EventOutcome = Outcome | 'pending' | 'voided' | 'set_aside';

export type EventWithOutcome = LoggedEvent & {
  readonly outcome: EventOutcome;
  /** The stored shift that it opened, repeated or ended. */
  readonly shift: KeptShift | undefined;
  /** Whether a driver ID was linked to a customer when it occurred. */
  readonly linked: boolean;
};

/** The chosen events, the last received first, each with its outcome. */
export async function eventsWithOutcome(db: Queryable, choice: EventChoice): Promise<EventWithOutcome[]> {
  return await withOutcomes(db, await newestEvents(db, choice));
}

/** The events, in their order, each with its outcome. */
export async function withOutcomes(db: Queryable, events: readonly LoggedEvent[]): Promise<EventWithOutcome[]> {
  if (events.length === 0) return [];
  const links = indexLinks(await linksAround(db, events));
  const outcomes = await outcomesOf(db, events, links);
  return events.map((event, index) => {
    const settled = event.stage === 'settled' ? outcomes[index] : undefined;
    return {
      ...event,
      outcome: settled?.outcome ?? (event.stage as Exclude<LoggedEvent['stage'], 'settled'>),
      shift: settled?.shift,
      linked: links.onDriver(event).some((link) => contains(link.held, event.occurredAt)),
    };
  });
}
