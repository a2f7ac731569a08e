import type { Event } from '../../core/event.ts';
import type { Reading } from '../../core/time/localTime.ts';
import { firstRow, type Queryable, rows } from '../postgres/database.ts';

/** An event as the log shows it to people: what was sent, and what has become of it in the store. */
export type LoggedEvent = Event & {
  readonly workProviderName: string;
  readonly asSent: string;
  readonly reading: Reading;
  readonly receipt: string;
  readonly stage: 'voided' | 'pending' | 'set_aside' | 'settled';
};

/** Undefined members do not narrow the choice. */
export type EventChoice = {
  readonly provider?: number | undefined;
  readonly driverId?: string | undefined;
  /** Events that name the customer, or a driver ID while it was linked to them. */
  readonly customerNumber?: string | undefined;
  readonly limit: number;
};

/** The columns of a LoggedEvent, and where they come from. */
export const LOGGED = `e.id, e.work_provider_id as "workProvider", p.name as "workProviderName", e.identifier_kind as "identifierKind",
  e.identifier, e.kind, e.occurred_at as "occurredAt", e.received_at as "receivedAt", e.as_sent as "asSent", e.reading, e.receipt,
  case
    when exists (select from event_void v where v.event_id = e.id) then 'voided'
    when u.id is null then 'settled'
    when u.set_aside_at is null then 'pending'
    else 'set_aside'
  end as stage`;
export const FROM_LOG = `event e join work_provider p on p.id = e.work_provider_id
  left join lateral (
    select u.id, u.set_aside_at from unsettled u where e.id between u.first_event_id and u.last_event_id limit 1) u on true`;

const NEWEST = {
  name: 'newest_events',
  text: `select ${LOGGED} from ${FROM_LOG}
         where ($1::int is null or e.work_provider_id = $1)
           and ($2::text is null or (e.identifier_kind = 'driverId' and e.identifier = $2))
           and ($3::text is null or (e.identifier_kind = 'policyId' and e.identifier = $3) or (
             e.identifier_kind = 'driverId' and exists (
               select from link l where l.customer_number = $3 and (l.work_provider_id, l.driver_id) = (e.work_provider_id, e.identifier)
                 and l.held @> e.occurred_at)))
         order by e.id desc limit $4`,
};

/** The chosen events, the last received first. */
export async function newestEvents(db: Queryable, choice: EventChoice): Promise<LoggedEvent[]> {
  const { provider, driverId, customerNumber, limit } = choice;
  return await rows<LoggedEvent>(db, NEWEST, [provider ?? null, driverId ?? null, customerNumber ?? null, limit]);
}

const BY_ID = { name: 'logged_event', text: `select ${LOGGED} from ${FROM_LOG} where e.id = $1` };

export async function loggedEvent(db: Queryable, id: number): Promise<LoggedEvent | undefined> {
  return await firstRow<LoggedEvent>(db, BY_ID, [id]);
}

const VOID = {
  name: 'void_event',
  text: `with voided as (
           insert into event_void (event_id, reason, recorded_by)
           select id, $2, $3 from event where id = $1 on conflict do nothing returning event_id
         )
         insert into unsettled (first_event_id, last_event_id) select event_id, event_id from voided returning id`,
};

/** Records that an event must not count, and why. False when there is no such event, or it is void already. */
export async function voidEvent(
  db: Queryable,
  correction: { readonly eventId: number; readonly reason: string; readonly by: string },
): Promise<boolean> {
  return (await firstRow(db, VOID, [correction.eventId, correction.reason, correction.by])) !== undefined;
}
