import type { Event } from '../../core/event.ts';
import type { Period } from '../../core/time/period.ts';
import { type Queryable, rows } from '../postgres/database.ts';
import { toTimestamptz } from '../postgres/sqlTypes.ts';
import { EVENT } from './events.ts';

export type OccurredEvent = Event & { readonly asSent: string; readonly voided: boolean };

/** Driver by driver, and in each only the period: the cost is the number of drivers, not of events. */
const OCCURRED_IN = {
  name: 'events_occurred_in',
  text: `select ${EVENT}, sent_text(e.as_sent, e.occurred_at) as "asSent", is_void(e.id) as voided
         from subject s join event e on e.subject_id = s.id and e.occurred_at >= $2 and e.occurred_at < $3
         where s.work_provider_id = $1 limit $4`,
};

/** The first `limit` events of a work provider that occurred in the period, in no order. */
export async function eventsInPeriod(
  db: Queryable,
  { workProvider, period, limit }: { readonly workProvider: number; readonly period: Period; readonly limit: number },
): Promise<OccurredEvent[]> {
  const bounds = [toTimestamptz(period.from), toTimestamptz(period.to)];
  return await rows<OccurredEvent>(db, OCCURRED_IN, [workProvider, ...bounds, limit]);
}
