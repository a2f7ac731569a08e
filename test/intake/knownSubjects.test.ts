import assert from 'node:assert/strict';
import { test } from 'node:test';
import { instantOf } from '../../src/core/time/instant.ts';
import { openIntake } from '../../src/intake/intake.ts';
import { entry } from '../support/entries.ts';
import { freshDatabase } from '../support/freshDatabase.ts';
import { providerWithKey } from '../support/provider.ts';

const { database, owner } = await freshDatabase();
const { id: provider } = await providerWithKey(database.pool);
const intake = openIntake(database, assert.ifError);

/** Stores a login of D1, and returns the identifier under whose number it is. */
async function storedUnder(time: string): Promise<string> {
  const { report } = entry(provider, 'login', 'D1', instantOf(`2026-03-02T${time}Z`));
  assert.equal((await intake.store(provider, crypto.randomUUID(), [report])).tag, 'stored');
  const { rows } = await database.pool.query<{ identifier: string }>(
    'select s.identifier from event e join subject s on s.id = e.subject_id order by e.id desc limit 1',
  );
  return rows[0]?.identifier ?? '';
}

test('the number of an identifier is remembered as long as the connection lives, and not after a failover', async () => {
  assert.equal(await storedUnder('08:00'), 'D1');
  // As on a standby that lacks the last commits, where the number was given to another.
  await owner.query(
    `alter table subject disable trigger user; update subject set identifier = 'D9' where identifier = 'D1'`,
  );
  assert.equal(await storedUnder('09:00'), 'D9', 'it is not asked for again');
  const client = await database.appender.connect();
  const { rows } = await client.query<{ pid: number }>('select pg_backend_pid() as pid');
  client.release();
  const removed = new Promise((resolve) => database.appender.once('remove', resolve));
  await owner.query('select pg_terminate_backend($1)', [rows[0]?.pid]);
  await removed;
  assert.equal(await storedUnder('10:00'), 'D1');
});
