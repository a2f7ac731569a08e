import type { FactEvent, Void } from '../../core/cover/facts.ts';
import type { Event, Subject } from '../../core/event.ts';
import type { Period } from '../../core/time/period.ts';
import { type Queryable, rows } from '../postgres/database.ts';
import { plainArray, subjectColumns, toTimestamptz } from '../postgres/sqlTypes.ts';
import { EVENT } from './events.ts';

const EVENTS_EVER = {
  name: 'events_ever',
  text: `select ${EVENT}
         from unnest($1::int[], $2::identifier_kind[], $3::text[]) as asked (work_provider_id, identifier_kind, identifier)
         join subject s using (work_provider_id, identifier_kind, identifier)
         join event e on e.subject_id = s.id and e.occurred_at >= $4 and e.occurred_at < $5 order by e.id`,
};
const VOIDS = {
  name: 'voids_of_events',
  text: `select v.event_id as "eventId", v.voids, v.reason as why, v.recorded_by as "by", v.recorded_at as "recordedAt"
         from unnest($1::bigint[]) as asked (id) join event_void v on v.event_id = asked.id order by v.id`,
};

/** All events of subjects in a period, voided ones too, each with its corrections. */
export async function eventsEver(
  db: Queryable,
  subjects: readonly Subject[],
  { from, to }: Period,
): Promise<Omit<FactEvent, 'alternative'>[]> {
  const bounds = [toTimestamptz(from), toTimestamptz(to)];
  const events = await rows<Event>(db, EVENTS_EVER, [...subjectColumns(subjects), ...bounds]);
  const voids = await rows<Void & { eventId: number }>(db, VOIDS, [plainArray(events.map(({ id }) => id))]);
  const byEvent = Map.groupBy(voids, ({ eventId }) => eventId);
  return events.map((event) => ({
    ...event,
    voids: byEvent.get(event.id) ?? [],
  }));
}
