import type { Event } from '../../core/event.ts';
import { arrivalOf } from '../../core/receipt.ts';
import { MINUTE } from '../../core/time/instant.ts';
import type { Period } from '../../core/time/period.ts';
import { firstRow, type Queryable, rows } from '../postgres/database.ts';
import { toTimestamptz } from '../postgres/sqlTypes.ts';
import { EVENT, EVENTS } from './events.ts';

/** An event as people read it: as it was sent, and its stage in the store. */
export type LoggedEvent = Event & {
  readonly workProviderName: string;
  readonly asSent: string;
  readonly receipt: string;
  readonly stage: 'voided' | 'pending' | 'set_aside' | 'settled';
};

/**
 * Joins the item, if any, that has yet to settle the event whose id `event` gives. No item has more than 500 events, so that
 * what others have waiting is not looked through.
 */
export const itemOf = (event: string): string => `left join lateral (
    select u.id, u.set_aside_at from unsettled u
    where u.first_event_id between ${event} - 499 and ${event} and u.last_event_id >= ${event}
    order by u.first_event_id desc limit 1) u on true`;

/** The columns of a LoggedEvent, and the tables they come from. */
export const LOGGED = `${EVENT}, p.name as "workProviderName", sent_text(e.as_sent, e.occurred_at) as "asSent", e.receipt,
  case
    when is_void(e.id) then 'voided'
    when u.id is null then 'settled'
    when u.set_aside_at is null then 'pending'
    else 'set_aside'
  end as stage`;
export const FROM_LOG = `${EVENTS} join work_provider p on p.id = e.work_provider_id
  ${itemOf('e.id')}`;

const BY_ID = { name: 'logged_event', text: `select ${LOGGED} from ${FROM_LOG} where e.id = $1` };

export async function loggedEvent(db: Queryable, id: number): Promise<LoggedEvent | undefined> {
  return await firstRow<LoggedEvent>(db, BY_ID, [id]);
}

const OF_RECEIPT = {
  name: 'event_ids_of_receipt',
  text: `select id from event where receipt = $1 and id >= first_event_since($2) and id < first_event_since($3)
         order by id limit $4`,
};
const OF_PERIOD = {
  name: 'event_ids_of_period',
  text: `select id from event where work_provider_id = $1 and occurred_at >= $2 and occurred_at < $3
         order by id limit $4`,
};

/** A request is stored soon after it came, or is not stored at all. */
export const STORED_WITHIN = 10 * MINUTE;

function storedWithin(receipt: string): string[] {
  const arrived = arrivalOf(receipt);
  return [arrived - STORED_WITHIN, arrived + STORED_WITHIN].map(toTimestamptz);
}

/** Which events: one, those that one request stored, or those of a work provider that occurred in a period. */
export type EventsChosen =
  | { readonly tag: 'event'; readonly eventId: number }
  | { readonly tag: 'receipt'; readonly receipt: string }
  | { readonly tag: 'period'; readonly workProvider: number; readonly period: Period };

/** The ids of the chosen events that exist, at most `limit`. */
export async function chosenEvents(db: Queryable, chosen: EventsChosen, limit: number): Promise<number[]> {
  const ids = async (query: { name: string; text: string }, values: unknown[]) =>
    (await rows<{ id: number }>(db, query, values)).map(({ id }) => id);
  switch (chosen.tag) {
    case 'event':
      return (await loggedEvent(db, chosen.eventId)) ? [chosen.eventId] : [];
    case 'receipt': {
      return await ids(OF_RECEIPT, [chosen.receipt, ...storedWithin(chosen.receipt), limit]);
    }
    case 'period': {
      const { from, to } = chosen.period;
      return await ids(OF_PERIOD, [chosen.workProvider, toTimestamptz(from), toTimestamptz(to), limit]);
    }
    default:
      return chosen satisfies never;
  }
}

const CORRECT = {
  name: 'correct_events',
  text: `with corrected as (
           insert into event_void (event_id, voids, reason, recorded_by)
           select e.id, $2, $3, $4 from unnest($1::bigint[]) as asked (id) join event e on e.id = asked.id
           where is_void(e.id) <> $2 returning event_id
         ), items as (
           insert into unsettled (first_event_id, last_event_id) select event_id, event_id from corrected)
         select event_id as id from corrected`,
};

/** What is said of events: that they do not count, or that they do after all. */
export type Correction = { readonly voids: boolean; readonly reason: string; readonly by: string };

/** Records a correction of events. Returns the ids of those that it changed: the others were so already, or do not exist. */
export async function correctEvents(
  db: Queryable,
  eventIds: readonly number[],
  { voids, reason, by }: Correction,
): Promise<number[]> {
  return (await rows<{ id: number }>(db, CORRECT, [eventIds, voids, reason, by])).map(({ id }) => id);
}
