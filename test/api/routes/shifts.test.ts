import assert from 'node:assert/strict';
import { test } from 'node:test';
import { providerWithKey } from '../../support/provider.ts';
import { getJson, type Json, settleEvents } from '../../support/reading.ts';
import { reporting } from '../../support/reporting.ts';
import { startService } from '../../support/service.ts';
import { ask } from '../../support/wire.ts';

const service = await startService();
const report = await reporting(service.database.pool, service.provider.name);
await report(
  'login D1 2026-03-01T08:00:00Z',
  'logout D1 2026-03-01T12:30:00Z',
  'login D2 2026-03-01T10:00:00Z',
  'login D1 2026-03-02T08:00:00Z',
  'logout D1 2026-03-02T09:00:00Z',
  'login @ABC12 2026-03-02T08:30:00Z',
  'login NOW -1h',
  'login PLANNED -1h',
  'logout PLANNED +1h',
  'login AHEAD +20h',
  ...Array.from({ length: 6 }, (_, n) => `login HEARTBEAT -${2 + 10 * n}h`),
);
await settleEvents(service.database);
const list = async (query = ''): Promise<Json> => await getJson(service, `/v1/shifts${query}`);
const names = (page: Json) =>
  page.items.map((shift: Json) => `${shift.driverId ?? shift.policyId} ${shift.from.slice(8, 16)}`);

test('a shift has its driver, its period, how it ended, and its events', async () => {
  const { items } = await list('?driverId=D1&to=2026-03-02T00:00:00Z');
  const [shift] = items;
  const { id, loginEventId, logoutEventId, ...rest } = shift;
  assert.deepEqual(rest, {
    driverId: 'D1',
    policyId: null,
    from: '2026-03-01T08:00:00Z',
    to: '2026-03-01T12:30:00Z',
    endedBy: 'logout',
    sentAheadSeconds: null,
  });
  assert.equal((await getJson(service, `/v1/events/${loginEventId}`)).shiftId, id);
  assert.equal((await getJson(service, `/v1/events/${logoutEventId}`)).outcome, 'ended_shift');
  assert.deepEqual(await getJson(service, `/v1/shifts/${id}`), shift);
});

test('a shift without a logout ends at its limit; an open one has no end', async () => {
  const [ended] = (await list('?driverId=D2')).items;
  assert.deepEqual([ended.to, ended.endedBy, ended.logoutEventId], ['2026-03-02T00:00:00Z', 'limit', null]);
  const open = await list('?open=true');
  assert.deepEqual(
    open.items.map(({ driverId, to, endedBy }: Json) => [driverId, to, endedBy]),
    [
      ['PLANNED', null, null],
      ['NOW', null, null],
      ['HEARTBEAT', null, null],
    ],
  );
});

test('a login that was sent ahead opens no shift before its time, and shift and event say how far ahead it was sent', async () => {
  const [shift] = (await list('?driverId=AHEAD')).items;
  const event = await getJson(service, `/v1/events/${shift.loginEventId}`);
  assert.equal(Math.round(shift.sentAheadSeconds / 60), 20 * 60);
  assert.deepEqual([event.receivedBeforeSeconds, 'receivedAfterSeconds' in event], [shift.sentAheadSeconds, false]);
  assert.deepEqual(names(await list('?open=true&driverId=AHEAD')), []);
});

test('from and to choose the shifts that lasted into the period, the last begun first', async () => {
  assert.deepEqual(names(await list('?from=2026-03-01T12:00:00Z&to=2026-03-01T23:00:00Z')), [
    'D2 01T10:00',
    'D1 01T08:00',
  ]);
  assert.deepEqual(names(await list('?from=2026-03-01T12:30:00Z&to=2026-03-02T08:00:00Z')), ['D2 01T10:00']);
  assert.deepEqual(names(await list('?policyId=ABC12')), ['ABC12 02T08:30']);
});

test('read page by page, each shift comes once', async () => {
  const whole = names(await list());
  const seen: string[] = [];
  let page = await list('?limit=2');
  seen.push(...names(page));
  while (page.next) {
    page = await list(`?limit=2&cursor=${page.next}`);
    seen.push(...names(page));
  }
  assert.deepEqual(seen, whole);
  assert.equal(seen.length, 8);
  assert.equal(page.more, false);
});

test('a shift keeps its id when an event that arrives late amends it', async () => {
  const [before] = (await list('?driverId=D2')).items;
  await report('logout D2 2026-03-01T16:00:00Z');
  await settleEvents(service.database);
  const after = await getJson(service, `/v1/shifts/${before.id}`);
  assert.deepEqual([after.to, after.endedBy], ['2026-03-01T16:00:00Z', 'logout']);
});

test('a shift of another work provider is answered like one that does not exist', async () => {
  const other = await providerWithKey(service.database.pool);
  const asOther = (path: string) => ask(service.url, { path, headers: { Authorization: other.key } });
  assert.deepEqual(JSON.parse((await asOther('/v1/shifts')).body), { items: [], next: null, more: false });
  const [mine] = (await list()).items;
  const hidden = await asOther(`/v1/shifts/${mine.id}`);
  assert.equal(hidden.status, 404);
  assert.equal(hidden.body, (await asOther('/v1/shifts/shf_AAAAAAAAAAAAAAAAAAAAAA')).body);
});
