import pg from 'pg';

export type History = { readonly events: number; readonly seconds: number };

const CHUNK = 250_000;

/**
 * Stores a past: 20,000 drivers who log in and out again and again over the months before today, and the shifts these
 * come to, straight by SQL, on a connection that has all the time it needs.
 */
export async function storeHistory(
  connectionString: string,
  events: number,
  say: (line: string) => void,
): Promise<History> {
  const begun = performance.now();
  const client = new pg.Client({ connectionString });
  await client.connect();
  for (let first = 0; first < events; first += CHUNK) {
    const last = Math.min(first + CHUNK, events) - 1;
    await client.query(STORE_EVENTS, [first, last]);
    say(`  ${last + 1} events stored`);
  }
  await client.query('analyze event');
  await client.query(STORE_SHIFTS);
  await client.query('analyze');
  await client.end();
  return { events, seconds: (performance.now() - begun) / 1000 };
}

const STORE_EVENTS = `
  insert into event (work_provider_id, identifier_kind, identifier, kind, occurred_at, reading, as_sent, receipt, received_at)
  select p.id, 'driverId', 'driver-' || (n % 20000), case when n / 20000 % 2 = 0 then 'login' else 'logout' end::event_kind,
    at, 'offset', to_char(at, 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), gen_random_uuid(), at
  from (select id from work_provider order by id limit 1) p, generate_series($1::bigint, $2::bigint) n,
    lateral (select timestamptz '2025-01-01' + (n / 20000) * interval '2 hours' + (n % 20000) * interval '10 milliseconds' as at) t`;

const STORE_SHIFTS = `
  insert into shift (work_provider_id, identifier_kind, identifier, started_at, opened_by, limit_at, ended_at, ended_by)
  select i.work_provider_id, i.identifier_kind, i.identifier, i.occurred_at, i.id, i.occurred_at + interval '14 hours', o.occurred_at, o.id
  from event i join event o on o.id = i.id + 20000 and o.kind = 'logout' and o.identifier = i.identifier
  where i.kind = 'login' and i.occurred_at < timestamptz '2026-06-01' on conflict do nothing`;
