import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import process from 'node:process';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { HOUR, instantOf, MINUTE } from '../../src/core/time/instant.ts';
import { settleAll } from '../../src/settle/settleAll.ts';
import { appendEvents } from '../../src/store/log/events.ts';
import { atEnd } from '../support/atEnd.ts';
import { entry } from '../support/entries.ts';
import { freshDatabase } from '../support/freshDatabase.ts';
import { providerWithKey } from '../support/provider.ts';
import { assertFolded } from '../support/wholeFold.ts';

const SETTLER = new URL('../support/settler.ts', import.meta.url).pathname;
const EVENTS = 12_000;
const PER_APPEND = 30;

test('a process killed in the middle of settling leaves nothing half done, and others go on', async () => {
  const { url, database } = await freshDatabase();
  const db = database.pool;
  const { id } = await providerWithKey(db);
  for (let from = 0; from < EVENTS; from += PER_APPEND) await appendEvents(db, someEntries(id, from));
  const waiting = async () =>
    (await db.query<{ count: number }>('select count(*)::int as count from unsettled')).rows[0]?.count as number;

  const left: number[] = [await waiting()];
  for (let kill = 0; kill < 3; kill++) {
    const settler = spawn(process.execPath, [SETTLER, url], { stdio: ['ignore', 'ignore', 'inherit'] });
    atEnd(() => settler.kill('SIGKILL'));
    const before = await waiting();
    while ((await waiting()) === before) await sleep(2);
    await sleep(Math.random() * 40);
    settler.kill('SIGKILL');
    await once(settler, 'exit');
    left.push(await waiting());
  }
  assert.ok((left.at(-1) as number) > 0, `killed in the middle: ${left.join(', ')} waiting`);
  assert.ok((left.at(-1) as number) < (left[0] as number));

  assert.ok(await settleAll(db, (_work, fault) => assert.fail(String(fault))));
  await assertFolded(db);
});

/** Out of order of time, and spread over 200 drivers so that each step touches many lanes. */
function someEntries(provider: number, from: number) {
  return Array.from({ length: PER_APPEND }, (_, index) => {
    const number = ((from + index) * 7_919) % EVENTS;
    const at = instantOf('2026-03-01T00:00Z') + Math.floor(number / 200) * 5 * HOUR + (number % 60) * MINUTE;
    return entry(provider, number % 400 < 200 ? 'login' : 'logout', `D${number % 200}`, at);
  });
}
