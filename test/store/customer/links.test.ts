import assert from 'node:assert/strict';
import { test } from 'node:test';
import { HOUR, instantOf } from '../../../src/core/time/instant.ts';
import { addCustomer } from '../../../src/store/customer/customers.ts';
import { addLink, endLink, linksAround } from '../../../src/store/customer/links.ts';
import { freshDatabase, openAnother } from '../../support/freshDatabase.ts';
import { providerWithKey } from '../../support/provider.ts';

const { url, database } = await freshDatabase();
const db = database.pool;
for (let number = 0; number < 8; number++)
  await addCustomer(db, { number: `C${number}`, email: `${number}@example.com`, name: undefined, from: -Infinity });
const { id: workProvider } = await providerWithKey(db);
const from = instantOf('2026-03-02T08:00Z');
const link = (driverId: string, customerNumber: string, at = from) => ({
  workProvider,
  driverId,
  customerNumber,
  from: at,
});

test('of many who link one driver ID at the same time exactly one gets it, and none fails', async () => {
  const other = openAnother(url);
  for (let round = 0; round < 40; round++) {
    const racers = Array.from({ length: 8 }, (_, index) =>
      addLink(index % 2 ? db : other.pool, link(`RACE${round}`, `C${index}`, from + index * HOUR)),
    );
    const tags = (await Promise.all(racers)).map((each) => each.tag).toSorted();
    assert.deepEqual(tags, ['added', ...Array.from({ length: 7 }, () => 'taken')]);
  }
  const found = await db.query<{ count: number }>(
    `select count(*)::int as count from link where driver_id like 'RACE%'`,
  );
  assert.equal(found.rows[0]?.count, 40);
});

test('a driver ID is free again from the moment its link ends, and not before', async () => {
  assert.equal((await addLink(db, link('D1', 'C0'))).tag, 'added');
  assert.equal((await addLink(db, link('D1', 'C1', from + HOUR))).tag, 'taken');
  assert.ok(await endLink(db, link('D1', 'C0'), from + 2 * HOUR));
  assert.equal((await addLink(db, link('D1', 'C1', from + 2 * HOUR - 1))).tag, 'taken');
  assert.equal((await addLink(db, link('D1', 'C1', from + 2 * HOUR))).tag, 'added');
  const around = await linksAround(db, [{ workProvider, identifierKind: 'driverId', identifier: 'D1' }]);
  const held = around.filter((each) => each.driverId === 'D1').map((each) => each.held);
  assert.deepEqual(
    held.toSorted((a, b) => a.from - b.from),
    [
      { from, to: from + 2 * HOUR },
      { from: from + 2 * HOUR, to: Infinity },
    ],
  );
});

test('a link cannot end before it begins, nor one that is another customer’s', async () => {
  assert.equal((await addLink(db, link('D2', 'C2'))).tag, 'added');
  assert.equal(await endLink(db, link('D2', 'C2'), from), undefined);
  assert.equal(await endLink(db, link('D2', 'C3'), from + HOUR), undefined);
});

test('each link, and each end of one, waits to be settled', async () => {
  const work = async () =>
    (await db.query<{ count: number }>('select count(*)::int as count from unsettled where link_id is not null'))
      .rows[0]?.count as number;
  const before = await work();
  await addLink(db, link('D3', 'C3'));
  await addLink(db, link('D3', 'C4'));
  await endLink(db, link('D3', 'C3'), from + HOUR);
  assert.equal(await work(), before + 2);
});
