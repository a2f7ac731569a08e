import assert from 'node:assert/strict';
import { test } from 'node:test';
import pg from 'pg';
import { freshDatabase } from '../../support/freshDatabase.ts';

const { url, database } = await freshDatabase();
const superuser = new pg.Client({ connectionString: await superuserUrl() });
await superuser.connect();

/** Ourselves where we are one; else the one that made the embedded cluster, who may come in by its socket. */
async function superuserUrl(): Promise<string> {
  const found = await database.pool.query<{ on: string }>("select current_setting('is_superuser') as on");
  if (found.rows[0]?.on === 'on') return url;
  const other = new URL(url);
  other.username = 'postgres';
  return other.href;
}

await superuser.query(`
  insert into subject (work_provider_id, identifier_kind, identifier) values (1, 'driverId', 'D1');
  insert into event (subject_id, work_provider_id, is_login, occurred_at, reading, reference, zone, as_sent, receipt, received_at)
    select id, 1, true, now(), 'offset', '', '', 'x', gen_random_uuid(), now() from subject;
  insert into repeated_report select id, gen_random_uuid(), now() from event;
  insert into event_void (event_id, voids, reason, recorded_by) select id, true, 'a test', 'a tester' from event;
  insert into audit (actor_kind, actor, action, about) values ('operator', 'a tester', 'tested', 'this')`);

const CHANGES: Record<string, readonly string[]> = {
  event: [
    "update event set as_sent = 'y'",
    'update event set id = default',
    'delete from event',
    'truncate event cascade',
  ],
  repeated_report: [
    'update repeated_report set received_at = now()',
    'delete from repeated_report',
    'truncate repeated_report',
  ],
  subject: ["update subject set identifier = 'y'", 'delete from subject', 'truncate subject'],
  event_void: ["update event_void set reason = 'y'", 'delete from event_void', 'truncate event_void'],
  audit: ["update audit set actor = 'y'", 'delete from audit', 'truncate audit'],
};
const UPSERT = `insert into event_void (id, event_id, voids, reason, recorded_by) overriding system value
  select id, event_id, true, 'y', 'y' from event_void on conflict (id) do update set reason = 'y'`;

for (const [table, statements] of Object.entries(CHANGES)) {
  for (const statement of [...statements, ...(table === 'event_void' ? [UPSERT] : [])]) {
    test(`nobody may change what is in ${table}: ${statement.replace(/\s+/g, ' ')}`, async () => {
      await assert.rejects(database.pool.query(statement), /permission denied|append-only/);
      await assert.rejects(superuser.query(statement), { code: '23001', message: /is append-only$/ });
    });
  }
}

test('after all of that every row is there as it was written', async () => {
  await superuser.end();
  const found = await database.pool.query(
    `select e.as_sent, v.reason, (select count(*)::int from repeated_report) as repeats, (select actor from audit) as who
     from event e join event_void v on v.event_id = e.id`,
  );
  assert.deepEqual(found.rows, [{ as_sent: 'x', reason: 'a test', repeats: 1, who: 'a tester' }]);
});
