import type { Queryable } from '../../src/store/postgres/database.ts';

/** An event as the log has it, and how often it was reported again. */
export type Logged = {
  readonly kind: string;
  readonly identifierKind: string;
  readonly identifier: string;
  readonly occurredAt: string;
  readonly asSent: string;
  readonly reading: string;
  readonly repeats: number;
};

/** The events of the log in order, found by reading the table itself from end to end. */
export async function theLog(db: Queryable): Promise<Logged[]> {
  const found = await db.query<Logged>(
    `select case when is_login then 'login' else 'logout' end as kind, identifier_kind as "identifierKind", identifier,
       sent_text(as_sent, occurred_at) as "asSent", reading, to_char(occurred_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as "occurredAt",
       (select count(*)::int from repeated_report r where r.event_id = e.id) as repeats
     from event e join subject s on s.id = e.subject_id order by e.id`,
  );
  return found.rows;
}

export async function eventCount(db: Queryable): Promise<number> {
  const found = await db.query<{ count: number }>('select count(*)::int as count from event');
  return found.rows[0]?.count ?? 0;
}
