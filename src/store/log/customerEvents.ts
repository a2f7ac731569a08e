import type { IdentifierKind } from '../../core/event.ts';
import type { Instant } from '../../core/time/instant.ts';
import type { Period } from '../../core/time/period.ts';
import { firstRow, type Queryable, rows } from '../postgres/database.ts';
import { toTimestamptz } from '../postgres/sqlTypes.ts';
import { itemOf } from './eventLog.ts';

/**
 * The events of customer $1 between $2 and $3: those that name them, and those of a driver ID while it was theirs. `offset 0`
 * has them looked up link by link and identifier by identifier, also by a plan that was made while there were few.
 */
export const OWN = `
  with asked as (select tstzrange($2::timestamptz, $3::timestamptz) as period), theirs as (
    select s.id, l.held * asked.period as held
    from asked cross join link l cross join lateral (
      select id from subject where (work_provider_id, identifier_kind, identifier)
        = (l.work_provider_id, 'driverId', l.driver_id) offset 0) s
    where l.customer_number = any(numbers_of($1))
    union all
    select s.id, asked.period from asked cross join subject s where s.identifier_kind = 'policyId'
      and s.identifier = any(numbers_of($1))
  ), own as (
    select e.* from theirs cross join lateral (
      select * from event where subject_id = theirs.id and occurred_at >= coalesce(lower(theirs.held), '-infinity')
        and occurred_at < coalesce(upper(theirs.held), 'infinity') offset 0) e
    where not isempty(theirs.held)
  )`;

/** What of a customer's has been stored and is not in their shifts yet. */
export type Waiting = {
  /** Events and changes of links that will be there in a moment. */
  readonly soon: number;
  /** Events that could not be worked in, and wait for a person. */
  readonly setAside: number;
};

const WAITING = {
  name: 'own_waiting',
  text: `${OWN}, waiting as (
           select u.set_aside_at from own ${itemOf('own.id')} where u.id is not null
           union all
           select u.set_aside_at from link l
           cross join lateral (select set_aside_at from unsettled where link_id = l.id offset 0) u
           where l.customer_number = any(numbers_of($1))
         )
         select count(*) filter (where set_aside_at is null) as soon, count(set_aside_at) as "setAside" from waiting`,
};

export async function waitingOf(db: Queryable, customerNumber: string, { from, to }: Period): Promise<Waiting> {
  const found = await firstRow<Waiting>(db, WAITING, [customerNumber, toTimestamptz(from), toTimestamptz(to)]);
  return found as Waiting;
}

/** An event as the person it is about may read it. */
export type CustomerEvent = {
  readonly id: number;
  readonly workProvider: string;
  readonly identifierKind: IdentifierKind;
  readonly identifier: string;
  readonly reference: string;
  readonly kind: 'login' | 'logout';
  readonly occurredAt: Instant;
  readonly receivedAt: Instant;
  readonly asSent: string;
  /** Why it does not count, where someone voided it. */
  readonly voidedBecause: string | null;
};

const ALL = {
  name: 'own_events',
  text: `${OWN}
         select own.id, p.name as "workProvider", s.identifier_kind as "identifierKind", s.identifier, own.reference,
           case when own.is_login then 'login' else 'logout' end as kind, own.occurred_at as "occurredAt",
           own.received_at as "receivedAt", sent_text(own.as_sent, own.occurred_at) as "asSent", v.reason as "voidedBecause"
         from own join subject s on s.id = own.subject_id join work_provider p on p.id = own.work_provider_id
         left join lateral (
           select reason from event_void where event_id = own.id and voids and is_void(own.id) order by id desc limit 1) v on true
         order by own.occurred_at, own.id`,
};

/** All events of a customer, in order of time. */
export async function customerEvents(db: Queryable, customerNumber: string): Promise<CustomerEvent[]> {
  return await rows<CustomerEvent>(db, ALL, [customerNumber, '-infinity', 'infinity']);
}
