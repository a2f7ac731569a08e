import assert from 'node:assert/strict';
import process from 'node:process';
import { test } from 'node:test';
import { rebuild } from '../../src/settle/rebuild.ts';
import { FAULTS, torture } from '../support/torture.ts';
import { assertFolded } from '../support/wholeFold.ts';

/** `npm run torture` sets the number of rounds; its faults last up to twice as long as any time limit. */
const ROUNDS = Number(process.env['TORTURE_ROUNDS'] ?? 0);

test('two servers under load that are killed, cut off, stalled and refused writes lose, double and invent nothing, and every shift is right', async (t) => {
  const long = { rounds: ROUNDS, servers: 4, faultMs: () => Math.random() * 8_000 };
  const { database, acknowledged, untilFirst, ...found } = await torture(
    ROUNDS > 0 ? long : { rounds: FAULTS.length, servers: 2, connections: 16 },
  );
  t.diagnostic(`${acknowledged} events acknowledged, ${JSON.stringify(lengths(found))}`);
  for (const fault of FAULTS) {
    const times = untilFirst.filter((each) => each.fault === fault).map(({ ms }) => ms);
    if (times.length > 0)
      t.diagnostic(`${fault}: ${times.length} times, first 202 after at most ${Math.max(...times)} ms`);
  }
  assert.deepEqual(found, { lost: [], doubled: [], invented: [], wrongShifts: [], wentBack: 0 });
  await assertFolded(database.pool);
  const setAside: unknown[] = [];
  assert.deepEqual(await Array.fromAsync(rebuild(database.pool, (item) => setAside.push(item))), []);
  assert.deepEqual(setAside, []);
});

function lengths(found: Record<string, number | readonly unknown[]>): Record<string, number> {
  return Object.fromEntries(
    Object.entries(found).map(([name, value]) => [name, typeof value === 'number' ? value : value.length]),
  );
}
