import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ownsTables } from '../../../src/store/schema.ts';
import { freshDatabase } from '../../support/freshDatabase.ts';

const { database, owner } = await freshDatabase();
const serving = database.pool;
/** Of an external PostgreSQL that tests were given one role of, only the triggers can be attacked. */
const skip = (await ownsTables(serving)) && 'DATABASE_URL and DATABASE_OWNER_URL are one role';

await serving.query(`
  insert into data_mode (mode) values ('live');
  insert into subject (work_provider_id, identifier_kind, identifier) values (1, 'driverId', 'D1');
  insert into event (subject_id, work_provider_id, is_login, occurred_at, reading, reference, zone, as_sent, receipt, received_at)
    select id, 1, true, now(), 'offset', '', '', 'x', gen_random_uuid(), now() from subject;
  insert into repeated_report select id, gen_random_uuid(), now() from event;
  insert into event_void (event_id, voids, reason, recorded_by) select id, true, 'a test', 'a tester' from event;
  insert into held_version (of_table, key, held, changed_by, change_reason) values ('link', '1', '(,)', 'a tester', '');
  insert into terms (document, version, text) values ('insurer', '1', 'x');
  insert into customer (number, email) values ('C1', 'c1@example.com');
  insert into agreement (customer_number, document, version) values ('C1', 'insurer', '1');
  insert into audit (actor_kind, actor, action, about) values ('operator', 'a tester', 'tested', 'this')`);

const APPEND_ONLY = (
  await owner.query<{ name: string }>(
    "select tgrelid::regclass::text as name from pg_trigger where tgname = 'append_only' order by 1",
  )
).rows.map(({ name }) => name);
const rowsOf = async () =>
  await Promise.all(APPEND_ONLY.map(async (table) => (await owner.query(`select * from ${table}`)).rows));
const written = await rowsOf();

const CHANGES = (table: string) => [
  `update ${table} set ${COLUMN[table] ?? 'recorded_at'} = default`,
  `delete from ${table}`,
  `truncate ${table} cascade`,
];
/** A column of each table, where it has no recorded_at. */
const COLUMN: Record<string, string> = {
  agreement: 'agreed_at',
  audit: 'at',
  data_mode: 'mode',
  event: 'received_at',
  repeated_report: 'received_at',
  subject: 'identifier',
};
const UPSERT = `insert into event_void (id, event_id, voids, reason, recorded_by) overriding system value
  select id, event_id, true, 'y', 'y' from event_void on conflict (id) do update set reason = 'y'`;

/** What the serving role might do to be able to change what was recorded. */
const WAYS_OUT = (table: string) => [
  `alter table ${table} disable trigger all`,
  `alter table ${table} owner to current_user`,
  `drop trigger append_only on ${table}`,
  `create trigger mine before insert on ${table} for each row execute function refuse_change()`,
  `create rule mine as on insert to ${table} do instead nothing`,
  `alter table ${table} disable row level security`,
  `drop table ${table} cascade`,
];
const WAYS_OUT_OF_ALL = [
  "set session_replication_role = 'replica'",
  `set role ${(await owner.query<{ name: string }>('select current_user as name')).rows[0]?.name}`,
  'create or replace function refuse_change() returns trigger language plpgsql as $$ begin return null; end $$',
  'create table mine (n int)',
  "copy (select 1) to program 'true'",
  "select pg_read_file('postgresql.conf')",
];
const REFUSED = /permission denied|must be owner|must be able to SET ROLE/;

test('every table of the log and of the records is append-only', () => {
  assert.deepEqual(APPEND_ONLY, [
    'agreement',
    'audit',
    'data_mode',
    'event',
    'event_void',
    'held_version',
    'repeated_report',
    'subject',
    'terms',
  ]);
});

for (const table of APPEND_ONLY) {
  for (const statement of [...CHANGES(table), ...(table === 'event_void' ? [UPSERT] : [])]) {
    test(`nobody may change what is in ${table}, its owner not either: ${statement.replace(/\s+/g, ' ')}`, async () => {
      await assert.rejects(serving.query(statement), /permission denied|append-only/);
      await assert.rejects(owner.query(statement), { code: '23001', message: /is append-only$/ });
    });
  }

  test(`the role that serves cannot help itself to ${table}`, { skip }, async () => {
    // A warning, not an error: no right was granted.
    await serving.query(`grant all on ${table} to current_user`);
    for (const statement of [...WAYS_OUT(table), ...CHANGES(table)])
      await assert.rejects(serving.query(statement), REFUSED, statement);
  });
}

test('the role that serves is no superuser, cannot become the owner, and makes nothing of its own', {
  skip,
}, async () => {
  for (const statement of WAYS_OUT_OF_ALL) await assert.rejects(serving.query(statement), REFUSED, statement);
});

test('live data are no test data, whatever table stands in for the one that says so', async () => {
  for (const pool of [serving, owner]) {
    const client = await pool.connect();
    try {
      await client.query("create temp table data_mode as select 'test' as mode");
      await client.query('set search_path = pg_temp, public');
      const deleting = client.query("select delete_idle_test_data(now() + interval '1 year', 10)");
      await assert.rejects(deleting, /only test data end/);
      await assert.rejects(client.query('delete from public.event'), /permission denied|append-only/);
    } finally {
      client.release(true);
    }
  }
});

test('after all of that every row is there as it was written', async () => {
  assert.deepEqual(await rowsOf(), written);
});
