import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { startJobs } from '../../src/jobs/runner.ts';
import type { Log } from '../../src/log.ts';
import { newestAudit } from '../../src/store/audit.ts';
import { publicIds } from '../../src/store/publicIds.ts';
import { makeWebHookSecret, secretNamed } from '../../src/store/secrets.ts';
import {
  type Attempt,
  addTestDelivery,
  attemptsOf,
  type Delivery,
  deliveryOf,
} from '../../src/store/webhook/deliveries.ts';
import { dueDelivery, markDeliveryFailed } from '../../src/store/webhook/dueDeliveries.ts';
import { addEndpoint, changeEndpoint, endpointOf, resumeEndpoint } from '../../src/store/webhook/endpoints.ts';
import { TESTED } from '../../src/store/webhook/notices.ts';
import { openGuardedPost } from '../../src/webhooks/http/guardedPost.ts';
import { delayMs, SCHEDULE } from '../../src/webhooks/schedule.ts';
import { webHookTasks } from '../../src/webhooks/tasks.ts';
import { atEnd } from '../support/atEnd.ts';
import { freshDatabase } from '../support/freshDatabase.ts';
import { providerWithKey } from '../support/provider.ts';
import { type AnswerMode, type Receiver, startReceiver } from '../support/receiver.ts';
import { until } from '../support/until.ts';

const { url, database } = await freshDatabase();
const { pool } = database;
const provider = await providerWithKey(pool);
const receiver = await startReceiver();
const warnings: { message: string; about: object }[] = [];
const write = (about: object, message: string) => void warnings.push({ message, about });
const log: Log = { info: () => {}, warn: write, error: write };
const post = openGuardedPost(['127.0.0.1:*'], { timeoutMs: 1_000, showsPrivateAnswers: true });
const ids = publicIds(await secretNamed(pool, 'ids'));
const PATIENCE_SECONDS = 3_600;
const parts = { pool, post, writeId: ids.write, schedule: [0, 0, 0], patienceSeconds: PATIENCE_SECONDS, log };
const jobs = startJobs({ connectionString: url, db: pool, tasks: webHookTasks(parts), log, tidy: async () => {} });
atEnd(async () => {
  await jobs.stop();
  post.close();
});

async function newEndpoint(at: Receiver, email: string | null = null): Promise<number> {
  const input = { url: `${at.url}/hooks`, description: '', email, types: [] };
  return (await addEndpoint(pool, provider.id, input, makeWebHookSecret())).id;
}

/** Sends the endpoint a test notice. Returns the attempts once the delivery is in the state. */
async function deliverTest(endpoint: number, state: Delivery['state']): Promise<Attempt[]> {
  const id = await addTestDelivery(pool, provider.id, endpoint, TESTED);
  const stateNow = async () => (await deliveryOf(pool, provider.id, id))?.state;
  await until(
    async () => (await stateNow()) === state,
    async () => `the delivery was ${await stateNow()}, not ${state},`,
  );
  return await attemptsOf(pool, provider.id, id);
}

const FAILURES: [AnswerMode, status: number | null, error: RegExp][] = [
  [{ tag: 'status', status: 500 }, 500, /^the answer was 500$/],
  [{ tag: 'status', status: 404 }, 404, /^the answer was 404$/],
  [{ tag: 'redirect', to: 'http://127.0.0.1:1/' }, 307, /^the answer was 307, and redirects are not followed$/],
  [{ tag: 'truncated' }, null, /cut off/],
  [{ tag: 'hang up' }, null, /cut off/],
  [{ tag: 'not http' }, null, /not HTTP/],
  [{ tag: 'no answer' }, null, /no whole answer within 1 s/],
];
void suite('receivers that fail', { concurrency: true }, () => {
  for (const [mode, status, error] of FAILURES) {
    test(`a receiver that answers ${JSON.stringify(mode)} gets the attempts of the schedule, and no more`, async () => {
      const failing = await startReceiver();
      failing.answerWith(mode);
      const endpoint = await newEndpoint(failing);
      const attempts = await deliverTest(endpoint, 'failed');
      assert.deepEqual([attempts.length, failing.received.length], [parts.schedule.length, parts.schedule.length]);
      for (const attempt of attempts) {
        assert.equal(attempt.status, status);
        assert.match(attempt.error ?? '', error);
      }
      assert.notEqual((await endpointOf(pool, provider.id, endpoint))?.failingSince, null);
    });
  }
});

test('of two attempts at once the one that is delivered counts, also when the other fails later', async () => {
  const slow = await startReceiver();
  const endpoint = await newEndpoint(slow);
  await deliverTest(endpoint, 'delivered');
  slow.answerWith({ tag: 'no answer' });
  const id = await addTestDelivery(pool, provider.id, endpoint, TESTED);
  await slow.until(2);
  const due = (await dueDelivery(pool, id)) ?? assert.fail('it waits');
  slow.answerWith({ tag: 'status', status: 204 });
  await webHookTasks(parts).deliver_notice({ delivery: id });
  await until(async () => (await attemptsOf(pool, provider.id, id)).length === 2);
  await markDeliveryFailed(pool, due);
  const { state, nextAttemptAt } = (await deliveryOf(pool, provider.id, id)) ?? assert.fail('it is there');
  assert.deepEqual([state, nextAttemptAt], ['delivered', null]);
  const [webHookId, again] = slow.received.slice(1).map(({ headers }) => headers['webhook-id']);
  assert.equal(again, webHookId);
});

test('an endless answer counts by its status, and its beginning is recorded', async () => {
  receiver.answerWith({ tag: 'endless' });
  const [attempt] = await deliverTest(await newEndpoint(receiver), 'delivered');
  assert.deepEqual([attempt?.status, attempt?.answer?.length, attempt?.error], [200, 1_024, null]);
});

test('the beginning of an answer is recorded as text', async () => {
  const answering = await startReceiver();
  answering.answerWith({ tag: 'status', status: 500, body: `no\0${'x'.repeat(2_000)}` });
  const [attempt] = await deliverTest(await newEndpoint(answering), 'failed');
  assert.equal(attempt?.answer, `no\uFFFD${'x'.repeat(1_021)}`);
});

test('nothing but challenges is sent to an endpoint before it echoes one, and few of them, however much waits', async () => {
  const stranger = await startReceiver();
  stranger.answerWith({ tag: 'status', status: 200, body: '{"challenge":"other","secret":"of a stranger"}' });
  stranger.echoChallenges(false);
  const endpoint = await newEndpoint(stranger);
  const waiting = Array.from({ length: 10 }, () => deliverTest(endpoint, 'delivered'));
  const timePasses = async () =>
    await pool.query(
      `update endpoint set (challenged_at, failing_since) = row(challenged_at - interval '6 seconds', failing_since - interval '6 seconds')
       where id = $1`,
      [endpoint],
    );
  const [first] = await stranger.until(1);
  const { type, data } = JSON.parse(first?.body ?? '');
  assert.deepEqual([type, data.endpointId], ['endpoint.challenge', ids.write('endpoint', provider.id, endpoint)]);
  const postponedOrAttempted = `select id from delivery d where endpoint_id = $1 and (next_attempt_at > clock_timestamp()
    or exists (select from delivery_attempt where delivery_id = d.id))`;
  const seen = new Set<number>();
  await until(async () => {
    for (const { id } of (await pool.query<{ id: number }>(postponedOrAttempted, [endpoint])).rows) seen.add(id);
    return seen.size === waiting.length;
  });
  await timePasses();
  await stranger.until(2);
  assert.ok(stranger.received.every(({ body }) => body.includes('endpoint.challenge')));
  const { rows } = await pool.query<Attempt>(
    `select a.status, a.answer, a.error from delivery_attempt a join delivery d on d.id = a.delivery_id
     where d.endpoint_id = $1`,
    [endpoint],
  );
  assert.ok(rows.length > 0 && rows.length < 5, `${rows.length} attempts`);
  for (const { status, answer, error } of rows) {
    assert.deepEqual([status, answer], [null, null]);
    assert.match(error ?? '', /did not echo the challenge/);
  }
  stranger.echoChallenges(true);
  await timePasses();
  await Promise.all(waiting);
  assert.notEqual((await endpointOf(pool, provider.id, endpoint))?.provenAt, null);
  const input = { url: `${stranger.url}/elsewhere`, description: '', email: null, types: [] };
  assert.equal((await changeEndpoint(pool, provider.id, endpoint, input))?.provenAt, null);
});

test('an endpoint that has failed for too long is paused, and operators and owner are notified', async () => {
  receiver.answerWith({ tag: 'status', status: 503 });
  const endpoint = await newEndpoint(receiver, 'oncall@example.com');
  await deliverTest(endpoint, 'failed');
  await pool.query(`update endpoint set failing_since = failing_since - interval '2 hours' where id = $1`, [endpoint]);
  await deliverTest(endpoint, 'held');
  const paused = await endpointOf(pool, provider.id, endpoint);
  assert.equal(paused?.pausedBecause, 'failing');
  assert.deepEqual(warnings.find(({ message }) => message === 'an endpoint is paused')?.about, {
    endpoint: ids.write('endpoint', provider.id, endpoint),
    workProvider: provider.id,
    because: 'failing',
  });
  assert.equal((await newestAudit(pool, 1))[0]?.action, 'paused an endpoint');
  const { rows } = await pool.query(
    `select payload from graphile_worker._private_jobs where payload->>'mail' = 'endpoint_paused'`,
  );
  assert.deepEqual(rows, [{ payload: { mail: 'endpoint_paused', endpoint } }]);

  receiver.answerWith({ tag: 'status', status: 200 });
  assert.equal(await resumeEndpoint(pool, provider.id, endpoint), 1);
  const own = ids.write('endpoint', provider.id, endpoint);
  await receiver.until(parts.schedule.length + 2, ({ body }) => body.includes(own));
  await deliverTest(endpoint, 'delivered');
  assert.equal((await endpointOf(pool, provider.id, endpoint))?.failingSince, null);
});

test('an endpoint that does not answer does not delay the deliveries to another', async () => {
  const slow = await newEndpoint(receiver);
  receiver.answerWith({ tag: 'no answer' });
  const waiting = Array.from({ length: 12 }, () => deliverTest(slow, 'failed'));
  const before = receiver.received.length;
  await receiver.until(before + 2);
  const other = await newEndpoint(await startReceiver());
  await deliverTest(other, 'delivered');
  assert.ok(receiver.received.length - before < 12, 'most deliveries to the slow endpoint are still to be made');
  receiver.answerWith({ tag: 'status', status: 500 });
  await Promise.all(waiting);
});

test('the schedule takes about a day, and a random share lengthens each delay', () => {
  const total = SCHEDULE.reduce((sum, seconds) => sum + seconds, 0) / 3600;
  assert.ok(total > 20 && total < 28, `${total} h`);
  assert.equal(delayMs([0, 5], 1, 0), 5_000);
  assert.equal(delayMs([0, 5], 1, 1), 6_000);
  assert.equal(delayMs([0, 5], 2, 0), undefined);
});

test('a runner is marked as alive while it lives', async () => {
  const marked = `select from pg_locks join pg_database d on d.oid = database
                  where datname = current_database() and locktype = 'advisory' and objsubid = 2 and granted`;
  await until(async () => (await pool.query(marked)).rowCount === 1);
});
