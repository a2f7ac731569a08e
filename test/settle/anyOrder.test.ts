import assert from 'node:assert/strict';
import process from 'node:process';
import { test } from 'node:test';
import { HOUR, instantOf, MINUTE } from '../../src/core/time/instant.ts';
import { settleAll } from '../../src/settle/settleAll.ts';
import { addCustomer } from '../../src/store/customer/customers.ts';
import { addLink } from '../../src/store/customer/links.ts';
import { appendEvents, type Entry } from '../../src/store/log/events.ts';
import { entry } from '../support/entries.ts';
import { freshDatabase } from '../support/freshDatabase.ts';
import { providerWithKey } from '../support/provider.ts';
import { type Random, randomBy } from '../support/random.ts';
import { shiftsAsText } from '../support/shiftsAsText.ts';
import { assertFolded } from '../support/wholeFold.ts';

const SEEDS = process.env['LONG'] ? 100 : 4;
const FROM = instantOf('2026-03-01T00:00Z');
const { database } = await freshDatabase();
const db = database.pool;
for (const number of ['C0', 'C1', 'C2'])
  await addCustomer(db, { number, email: `${number}@example.com`, name: undefined, from: -Infinity });

for (let seed = 1; seed <= SEEDS; seed++) {
  test(`the same events in any order and in batches of any size make the same shifts (seed ${seed})`, async () => {
    const random = randomBy(seed);
    // Lanes of work providers that report by one kind of identifier go on from their last shift.
    const names = seed % 2 ? ['D0', 'D1', 'D2', '@C0', '@C1', '@C2'] : ['D0', 'D1', 'D2', 'D3', 'D4', 'D5'];
    const said = Array.from({ length: 150 }, () => ({
      kind: random(2) ? ('login' as const) : ('logout' as const),
      name: names[random(6)] as string,
      at: FROM + random(72) * HOUR + random(2) * 30 * MINUTE,
    }));
    const results: string[] = [];
    for (let order = 0; order < 3; order++) {
      const { id } = await providerWithKey(db);
      const told = order === 0 ? said : shuffled(said, random);
      await arrive(
        told.map(({ kind, name, at }) => entry(id, kind, name, at)),
        id,
        random,
      );
      results.push(await shiftsAsText(db, id));
    }
    assert.deepEqual(results, [results[0], results[0], results[0]]);
    await assertFolded(db);
  });
}

/** The links come in somewhere among the events; every now and then what has come is settled. */
async function arrive(entries: readonly Entry[], provider: number, random: Random): Promise<void> {
  const links = [0, 1].map((each) => ({
    at: random(entries.length),
    link: { workProvider: provider, driverId: `D${each}`, customerNumber: `C${each}`, from: FROM + 10 * HOUR },
  }));
  for (let from = 0; from < entries.length; ) {
    const to = from + 1 + random(random(2) ? 3 : 40);
    for (const { at, link } of links) if (from <= at && at < to) await addLink(db, link);
    await appendEvents(db, entries.slice(from, to));
    if (random(2)) await settle();
    from = to;
  }
  await settle();
}

async function settle(): Promise<void> {
  assert.ok(await settleAll(db, (_work, fault) => assert.fail(String(fault))));
}

function shuffled<T>(all: readonly T[], random: Random): T[] {
  return all
    .map((each) => ({ each, rank: random(1e9) }))
    .toSorted((a, b) => a.rank - b.rank)
    .map(({ each }) => each);
}
