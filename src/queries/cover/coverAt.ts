import { type Answer, answerAt, type Change, changedSince, nearby } from '../../core/cover/answer.ts';
import type { FactEvent } from '../../core/cover/facts.ts';
import type { Outcome } from '../../core/shift/outcome.ts';
import type { Shift } from '../../core/shift/timeline.ts';
import type { Instant } from '../../core/time/instant.ts';
import type { Queryable } from '../../store/postgres/database.ts';
import type { Provider } from '../../store/provider/providers.ts';
import { readFacts } from './facts.ts';

/** The customer, the instant asked about, the instant by which things were known (Infinity: now), and the present. */
export type CoverQuestion = {
  readonly customerNumber: string;
  readonly at: Instant;
  readonly knownAt: Instant;
  readonly now: Instant;
};

/** Whether a customer was covered at an instant, with all that the answer stands on. */
export type CoverAnswer = {
  readonly answer: Answer;
  readonly changedSince: readonly Change[];
  readonly nearby: readonly { readonly event: FactEvent; readonly outcome: Outcome }[];
  /** The events of the facts, by id. */
  readonly events: ReadonlyMap<number, FactEvent>;
  /** The work providers in the answer, by id. */
  readonly providers: ReadonlyMap<number, Provider>;
};

/** Answers from the event log itself: events that are stored but not settled yet count already. */
export async function coverAt(db: Queryable, question: CoverQuestion): Promise<CoverAnswer> {
  const { customerNumber, at, knownAt, now } = question;
  const { facts, providers } = await readFacts(db, {
    customerNumber,
    from: at,
    to: at,
    asOf: Math.min(knownAt, now),
  });
  return {
    answer: answerAt(facts, question),
    changedSince: changedSince(facts, { at, knownAt: Math.min(knownAt, now), now }),
    nearby: nearby(facts, question),
    events: new Map(facts.events.map((event) => [event.id, event])),
    providers,
  };
}

/** The events that opened and ended a shift. */
export function eventsOf({ openedBy, logout }: Shift, { events }: CoverAnswer): FactEvent[] {
  return [openedBy, logout?.id ?? -1].flatMap((id) => events.get(id) ?? []);
}
