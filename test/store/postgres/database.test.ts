import assert from 'node:assert/strict';
import { test } from 'node:test';
import { inTransaction } from '../../../src/store/postgres/database.ts';
import { freshDatabase, openAnother } from '../../support/freshDatabase.ts';

const { url, database, owner } = await freshDatabase();

test('a connection is used again after a fault in the data, and not after any other', async () => {
  const pid = async () =>
    (await database.appender.query<{ pid: number }>('select pg_backend_pid() as pid')).rows[0]?.pid;
  const first = await pid();
  await assert.rejects(
    inTransaction(database.appender, (db) => db.query('select 1 / 0')),
    { code: '22012' },
  );
  assert.equal(await pid(), first);
  const readOnly = inTransaction(database.appender, async (db) => {
    await db.query('set transaction read only');
    await db.query("insert into data_mode (mode) values ('live')");
  });
  await assert.rejects(readOnly, { code: '25006' });
  assert.notEqual(await pid(), first);
});

test('commits are synchronous though the database says otherwise', async () => {
  const name = new URL(url).pathname.slice(1);
  await owner.query(`alter database ${name} set synchronous_commit = off`);
  const later = openAnother(url);
  for (const pool of [later.appender, later.requests, later.pool]) {
    assert.deepEqual((await pool.query('show synchronous_commit')).rows, [{ synchronous_commit: 'on' }]);
  }
});
