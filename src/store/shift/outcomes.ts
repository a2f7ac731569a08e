import type { Event } from '../../core/event.ts';
import type { KeptShift } from '../../core/shift/amendment.ts';
import { type Lane, type Links, laneKey, lanesAnsweredBy } from '../../core/shift/lane.ts';
import { best, isOfShift, type Outcome, outcomeOf } from '../../core/shift/outcome.ts';
import type { Queryable } from '../postgres/database.ts';
import { lastShiftsBefore } from './shifts.ts';

/** What a settled event came to, and the stored shift that it opened, repeated or ended. */
export type SettledOutcome = { readonly outcome: Outcome; readonly shift: KeptShift | undefined };

/** What settled events came to, in their order. A logout that answers several lanes came to the most it does in any. */
export async function outcomesOf(db: Queryable, events: readonly Event[], links: Links): Promise<SettledOutcome[]> {
  const asked = events.map((event) => {
    const lanes = event.kind === 'login' ? [event] : lanesAnsweredBy(event, links);
    // A login belongs to the shift that begins with it; a logout to one that began before.
    const to = event.kind === 'login' ? event.occurredAt + 1 : event.occurredAt;
    return lanes.map((lane) => ({ lane, period: { from: to, to: Infinity } }));
  });
  const found = await lastShiftOfEach(db, asked.flat());
  return events.map((event, index) => {
    const judged = (asked[index] ?? []).map(({ lane, period }): SettledOutcome => {
      const shift = found.get(key(lane, period.from));
      const outcome = outcomeOf(event, shift);
      return { outcome, shift: isOfShift(outcome) ? shift : undefined };
    });
    const outcome = best(judged.map((each) => each.outcome));
    return judged.find((each) => each.outcome === outcome) as SettledOutcome;
  });
}

type Asked = { readonly lane: Lane; readonly period: { readonly from: number; readonly to: number } };

async function lastShiftOfEach(db: Queryable, asked: readonly Asked[]): Promise<Map<string, KeptShift>> {
  const distinct = [...new Map(asked.map((each) => [key(each.lane, each.period.from), each])).values()];
  const byInstant = await lastShiftsBefore(db, distinct, 1);
  return new Map(byInstant.map(({ lane, before, shift }) => [key(lane, before), shift]));
}

function key(lane: Lane, before: number): string {
  return `${laneKey(lane)} ${before}`;
}
