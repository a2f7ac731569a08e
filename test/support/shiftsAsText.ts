import type { Queryable } from '../../src/store/postgres/database.ts';

/**
 * A work provider's kept shifts by lane and beginning: `D1 08:00–12:30`, and `@C1 14:00–…04:00` for a customer's lane
 * and a shift that no logout has ended, with the end of its longest. Times of day only.
 */
export async function shiftsAsText(db: Queryable, provider: number): Promise<string> {
  const found = await db.query<{ text: string }>(
    `select case identifier_kind when 'policyId' then '@' else '' end || identifier || ' '
       || to_char(started_at at time zone 'UTC', 'HH24:MI') || '–'
       || case when ended_by is null or ended_at > limit_at then '…' else '' end
       || to_char(least(ended_at, limit_at) at time zone 'UTC', 'HH24:MI') as text
     from shift sh join subject s on s.id = sh.subject_id
     where sh.work_provider_id = $1 order by identifier_kind, identifier, reference, started_at`,
    [provider],
  );
  return found.rows.map((row) => row.text).join(' | ') || 'none';
}
