import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { test } from 'node:test';
import { Webhook } from 'standardwebhooks';
import { closeAccount } from '../../src/accounts/closing.ts';
import { endOwnLink } from '../../src/accounts/linking/customerLinks.ts';
import { introduceAgain } from '../../src/accounts/linking/requestIntroduction.ts';
import { startJobs } from '../../src/jobs/runner.ts';
import type { Log } from '../../src/log.ts';
import { linksOfCustomer } from '../../src/store/customer/links.ts';
import { endSignUpHook, setSignUpHook } from '../../src/store/provider/signUpHooks.ts';
import { publicIds } from '../../src/store/publicIds.ts';
import { makeWebHookSecret, secretNamed } from '../../src/store/secrets.ts';
import { introductionsOf } from '../../src/store/webhook/introductions.ts';
import { openGuardedPost } from '../../src/webhooks/http/guardedPost.ts';
import { webHookTasks } from '../../src/webhooks/tasks.ts';
import { atEnd } from '../support/atEnd.ts';
import { freshDatabase } from '../support/freshDatabase.ts';
import { type AnswerMode, startReceiver } from '../support/receiver.ts';
import { newInvitation, PASSWORD, signedUpDriver } from '../support/signUps.ts';
import { until } from '../support/until.ts';

const { url, database } = await freshDatabase();
const { pool } = database;
const receiver = await startReceiver();
const silent: Log = { info: () => {}, warn: () => {}, error: () => {} };
const post = openGuardedPost(['127.0.0.1:*'], { timeoutMs: 1_000 });
const ids = publicIds(await secretNamed(pool, 'ids'));
const parts = { pool, post, writeId: ids.write, schedule: [0, 0, 0], patienceSeconds: 3_600, log: silent };
const start = () =>
  startJobs({ connectionString: url, db: pool, tasks: webHookTasks(parts), log: silent, tidy: async () => {} });
let jobs = start();
atEnd(async () => {
  await jobs.stop();
  post.close();
});

const outcomes = async (customerNumber: string) =>
  (await introductionsOf(pool, customerNumber)).map(({ outcome }) => outcome);
const driverIds = async (customerNumber: string) =>
  (await linksOfCustomer(pool, customerNumber))
    .filter(({ held }) => held.to === Infinity)
    .map(({ driverId }) => driverId);

/** A driver who signs up and agrees to be introduced to a work provider whose receiver answers so. */
async function signUpWithHook(mode: AnswerMode, at = `${receiver.url}/drivers`) {
  receiver.answerWith(mode);
  const email = `${randomUUID()}@example.com`;
  const invitation = await newInvitation(pool, email, { introduces: true });
  const secret = makeWebHookSecret();
  await setSignUpHook(pool, invitation.workProvider, at, secret);
  const driver = await signedUpDriver(pool, { email, invitation });
  return { ...driver, invitation, secret };
}

const sentAbout = (email: string) => receiver.received.filter(({ body }) => body.includes(email));
const untilOutcome = async (customerNumber: string, outcome: string) =>
  await until(async () => (await outcomes(customerNumber)).at(-1) === outcome);

test('an introduction is sent once, signed, with the contact data of the driver', async () => {
  const { customerNumber, email, secret } = await signUpWithHook({ tag: 'status', status: 204 });
  await untilOutcome(customerNumber, 'noted');
  const [received, ...more] = sentAbout(email);
  assert.deepEqual(more, []);
  const sent = new Webhook(secret).verify(received?.body ?? '', received?.headers as Record<string, string>);
  assert.deepEqual(sent, { customerNumber, email, phoneNumber: '+44 7700 900123' });
  assert.match(String(received?.headers['webhook-id']), /^int_/);
});

test('a driver ID in the answer is linked too, unless it belongs to another customer', async () => {
  const named = (workProviderUserId: string) =>
    ({ tag: 'status', status: 200, body: JSON.stringify({ workProviderUserId }) }) as const;
  const first = await signUpWithHook(named('W-1'));
  await untilOutcome(first.customerNumber, 'linked');
  assert.deepEqual((await driverIds(first.customerNumber)).toSorted(), [first.invitation.driverId, 'W-1'].toSorted());

  const email = `${randomUUID()}@example.com`;
  const second = await signedUpDriver(pool, { email, invitation: { ...first.invitation, email, driverId: 'other' } });
  await untilOutcome(second.customerNumber, 'taken');
  assert.deepEqual(await driverIds(second.customerNumber), ['other']);
  const audit = await pool.query('select about from audit where action = $1', [
    'was refused a driver ID that belongs to someone else',
  ]);
  assert.match(audit.rows[0]?.about, new RegExp(`driver ID W-1, customer ${second.customerNumber}$`));
});

const FAILURES: AnswerMode[] = [
  { tag: 'status', status: 500 },
  { tag: 'status', status: 200 },
  { tag: 'status', status: 200, body: 'null' },
  { tag: 'status', status: 200, body: '{"workProviderUserId":7}' },
  { tag: 'status', status: 200, body: `{"workProviderUserId":"${'x'.repeat(256)}"}` },
  { tag: 'status', status: 200, body: '{"workProviderUserId":"a\\u0000b"}' },
  { tag: 'redirect', to: 'http://127.0.0.1:1/' },
  { tag: 'endless' },
  { tag: 'hang up' },
];
for (const mode of FAILURES) {
  test(`${JSON.stringify(mode).slice(0, 80)} is a failure: it is sent again under the same id, as often as the schedule says`, async () => {
    const { customerNumber, email, invitation } = await signUpWithHook(mode);
    await untilOutcome(customerNumber, 'no_answer');
    assert.equal(sentAbout(email).length, 3);
    assert.equal(new Set(sentAbout(email).map(({ headers }) => headers['webhook-id'])).size, 1);
    assert.deepEqual(await driverIds(customerNumber), [invitation.driverId]);
  });
}

test('a driver whom the work provider does not know can ask for another introduction', async () => {
  const { customerNumber, invitation } = await signUpWithHook({ tag: 'status', status: 404 });
  await untilOutcome(customerNumber, 'unknown');
  receiver.answerWith({ tag: 'status', status: 204 });
  const ask = async () => (await introduceAgain(pool, customerNumber, invitation.workProvider)).tag;
  assert.deepEqual((await Promise.all([ask(), ask()])).toSorted(), ['asked', 'not_needed']);
  await untilOutcome(customerNumber, 'noted');
  assert.deepEqual(await outcomes(customerNumber), ['unknown', 'noted']);
  assert.equal(await ask(), 'not_needed');
});

test('an introduction that failed is sent again when the receiver is back', async () => {
  const { customerNumber, email } = await signUpWithHook({ tag: 'no answer' });
  await until(async () => sentAbout(email).length > 0);
  receiver.answerWith({ tag: 'status', status: 204 });
  await untilOutcome(customerNumber, 'noted');
});

test('nothing is sent once the link has ended, the account is closed, or the hook is removed', async () => {
  await jobs.stop();
  const leaving = await signUpWithHook({ tag: 'status', status: 204 });
  const closing = await signUpWithHook({ tag: 'status', status: 204 });
  const hookless = await signUpWithHook({ tag: 'status', status: 204 });
  const [link] = await linksOfCustomer(pool, leaving.customerNumber);
  assert.ok(await endOwnLink(pool, leaving.customerNumber, link?.id ?? 0));
  assert.deepEqual(await closeAccount(pool, closing.who, PASSWORD), { tag: 'done' });
  assert.ok(await endSignUpHook(pool, hookless.invitation.workProvider));
  jobs = start();
  for (const { customerNumber, email } of [leaving, closing, hookless]) {
    await untilOutcome(customerNumber, 'withdrawn');
    assert.deepEqual(sentAbout(email), []);
  }
});

test('an answer that comes after the driver ended the link does not link the driver again', async () => {
  const slow = createServer(async (request, response) => {
    const { customerNumber } = JSON.parse(await text(request));
    const [link] = await linksOfCustomer(pool, customerNumber);
    await endOwnLink(pool, customerNumber, link?.id ?? 0);
    response.end('{"workProviderUserId":"late"}');
  }).listen(0, '127.0.0.1');
  atEnd(() => slow.close());
  await once(slow, 'listening');
  const at = `http://127.0.0.1:${(slow.address() as AddressInfo).port}`;
  const { customerNumber } = await signUpWithHook({ tag: 'status', status: 204 }, at);
  await untilOutcome(customerNumber, 'withdrawn');
  assert.deepEqual(await driverIds(customerNumber), []);
});

test('nothing is sent to an address on our own network', async () => {
  const { customerNumber } = await signUpWithHook({ tag: 'status', status: 204 }, 'https://10.0.0.1/drivers');
  await untilOutcome(customerNumber, 'no_answer');
});

test('a driver who did not agree to it is not introduced', async () => {
  const email = `${randomUUID()}@example.com`;
  const invitation = await newInvitation(pool, email);
  await setSignUpHook(pool, invitation.workProvider, `${receiver.url}/drivers`, makeWebHookSecret());
  const { customerNumber } = await signedUpDriver(pool, { email, invitation });
  assert.deepEqual(await outcomes(customerNumber), []);
});
