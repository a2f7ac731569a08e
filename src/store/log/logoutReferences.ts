import type { Lane } from '../../core/shift/lane.ts';
import type { Instant } from '../../core/time/instant.ts';
import { type Queryable, rows } from '../postgres/database.ts';
import { plainArray, subjectColumns, toTimestamptz } from '../postgres/sqlTypes.ts';
import type { ReadFrom } from './events.ts';

const LOGOUTS = {
  name: 'logout_references',
  text: `select s.work_provider_id as "workProvider", s.identifier_kind as "identifierKind", s.identifier, e.reference,
           min(e.occurred_at) as since, max(e.occurred_at) as until
         from unnest($1::int[], $2::identifier_kind[], $3::text[], $4::timestamptz[])
           as asked (work_provider_id, identifier_kind, identifier, at)
         join subject s using (work_provider_id, identifier_kind, identifier)
         join event e on e.subject_id = s.id and e.occurred_at >= asked.at and not e.is_login
         group by 1, 2, 3, 4`,
};

/** The references under which the subjects have logouts from an instant on, each with its first and its last. */
export async function logoutReferences(
  db: Queryable,
  subjects: readonly ReadFrom[],
): Promise<(Lane & { readonly since: Instant; readonly until: Instant })[]> {
  const from = plainArray(subjects.map((subject) => toTimestamptz(subject.from)));
  return await rows(db, LOGOUTS, [...subjectColumns(subjects), from]);
}
