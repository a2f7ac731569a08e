import assert from 'node:assert/strict';
import { test } from 'node:test';
import { clock, HOUR, type Instant, MINUTE, SECOND, toRfc3339 } from '../../../src/core/time/instant.ts';
import { providerWithKey } from '../../support/provider.ts';
import { getJson, type Json, settled } from '../../support/reading.ts';
import { reporting } from '../../support/reporting.ts';
import { type Service, startService } from '../../support/service.ts';
import { ask } from '../../support/wire.ts';

const service = await startService();

/** A work provider of its own, asked with its own key. */
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

test('a feed without events has nothing to be found', async () => {
  const { health } = await feed();
  const report = await health();
  assert.deepEqual([report.looked, report.complete, report.days, report.findings], [0, true, [], []]);
  assert.deepEqual(report.lateness, { p50: null, p90: null, p99: null, max: null });
});

test('what is wrong is counted, with examples and what would mend it', async () => {
  const { report, send, health } = await feed();
  await report('login A -20h', 'login B -3h', 'login B -2h', 'logout C -1h', 'logout B -1h');
  await send('/v1/shift/login', { driverId: 'D', timestamp: '2026-03-01T08:00:00' });
  await send('/v1/shift/login', { driverId: 'D', timestamp: '2026-03-01T08:00:00' });
  await settled(service.database);
  const told = await health();
  assert.equal(told.looked, 6);
  const counts = Object.fromEntries(told.findings.map(({ code, count }: Json) => [code, count]));
  assert.deepEqual(counts, {
    missing_logouts: 1,
    logouts_without_login: 1,
    drivers_not_linked: 6,
    repeated_logins: 1,
    repeated_events: 1,
    timestamps_without_offset: 1,
  });
  const missing = finding(told, 'missing_logouts');
  assert.equal(missing.sentence, '1 shifts ended at their limit, because no logout came.');
  assert.match(missing.examples[0], /^evt_/);
  assert.ok(told.findings.every(({ likelyFix }: Json) => likelyFix.length > 20));
  assert.ok(told.lateness.max > told.lateness.p50);
  assert.equal(told.days[0].events, 6);
});

/** A minute that is local time in one zone, written without an offset, as live events would be. */
const naive = (at: Instant, offset: number) => toRfc3339(at + offset).replace('Z', '');

test('a live feed that is written in another zone than it is read in is found out, and one that is right is not', async () => {
  const [wrong, right] = [await feed('Asia/Kolkata'), await feed('Asia/Kolkata')];
  const moments = Array.from({ length: 30 }, (_, n) => Math.floor(clock() / SECOND) * SECOND - n * SECOND);
  const batch = (offset: number) => moments.map((at, n) => ({ driverId: `D${n}`, timestamp: naive(at, offset) }));
  await wrong.send('/v1/batch/login', batch(0));
  await right.send('/v1/batch/login', batch(5.5 * HOUR));
  await settled(service.database);
  const fault = finding(await wrong.health(), 'time_zone_fault');
  assert.match(fault.sentence, /5h 30min after they happened: they are not local time in Asia\/Kolkata/);
  assert.equal(fault.count, 30);
  assert.equal(finding(await right.health(), 'time_zone_fault'), undefined);
});

test('a local time that is sent as if it were UTC is found out too', async () => {
  const { send, health } = await feed();
  const moments = Array.from({ length: 30 }, (_, n) => clock() + HOUR - n * SECOND);
  await send(
    '/v1/batch/login',
    moments.map((at, n) => ({ driverId: `D${n}`, timestamp: toRfc3339(at) })),
  );
  const fault = finding(await health(), 'time_zone_fault');
  assert.match(fault.sentence, /with an offset look as if they came 1h before they happened/);
});

test('no more than the days asked for, and of nobody else', async () => {
  const { health } = await feed();
  const { from, to } = await health('?days=31');
  assert.ok(Math.abs(Date.parse(to) - Date.parse(from) - 31 * 24 * 3_600_000) < MINUTE / 1000);
  for (const days of ['0', '32', 'x']) {
    const answer = await service.ask({ path: `/v1/health-report?days=${days}` });
    assert.equal(answer.status, 400);
  }
});
