import assert from 'node:assert/strict';
import { test } from 'node:test';
import { clock, HOUR, type Instant, MINUTE, SECOND, toRfc3339 } from '../../../src/core/time/instant.ts';
import { providerWithKey } from '../../support/provider.ts';
import { getJson, type Json, settleEvents } from '../../support/reading.ts';
import { reporting } from '../../support/reporting.ts';
import { type Service, startService } from '../../support/service.ts';
import { ask } from '../../support/wire.ts';

const service = await startService();

/** A new work provider, and requests with its key. */
async function feed(timeZone = 'Europe/London') {
  const provider = await providerWithKey(service.database.pool, { timeZone });
  const own: Pick<Service, 'ask'> = {
    ask: async (request) => await ask(service.url, { ...request, headers: { Authorization: provider.key } }),
  };
  return {
    report: await reporting(service.database.pool, provider.name),
    send: async (path: string, body: unknown) => {
      const answer = await own.ask({ method: 'POST', path, body: JSON.stringify(body) });
      assert.equal(answer.status, 202, answer.body);
    },
    health: async (query = ''): Promise<Json> => await getJson(own, `/v1/health-report${query}`),
  };
}

const finding = (report: Json, code: string) => report.findings.find((each: Json) => each.code === code);

test('a feed without events has no findings', async () => {
  const { health } = await feed();
  const report = await health();
  assert.deepEqual([report.looked, report.complete, report.days, report.findings], [0, true, [], []]);
  assert.deepEqual(report.lateness, { p50: null, p90: null, p99: null, max: null });
});

test('each finding has a count, a sentence, examples and the likely fix', async () => {
  const { report, send, health } = await feed();
  await report('login A -20h', 'login B -3h', 'login B -2h', 'logout C -1h', 'logout B -1h');
  await send('/v1/shift/login', { driverId: 'D', timestamp: '2026-03-01T08:00:00' });
  await send('/v1/shift/login', { driverId: 'D', timestamp: '2026-03-01T08:00:00' });
  await settleEvents(service.database);
  const found = await health();
  assert.equal(found.looked, 6);
  const counts = Object.fromEntries(found.findings.map(({ code, count }: Json) => [code, count]));
  assert.deepEqual(counts, {
    missing_logouts: 2,
    logouts_without_login: 1,
    drivers_not_linked: 6,
    repeated_logins: 1,
    repeated_events: 1,
    timestamps_without_offset: 1,
  });
  const missing = finding(found, 'missing_logouts');
  assert.equal(missing.sentence, '2 shifts ended at their limit, because no logout came.');
  assert.match(missing.examples[0], /^evt_/);
  assert.ok(found.findings.every(({ likelyFix }: Json) => likelyFix.length > 20));
  assert.ok(found.lateness.max > found.lateness.p50);
  assert.equal(found.days[0].events, 6);
});

/** An instant as local time at an offset, written without it. */
const localText = (at: Instant, offset: number) => toRfc3339(at + offset).replace('Z', '');

test('time_zone_fault: a live feed that is written in another zone than it is read in, and not a correct one', async () => {
  const [wrong, right] = [await feed('Asia/Kolkata'), await feed('Asia/Kolkata')];
  const instants = Array.from({ length: 30 }, (_, n) => Math.floor(clock() / SECOND) * SECOND - n * SECOND);
  const batch = (offset: number) => instants.map((at, n) => ({ driverId: `D${n}`, timestamp: localText(at, offset) }));
  await wrong.send('/v1/batch/login', batch(0));
  await right.send('/v1/batch/login', batch(5.5 * HOUR));
  await settleEvents(service.database);
  const found = finding(await wrong.health(), 'time_zone_fault');
  assert.match(found.sentence, /5h 30min after they happened: they are not local time in Asia\/Kolkata/);
  assert.equal(found.count, 30);
  assert.equal(finding(await right.health(), 'time_zone_fault'), undefined);
});

test('time_zone_fault: local time that is sent as UTC', async () => {
  const { send, health } = await feed();
  const instants = Array.from({ length: 30 }, (_, n) => clock() + HOUR - n * SECOND);
  await send(
    '/v1/batch/login',
    instants.map((at, n) => ({ driverId: `D${n}`, timestamp: toRfc3339(at) })),
  );
  const found = finding(await health(), 'time_zone_fault');
  assert.match(found.sentence, /with an offset look as if they came 1h before they happened/);
});

test('days is the length of the report: 1 to 31', async () => {
  const { health } = await feed();
  const { from, to } = await health('?days=31');
  assert.ok(Math.abs(Date.parse(to) - Date.parse(from) - 31 * 24 * 3_600_000) < MINUTE / 1000);
  for (const days of ['0', '32', 'x']) {
    const answer = await service.ask({ path: `/v1/health-report?days=${days}` });
    assert.equal(answer.status, 400);
  }
});
