import type { Event } from '../../core/event.ts';
import { type Queryable, rows } from '../postgres/database.ts';
import { plainArray } from '../postgres/sqlTypes.ts';

/** An event whose text lies in a repeated hour. */
export type RepeatedHourEvent = Pick<Event, 'id' | 'occurredAt' | 'receivedAt' | 'reading' | 'zone'>;

const FOUND = {
  name: 'repeated_hour_events',
  text: `select id, occurred_at as "occurredAt", received_at as "receivedAt", reading, zone from event
         where id = any($1::bigint[]) and reading in ('repeated_earlier', 'repeated_later')`,
};

/** Those of the events whose texts lie in a repeated hour. */
export async function repeatedHourEvents(db: Queryable, ids: readonly number[]): Promise<RepeatedHourEvent[]> {
  return await rows<RepeatedHourEvent>(db, FOUND, [plainArray(ids)]);
}
