import type { Lane } from '../../core/shift/lane.ts';
import type { Instant } from '../../core/time/instant.ts';
import { type Queryable, rows } from '../postgres/database.ts';
import { plainArray, subjectColumns, toTimestamptz } from '../postgres/sqlTypes.ts';

const LAST_LOGINS = {
  name: 'last_logins_before',
  text: `select s.work_provider_id as "workProvider", s.identifier_kind as "identifierKind", s.identifier, lane.reference,
           found.occurred_at as "occurredAt"
         from unnest($1::int[], $2::identifier_kind[], $3::text[], $4::text[], $5::timestamptz[])
           as lane (work_provider_id, identifier_kind, identifier, reference, at)
         join subject s using (work_provider_id, identifier_kind, identifier)
         cross join lateral (
           select e.occurred_at from event e
           where e.subject_id = s.id and e.reference = lane.reference and e.is_login and e.occurred_at < lane.at
             and not is_void(e.id)
           order by e.subject_id desc, e.occurred_at desc, e.is_login desc limit 1) found`,
};

/** For each lane and instant the last login before it, if there is one. */
export async function lastLoginsBefore(
  db: Queryable,
  asked: readonly { readonly lane: Lane; readonly at: Instant }[],
): Promise<(Lane & { readonly occurredAt: Instant })[]> {
  if (asked.length === 0) return [];
  return await rows(db, LAST_LOGINS, [
    ...subjectColumns(asked.map(({ lane }) => lane)),
    asked.map(({ lane }) => lane.reference),
    plainArray(asked.map(({ at }) => toTimestamptz(at))),
  ]);
}
