import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Webhook } from 'standardwebhooks';
import { clock, MINUTE, toRfc3339 } from '../../src/core/time/instant.ts';
import { addCustomer } from '../../src/store/customer/customers.ts';
import { addLink } from '../../src/store/customer/links.ts';
import { placeOf, type ReceivedHook } from '../support/receiver.ts';
import { runServer } from '../support/runServer.ts';
import { serviceWithReceiver } from '../support/serviceWithReceiver.ts';

const service = await serviceWithReceiver();
const { receiver, call, addEndpoint, until } = service;
const { pool } = service.database;

/** Verifies as Standard Webhooks says: throws unless one of the signatures is by the secret. */
function verified(secret: string, { headers, body }: ReceivedHook) {
  return new Webhook(secret).verify(body, headers as Record<string, string>) as {
    type: string;
    timestamp: string;
    data: object;
  };
}

const minutesAgo = (minutes: number) => toRfc3339(clock() - minutes * MINUTE);

test('a login and a logout are sent as signed notices with the identifiers that the work provider used', async () => {
  const { id, secret } = await addEndpoint({
    types: ['shift.started', 'shift.ended', 'cover.started', 'link.created'],
  });
  await addCustomer(pool, { number: 'ANA1', email: 'ana@example.com', name: 'Ana', from: -Infinity });
  await addLink(pool, { workProvider: service.provider.id, driverId: '1686', customerNumber: 'ANA1', from: undefined });
  const login = minutesAgo(2);
  const logout = minutesAgo(1);
  await call(202, 'POST', '/v1/shift/login', { driverId: '1686', timestamp: login });
  await call(202, 'POST', '/v1/shift/logout', { driverId: '1686', timestamp: logout });
  const got = (await receiver.until(3)).map((each) => verified(secret, each));
  const of = (type: string) => got.find((each) => each.type === type)?.data as Record<string, unknown>;
  const { from, ...link } = of('link.created');
  assert.deepEqual(link, { driverId: '1686', policyId: 'ANA1', to: null });
  assert.match(String(from), /Z$/);
  const { shiftId, ...started } = of('shift.started');
  assert.match(String(shiftId), /^shf_/);
  const named = { driverId: '1686', policyId: null };
  const { endedAt, endedBy, ...begun } = started;
  assert.deepEqual(begun, { ...named, startedAt: login });
  assert.deepEqual(of('shift.ended'), { shiftId, ...named, startedAt: login, endedAt: logout, endedBy: 'logout' });
  assert.ok(endedAt === null || endedBy === 'logout');
  const page = await until(`/v1/deliveries?endpoint=${id}`, ({ items }) =>
    items.every((each: { state: string }) => each.state === 'delivered'),
  );
  const whole = await call(200, 'GET', `/v1/deliveries/${page.items[0].id}`);
  assert.deepEqual(
    whole.attempts.map((each: { status: number; error: null }) => [each.status, each.error]),
    [[204, null]],
  );
  const sent = receiver.received.find((each) => each.headers['webhook-id'] === whole.noticeId);
  assert.deepEqual(JSON.parse(sent?.body ?? ''), whole.notice);
  await call(204, 'DELETE', `/v1/endpoints/${id}`);
});

test('a failed delivery is replayed with the same id and body, and each attempt is recorded with its answer', async () => {
  const { id, secret } = await addEndpoint();
  receiver.answerWith({ tag: 'status', status: 500, body: `no\0${'x'.repeat(2_000)}` });
  const { deliveryId } = await call(202, 'POST', `/v1/endpoints/${id}/test`);
  const ofEndpoint = (each: ReceivedHook) => each.body.includes(id);
  await receiver.until(1, ofEndpoint);
  await until(`/v1/deliveries/${deliveryId}`, ({ attemptsMade, nextAttemptAt }) => attemptsMade === 1 && nextAttemptAt);
  receiver.answerWith({ tag: 'status', status: 200 });
  await call(202, 'POST', `/v1/deliveries/${deliveryId}/replay`);
  const [first, second] = await receiver.until(2, ofEndpoint);
  assert.equal(first?.headers['webhook-id'], second?.headers['webhook-id']);
  assert.equal(first?.body, second?.body);
  assert.equal(verified(secret, second as ReceivedHook).type, 'endpoint.tested');
  const whole = await until(`/v1/deliveries/${deliveryId}`, ({ state }) => state === 'delivered');
  assert.deepEqual(
    whole.attempts.map((each: { status: number; error: string }) => [each.status, each.error]),
    [
      [500, 'the answer was 500'],
      [200, null],
    ],
  );
  assert.equal(whole.attempts[0].answer, '', 'what a place of our own network answers is not shown');
  assert.equal((await call(200, 'GET', `/v1/endpoints/${id}`)).failingSince, null);

  await call(202, 'POST', `/v1/deliveries/${deliveryId}/replay`);
  assert.equal((await receiver.until(3, ofEndpoint))[2]?.headers['webhook-id'], first?.headers['webhook-id']);
  await call(204, 'DELETE', `/v1/endpoints/${id}`);
});

test('after a rotation both secrets sign until the former one ends', async () => {
  const { id, secret } = await addEndpoint();
  const rotated = await call(200, 'POST', `/v1/endpoints/${id}/rotate-secret`);
  await call(202, 'POST', `/v1/endpoints/${id}/test`);
  const [got] = await receiver.until(1, (each) => each.body.includes(id));
  for (const each of [secret, rotated.secret])
    assert.equal(verified(each, got as ReceivedHook).type, 'endpoint.tested');
  assert.throws(() => verified('whsec_b3RoZXI=', got as ReceivedHook));
  await pool.query(`update endpoint set former_until = now() - interval '1 second' where former_until is not null`);
  await call(202, 'POST', `/v1/endpoints/${id}/test`);
  const [, later] = await receiver.until(2, (each) => each.body.includes(id));
  assert.equal(verified(rotated.secret, later as ReceivedHook).type, 'endpoint.tested');
  assert.throws(() => verified(secret, later as ReceivedHook));
  await call(204, 'DELETE', `/v1/endpoints/${id}`);
});

test('an answer 410 pauses the endpoint; resuming sends what was held, and a replay sends everything since an instant', async () => {
  const { id } = await addEndpoint({ types: ['event.unmatched'] });
  const since = toRfc3339(clock());
  receiver.answerWith({ tag: 'status', status: 410 });
  await call(202, 'POST', '/v1/shift/login', { driverId: 'stranger 1', timestamp: minutesAgo(5) });
  const paused = await until(`/v1/endpoints/${id}`, ({ pausedAt }) => pausedAt !== null);
  assert.equal(paused.pausedBecause, 'gone');
  await call(400, 'POST', `/v1/endpoints/${id}/test`);
  await call(202, 'POST', '/v1/shift/login', { driverId: 'stranger 2', timestamp: minutesAgo(4) });
  await until(`/v1/deliveries?endpoint=${id}&state=held`, ({ items }) => items.length === 2);

  receiver.answerWith({ tag: 'status', status: 200 });
  const resumed = await call(200, 'PATCH', `/v1/endpoints/${id}`, { paused: false });
  assert.deepEqual([resumed.pausedAt, resumed.failingSince], [null, null]);
  await until(`/v1/deliveries?endpoint=${id}&state=delivered`, ({ items }) => items.length === 2);
  const before = receiver.received.length;
  assert.deepEqual(await call(202, 'POST', `/v1/endpoints/${id}/replay`, { since }), { replayed: 2 });
  await receiver.until(before + 2);
  await call(400, 'POST', `/v1/endpoints/${id}/replay`, { since: '2026-02-30T00:00:00Z' });
  await call(204, 'DELETE', `/v1/endpoints/${id}`);
});

test('a delivery under way when the server is killed is made by the next server within seconds', async () => {
  const { id } = await addEndpoint();
  receiver.answerWith({ tag: 'no answer' });
  await call(202, 'POST', `/v1/endpoints/${id}/test`);
  const ofEndpoint = (each: ReceivedHook) => each.body.includes(id);
  await receiver.until(1, ofEndpoint);
  await service.server.kill();
  receiver.answerWith({ tag: 'status', status: 204 });
  const next = await runServer({ DATABASE_URL: service.databaseUrl, WEBHOOK_ALLOW_PRIVATE: placeOf(receiver) });
  const [first, second] = await receiver.until(2, ofEndpoint);
  assert.equal(first?.headers['webhook-id'], second?.headers['webhook-id']);
  await next.stop();
  const { rows } = await pool.query('select state from delivery order by id desc limit 1');
  assert.deepEqual(rows, [{ state: 'delivered' }]);
});
