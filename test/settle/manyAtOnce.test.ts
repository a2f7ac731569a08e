import assert from 'node:assert/strict';
import process from 'node:process';
import { test } from 'node:test';
import { HOUR, instantOf, MINUTE } from '../../src/core/time/instant.ts';
import { rebuild } from '../../src/settle/rebuild.ts';
import { settleAll } from '../../src/settle/settleAll.ts';
import { addCustomer } from '../../src/store/customer/customers.ts';
import { addLink, endLink } from '../../src/store/customer/links.ts';
import { correctEvents } from '../../src/store/log/eventLog.ts';
import { appendEvents, type Entry } from '../../src/store/log/events.ts';
import { type Database } from '../../src/store/postgres/database.ts';
import { entry } from '../support/entries.ts';
import { freshDatabase, openAnother } from '../support/freshDatabase.ts';
import { providerWithKey } from '../support/provider.ts';
import { type Random, randomBy } from '../support/random.ts';
import { eventCount } from '../support/theLog.ts';
import { assertFolded } from '../support/wholeFold.ts';

const SEEDS = process.env['LONG'] ? Array.from({ length: 40 }, (_, index) => index + 1) : [1, 2];
const EVENTS = 3_000;
const DRIVERS = 60;
const CUSTOMERS = 20;
const FROM = instantOf('2026-03-01T00:00Z');

for (const seed of SEEDS) {
  test(`whatever comes in at once and whoever settles it, the shifts are those of one fold over the whole log (seed ${seed})`, async () => {
    const random = randomBy(seed);
    const { url, database } = await freshDatabase();
    const others = [openAnother(url), openAnother(url), openAnother(url)];
    const providers = [(await providerWithKey(database.pool)).id, (await providerWithKey(database.pool)).id];
    for (let number = 0; number < CUSTOMERS; number++) {
      await addCustomer(database.pool, {
        number: `C${number}`,
        email: `${number}@example.com`,
        name: undefined,
        from: -Infinity,
      });
    }

    const told = Array.from({ length: EVENTS }, () => anEntry(random, providers));
    const faults: unknown[] = [];
    let over = false;
    const settlers = others.slice(0, 2).map((each) => settleUntil(each, () => over, faults));
    await Promise.all([
      ...inParts(told, 4).map((part) => append(database, part, randomBy(random(1e9)))),
      changeLinks(others[2] as Database, providers, random),
    ]).finally(() => (over = true));
    await Promise.all(settlers);

    assert.ok(await settleAll(database.pool, (_work, fault) => faults.push(fault)));
    assert.deepEqual(faults, []);
    assert.ok((await eventCount(database.pool)) > EVENTS / 2);
    await assertFolded(database.pool);
    assert.deepEqual(await Array.fromAsync(rebuild(database.pool, () => {})), []);
  });
}

test('a backlog in which every event waits alone, in no order, is settled by several at once to the same shifts', async () => {
  const random = randomBy(99);
  const { url, database } = await freshDatabase();
  const others = Array.from({ length: 3 }, () => openAnother(url));
  const providers = [(await providerWithKey(database.pool)).id];
  const told = Array.from({ length: EVENTS }, () => anEntry(random, [...providers, ...providers]));
  await appendEvents(database.pool, told);
  await database.pool.query(`delete from unsettled;
    insert into unsettled (first_event_id, last_event_id) select id, id from event order by hashint8(id)`);

  const faults: unknown[] = [];
  const settled = others.map((each) => settleAll(each.pool, (_work, fault) => faults.push(fault)));
  assert.deepEqual(await Promise.all(settled), [true, true, true]);
  assert.deepEqual(faults, []);
  await assertFolded(database.pool);
});

/** Few enough moments that many events fall on the same one, or are the same. */
function anEntry(random: Random, providers: readonly number[]): Entry {
  const of = random(2);
  // The second work provider never reports by customer number, so its events may go on from the last shift.
  const name = of === 0 && random(3) === 0 ? `@C${random(CUSTOMERS)}` : `D${random(DRIVERS)}`;
  const at = FROM + random(96) * HOUR + random(4) * 15 * MINUTE;
  return entry(providers[of] as number, random(2) ? 'login' : 'logout', name, at);
}

async function append({ pool }: Database, entries: readonly Entry[], random: Random): Promise<void> {
  for (let from = 0; from < entries.length; ) {
    const count = 1 + random(40);
    await appendEvents(pool, entries.slice(from, from + count));
    from += count;
  }
}

async function changeLinks({ pool }: Database, providers: readonly number[], random: Random): Promise<void> {
  for (let change = 0; change < 120; change++) {
    const which = {
      workProvider: providers[random(2)] as number,
      driverId: `D${random(DRIVERS)}`,
      customerNumber: `C${random(CUSTOMERS)}`,
    };
    const at = FROM + random(96) * HOUR;
    const added = await addLink(pool, { ...which, from: at });
    if (added.tag === 'added' && random(2)) await endLink(pool, which, at + (1 + random(30)) * HOUR);
    if (random(3) === 0)
      await correctEvents(pool, [1 + random(EVENTS)], { voids: true, reason: 'a test', by: 'a tester' });
  }
}

async function settleUntil({ pool }: Database, over: () => boolean, faults: unknown[]): Promise<void> {
  while (!over())
    await settleAll(pool, (_work, fault) => faults.push(fault)).catch((fault: unknown) => faults.push(fault));
}

function inParts<T>(all: readonly T[], count: number): T[][] {
  return Array.from({ length: count }, (_, part) => all.filter((_each, index) => index % count === part));
}
