import assert from 'node:assert/strict';
import { test } from 'node:test';
import { instantOf } from '../../../src/core/time/instant.ts';
import { settleAll } from '../../../src/settle/settleAll.ts';
import { addCustomer } from '../../../src/store/customer/customers.ts';
import { addLink } from '../../../src/store/customer/links.ts';
import { appendEvents } from '../../../src/store/log/events.ts';
import type { Queryable } from '../../../src/store/postgres/database.ts';
import { inTenancy } from '../../../src/store/postgres/tenancy.ts';
import { entry } from '../../support/entries.ts';
import { freshDatabase } from '../../support/freshDatabase.ts';
import { providerWithKey } from '../../support/provider.ts';

const { database } = await freshDatabase();
const { pool } = database;
const at = instantOf('2026-03-02T08:00Z');
const mine = await providerWithKey(pool);
const theirs = await providerWithKey(pool);
await addCustomer(pool, { number: 'C1', email: 'c1@example.com', name: undefined, from: -Infinity });
for (const { id } of [mine, theirs]) {
  await appendEvents(pool, [entry(id, 'login', 'D1', at)]);
  await addLink(pool, { workProvider: id, driverId: 'D1', customerNumber: 'C1', from: at });
}
await settleAll(pool, (_work, fault) => assert.fail(String(fault)));

const TABLES = ['event', 'shift', 'link'];

/** Whose rows a statement that forgets to ask whose they are would get. */
async function ownersSeen(table: string, speaksFor: number | undefined): Promise<number[]> {
  const read = async (db: Queryable) =>
    (await db.query<{ owner: number }>(`select distinct work_provider_id as owner from ${table} order by 1`)).rows;
  const found = await (speaksFor === undefined ? read(pool) : inTenancy(pool, speaksFor, read));
  return found.map(({ owner }) => owner);
}

for (const table of TABLES) {
  test(`a connection for one work provider sees no ${table} of another, even where the query does not ask whose it is`, async () => {
    assert.deepEqual(await ownersSeen(table, mine.id), [mine.id]);
    assert.deepEqual(await ownersSeen(table, theirs.id), [theirs.id]);
    assert.deepEqual(await ownersSeen(table, 999_999), []);
  });

  test(`a connection for none sees each ${table}, also one that was for a work provider before`, async () => {
    assert.deepEqual(await ownersSeen(table, undefined), [mine.id, theirs.id]);
  });
}

test('nothing can be written on behalf of a work provider while reading for it', async () => {
  const write = inTenancy(pool, mine.id, (db) =>
    db.query("insert into audit (actor_kind, action, about) values ('stranger', 'b', 'c')"),
  );
  await assert.rejects(write, /read-only transaction/);
});
