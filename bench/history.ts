import type pg from 'pg';

const CHUNK = 250_000;

/**
 * Stores `events` events, and the shifts derived from them, by SQL: 20,000 drivers who
 * log in and out in turn, every two hours from 2025 on.
 */
export async function storeHistory(client: pg.Client, events: number, progress: (line: string) => void): Promise<void> {
  await client.query(STORE_SUBJECTS);
  for (let first = 0; first < events; first += CHUNK) {
    const last = Math.min(first + CHUNK, events) - 1;
    await client.query(STORE_EVENTS, [first, last]);
    progress(`  ${last + 1} events stored`);
  }
  await client.query('analyze event');
  await client.query(STORE_SHIFTS);
  await client.query('analyze');
}

const STORE_SUBJECTS = `
  insert into subject (work_provider_id, identifier_kind, identifier)
  select p.id, 'driverId', 'driver-' || n from work_provider p, generate_series(0, 19999) n on conflict do nothing`;

const STORE_EVENTS = `
  insert into event (occurred_at, received_at, receipt, subject_id, work_provider_id, reading, is_login, reference, zone, as_sent)
  select at, at, gen_random_uuid(), s.id, s.work_provider_id, 'offset', n / 20000 % 2 = 0, '', '', ''
  from generate_series($1::bigint, $2::bigint) n join subject s on s.identifier = 'driver-' || (n % 20000),
    lateral (select timestamptz '2025-01-01' + (n / 20000) * interval '2 hours' + (n % 20000) * interval '10 milliseconds' as at) t
  order by n`;

const STORE_SHIFTS = `
  insert into shift (work_provider_id, subject_id, reference, started_at, opened_by, limit_at, ended_at, ended_by, folded_until)
  select i.work_provider_id, i.subject_id, i.reference, i.occurred_at, i.id, i.occurred_at + interval '14 hours',
    o.occurred_at, o.id, coalesce(o.occurred_at, i.occurred_at)
  from event i left join event o on o.subject_id = i.subject_id and o.occurred_at = i.occurred_at + interval '2 hours' and not o.is_login
  where i.is_login and i.occurred_at < '2026-01-01' order by i.id`;
