import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import { atEnd } from '../support/atEnd.ts';
import { ATTACKS, type Target } from '../support/attacks.ts';
import { providerWithKey } from '../support/provider.ts';
import { startService } from '../support/service.ts';
import { newTestProvider, testModeDatabase } from '../support/testMode.ts';
import { theLog } from '../support/theLog.ts';
import { openWire, requestBytes } from '../support/wire.ts';

/** `npm run attack` measures each attack for ten seconds and prints what it did to live logins. */
const IS_LONG = process.env['ATTACK'] !== undefined;
const MS_EACH = IS_LONG ? 10_000 : 300;
/** The peak depends on when garbage is collected, so the short form holds only what an unbounded one would pass. */
const MOST_MORE_MIB = IS_LONG ? 128 : 192;
const ATTACKER = new URL('../support/attackThread.ts', import.meta.url);

const folder = await mkdtemp(join(tmpdir(), 'attack-'));
atEnd(async () => await rm(folder, { recursive: true, force: true }));
const delayFile = join(folder, 'delay');
const preload = new URL('../support/loopDelay.ts', import.meta.url).href;
const service = await startService({
  ...(await testModeDatabase()).env,
  LOG_LEVEL: 'error',
  LOOP_DELAY_FILE: delayFile,
  NODE_OPTIONS: `--import ${preload} --max-semi-space-size=16 --max-old-space-size=192`,
});
const { pool } = service.database;
const live = service.provider.key;
// Made before the attacks use up what an address may ask without a key.
const { key: testKey } = await newTestProvider(service.url);
const { key: otherKey } = await providerWithKey(pool);

/** Live logins, each sent when the one before it was answered, with a pause of 5 ms. */
async function liveLogins(isOver: () => boolean) {
  const took: number[] = [];
  const acknowledged: string[] = [];
  const wire = await openWire(service.url);
  for (let n = 0; !isOver(); n++) {
    const driverId = `live ${process.hrtime.bigint()}`;
    const body = JSON.stringify({ driverId, timestamp: '2026-03-01T08:00:00Z' });
    const begun = performance.now();
    wire.send(requestBytes({ method: 'POST', path: '/v1/shift/login', headers: { Authorization: live }, body }));
    const { status } = await wire.answer();
    took.push(performance.now() - begun);
    assert.equal(status, 202, 'a live login is refused');
    acknowledged.push(driverId);
    await sleep(5);
  }
  wire.hangUp();
  return { took: took.toSorted((a, b) => a - b), acknowledged };
}

async function memoryMib(): Promise<number> {
  const status = await readFile(`/proc/${service.server.process.pid}/status`, 'utf8').catch(() => '');
  return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? 0) / 1024;
}

/** Live logins and the most memory until `ended`. */
async function during(ended: Promise<unknown>) {
  let over = false;
  let peak = 0;
  const watching = (async () => {
    for (; !over; await sleep(50)) peak = Math.max(peak, await memoryMib());
  })();
  const sending = liveLogins(() => over);
  sending.catch(() => {});
  await ended.finally(() => (over = true));
  await watching;
  return { logins: await sending, peak };
}

const milliseconds = (took: readonly number[], share: number) => Math.round(took[Math.floor(took.length * share)] ?? 0);
const acknowledged: string[] = [];
let before = 0;

test('live logins go on in quiet', async () => {
  await during(sleep(MS_EACH));
  const { logins, peak } = await during(sleep(MS_EACH));
  before = peak;
  acknowledged.push(...logins.acknowledged);
  print('quiet', logins.took, peak);
});

for (const [index, attack] of ATTACKS.entries()) {
  test(`under "${attack.name}" no live login is refused, and memory stays bounded`, async () => {
    const target: Target = { url: service.url, testKey, otherKey };
    const thread = new Worker(ATTACKER, { workerData: { index, target, ms: MS_EACH, short: !IS_LONG } });
    const over = once(thread, 'message') as Promise<[number[]]>;
    const { logins, peak } = await during(over);
    const [seen] = await over;
    acknowledged.push(...logins.acknowledged);
    print(attack.name, logins.took, peak);
    assert.deepEqual(
      seen.filter((status) => !attack.statuses.includes(status)),
      [],
    );
    assert.ok(peak < before + MOST_MORE_MIB, `memory rose from ${before} to ${peak} MiB`);
  });
}

test('every acknowledged login is stored', async () => {
  const stored = new Set((await theLog(pool)).map(({ identifier }) => identifier));
  assert.deepEqual(
    acknowledged.filter((driverId) => !stored.has(driverId)),
    [],
  );
});

function print(name: string, took: readonly number[], peak: number): void {
  if (!IS_LONG) return;
  const [p50, p99] = [milliseconds(took, 0.5), milliseconds(took, 0.99)];
  void readFile(delayFile, 'utf8').then((delay) =>
    process.stdout.write(
      `${name}: p50 ${p50} ms, p99 ${p99} ms, memory ${Math.round(peak)} MiB (before ${Math.round(before)}), longest delay so far ${delay} ms\n`,
    ),
  );
}
