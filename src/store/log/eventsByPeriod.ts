import type { Event } from '../../core/event.ts';
import type { Period } from '../../core/time/period.ts';
import { type Queryable, rows } from '../postgres/database.ts';
import { toTimestamptz } from '../postgres/sqlTypes.ts';

export type OccurredEvent = Event & { readonly asSent: string; readonly voided: boolean };

/** From driver to driver by index, and in each to the period: what it costs is how many drivers there are, not how many events. */
const OCCURRED_IN = {
  name: 'events_occurred_in',
  text: `with recursive driver as (
           (select e.identifier_kind, e.identifier from event e where e.work_provider_id = $1
            order by e.identifier_kind, e.identifier limit 1)
           union all
           select next.* from driver d cross join lateral (
             select e.identifier_kind, e.identifier from event e
             where e.work_provider_id = $1 and (e.identifier_kind, e.identifier) > (d.identifier_kind, d.identifier)
             order by e.identifier_kind, e.identifier limit 1) next
         )
         select e.id, e.work_provider_id as "workProvider", e.identifier_kind as "identifierKind", e.identifier, e.kind,
           e.occurred_at as "occurredAt", e.received_at as "receivedAt", e.as_sent as "asSent",
           exists (select from event_void v where v.event_id = e.id) as voided
         from driver d join event e on (e.work_provider_id, e.identifier_kind, e.identifier) = ($1, d.identifier_kind, d.identifier)
           and e.occurred_at >= $2 and e.occurred_at < $3
         limit $4`,
};

/** The first `limit` events of a work provider that occurred in the period, in no order. */
export async function eventsInPeriod(
  db: Queryable,
  { workProvider, period, limit }: { readonly workProvider: number; readonly period: Period; readonly limit: number },
): Promise<OccurredEvent[]> {
  const bounds = [toTimestamptz(period.from), toTimestamptz(period.to)];
  return await rows<OccurredEvent>(db, OCCURRED_IN, [workProvider, ...bounds, limit]);
}
