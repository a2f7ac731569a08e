import assert from 'node:assert/strict';
import { test } from 'node:test';
import { clock, HOUR, type Instant, MINUTE, SECOND, toRfc3339 } from '../../../src/core/time/instant.ts';
import { providerWithKey } from '../../support/provider.ts';
import { getJson, type Json, settleEvents } from '../../support/reading.ts';
import { startService } from '../../support/service.ts';
import { eventCount, theLog } from '../../support/theLog.ts';
import { ask } from '../../support/wire.ts';

const service = await startService();
/** A minute ago, in whole seconds. */
const start = Math.floor(clock() / SECOND) * SECOND - MINUTE;
const text = (at: Instant) => toRfc3339(at);

const begin = async (body: unknown) =>
  await service.ask({
    method: 'POST',
    path: '/v2/shift/',
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
const end = async (id: string, endTime: string) =>
  await service.ask({ method: 'PUT', path: `/v2/shift/${id}/`, body: JSON.stringify({ endTime }) });
const begun = async (workProviderUserId: string, more: object = {}): Promise<Json> => {
  const answer = await begin({ user: { workProviderUserId }, startTime: text(start), ...more });
  assert.equal(answer.status, 201, answer.body);
  return JSON.parse(answer.body);
};

test('the start of a shift is stored as a login, and its end as a logout', async () => {
  const { id, ...times } = await begun('V1');
  assert.deepEqual(times, { startTime: text(start), endTime: null });
  const ended = await end(id, text(start + 30 * SECOND));
  assert.equal(ended.status, 200);
  assert.deepEqual(JSON.parse(ended.body), { id, startTime: text(start), endTime: text(start + 30 * SECOND) });
  await settleEvents(service.database);
  const [shift] = (await getJson(service, '/v1/shifts?driverId=V1')).items;
  assert.deepEqual([shift.from, shift.to, shift.loginEventId], [text(start), text(start + 30 * SECOND), id]);
});

test('a shift with its end is stored as both events, by each of the four names', async () => {
  for (const user of [{ workProviderUserId: 'V2' }, { driverId: 'V2' }, { customerNumber: 'V2' }, { policyId: 'V2' }]) {
    const answer = await begin({ user, startTime: text(start), endTime: text(start + MINUTE) });
    assert.equal(answer.status, 201, answer.body);
  }
  const stored = (await theLog(service.database.pool)).filter(({ identifier }) => identifier === 'V2');
  assert.deepEqual(
    stored.map(({ identifierKind, kind, repeats }) => `${identifierKind} ${kind} ${repeats}`),
    ['driverId login 1', 'driverId logout 1', 'policyId login 1', 'policyId logout 1'],
  );
});

test('the same request again has the same id and stores nothing', async () => {
  const first = await begun('V3');
  assert.deepEqual(await begun('V3'), first);
  for (let n = 0; n < 2; n++) assert.equal((await end(first.id, text(start + MINUTE))).status, 200);
  assert.equal((await theLog(service.database.pool)).filter(({ identifier }) => identifier === 'V3').length, 2);
});

test('a shift that has ended keeps its end, before it is settled too', async () => {
  const { id } = await begun('V4', { endTime: text(start + MINUTE) });
  const refused = await end(id, text(start + 2 * MINUTE));
  assert.equal(refused.status, 400);
  assert.deepEqual(JSON.parse(refused.body), {
    status: 'NOK',
    error: 'INVALID_DATA',
    message: 'the shift cannot be taken as it is',
    detail: { endTime: `the shift ended at ${text(start + MINUTE)}` },
  });
});

const user = { workProviderUserId: 'V5' };
const soon = 'must lie within 30 minutes of now';
const NO_TIME = 'must be an ISO-8601 date and time such as 2026-03-01T08:30:00+00:00';
const REFUSED: [string, () => unknown, Record<string, string>][] = [
  ['nothing', () => ({}), { user: 'driverId or policyId is missing', startTime: 'is missing' }],
  [
    'everything wrong',
    () => ({ user: 7, startTime: 8, endTime: 9 }),
    { user: 'driverId or policyId is missing', startTime: NO_TIME, endTime: NO_TIME },
  ],
  [
    'two names',
    () => ({ user: { driverId: 'a', customerNumber: 'A' }, startTime: text(start) }),
    { user: 'send driverId or customerNumber, not both' },
  ],
  ['long ago', () => ({ user, startTime: text(start - HOUR) }), { startTime: soon }],
  ['far ahead', () => ({ user, startTime: text(start + HOUR) }), { startTime: soon }],
  [
    'no date',
    () => ({ user, startTime: '2026-02-30T08:00:00Z' }),
    { startTime: `${NO_TIME}, not a day or a time that does not exist` },
  ],
  [
    'an end before its start',
    () => ({ user, startTime: text(start), endTime: text(start) }),
    { endTime: 'must come after startTime' },
  ],
  [
    'too long',
    () => ({ user, startTime: text(start), endTime: text(start + 14 * HOUR + 1) }),
    { endTime: 'must come within 14h of startTime' },
  ],
];
for (const [name, body, detail] of REFUSED) {
  test(`${name}: every wrong field is named, and nothing is stored`, async () => {
    const before = await eventCount(service.database.pool);
    const answer = await begin(body());
    assert.equal(answer.status, 400);
    const { status, error, ...rest } = JSON.parse(answer.body);
    assert.deepEqual([status, error, rest.detail], ['NOK', 'INVALID_DATA', detail]);
    assert.equal(await eventCount(service.database.pool), before);
  });
}

test('a body that is not JSON is refused in the same form', async () => {
  const answer = await begin('{');
  assert.deepEqual(JSON.parse(answer.body), {
    status: 'NOK',
    error: 'INVALID_DATA',
    message: 'the body is not valid JSON',
    detail: {},
  });
});

test('the end of a shift of another work provider, of none, or of a logout is 404', async () => {
  const { id } = await begun('V6');
  const other = await providerWithKey(service.database.pool);
  const body = JSON.stringify({ endTime: text(start + MINUTE) });
  const ofAnother = await ask(service.url, {
    method: 'PUT',
    path: `/v2/shift/${id}`,
    headers: { Authorization: other.key },
    body,
  });
  const ofNone = await end('evt_AAAAAAAAAAAAAAAAAAAAAA', text(start + MINUTE));
  assert.deepEqual([ofAnother.status, ofAnother.body], [ofNone.status, ofNone.body]);
  assert.equal(ofNone.status, 404);
  await settleEvents(service.database);
  const logout = (await getJson(service, '/v1/events?driverId=V3&outcome=ended_shift')).items[0];
  assert.equal((await end(logout.id, text(start + MINUTE))).status, 404);
});

test('without a key it is MISSING_AUTH, as everywhere', async () => {
  const none = await ask(service.url, { method: 'POST', path: '/v2/shift/', body: '{}' });
  assert.deepEqual([none.status, JSON.parse(none.body).error], [401, 'MISSING_AUTH']);
});
