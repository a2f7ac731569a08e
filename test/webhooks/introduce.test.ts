import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { after, test } from 'node:test';
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
import { freshDatabase } from '../support/freshDatabase.ts';
import { until } from '../support/reading.ts';
import { type Manner, startReceiver } from '../support/receiver.ts';
import { newInvitation, PASSWORD, signedUpDriver } from '../support/signUps.ts';

const { url, database } = await freshDatabase();
const { pool } = database;
const receiver = await startReceiver();
const silent: Log = { info: () => {}, warn: () => {}, error: () => {} };
const post = openGuardedPost(['127.0.0.1'], 1_000);
const ids = publicIds(await secretNamed(pool, 'ids'));
const parts = { pool, post, writeId: ids.write, schedule: [0, 0, 0], patienceSeconds: 3_600, log: silent };
const start = () =>
  startJobs({ connectionString: url, db: pool, tasks: webHookTasks(parts), log: silent, tidy: async () => {} });
let jobs = start();
after(async () => {
  await jobs.stop();
  await post.close();
});

const outcomes = async (customerNumber: string) =>
  (await introductionsOf(pool, customerNumber)).map(({ outcome }) => outcome);
const driverIds = async (customerNumber: string) =>
  (await linksOfCustomer(pool, customerNumber))
    .filter(({ held }) => held.to === Infinity)
    .map(({ driverId }) => driverId);

/** A driver who signs up with a work provider that is told of it, where the receiver answers so. */
async function signsUp(manner: Manner, at = `${receiver.url}/drivers`) {
  receiver.answers(manner);
  const email = `${randomUUID()}@example.com`;
  const invitation = await newInvitation(pool, email, { introduces: true });
  const secret = makeWebHookSecret();
  await setSignUpHook(pool, invitation.workProvider, at, secret);
  const driver = await signedUpDriver(pool, { email, invitation });
  return { ...driver, invitation, secret };
}

const told = (email: string) => receiver.received.filter(({ body }) => body.includes(email));
const came = async (customerNumber: string, outcome: string) =>
  await until(async () => (await outcomes(customerNumber)).at(-1) === outcome);

test('a work provider is told once who the driver is, signed', async () => {
  const { customerNumber, email, secret } = await signsUp({ tag: 'status', status: 204 });
  await came(customerNumber, 'noted');
  const [received, ...more] = told(email);
  assert.deepEqual(more, []);
  const said = new Webhook(secret).verify(received?.body ?? '', received?.headers as Record<string, string>);
  assert.deepEqual(said, { customerNumber, email, phoneNumber: '+44 7700 900123' });
  assert.match(String(received?.headers['webhook-id']), /^int_/);
});

test('the driver ID that it names is linked too, and one that is somebody else’s never', async () => {
  const named = (workProviderUserId: string) =>
    ({ tag: 'status', status: 200, body: JSON.stringify({ workProviderUserId }) }) as const;
  const first = await signsUp(named('W-1'));
  await came(first.customerNumber, 'linked');
  assert.deepEqual((await driverIds(first.customerNumber)).toSorted(), [first.invitation.driverId, 'W-1'].toSorted());

  const email = `${randomUUID()}@example.com`;
  const second = await signedUpDriver(pool, { email, invitation: { ...first.invitation, email, driverId: 'other' } });
  await came(second.customerNumber, 'taken');
  assert.deepEqual(await driverIds(second.customerNumber), ['other']);
  const audit = await pool.query('select about from audit where action = $1', [
    'was refused a driver ID that belongs to someone else',
  ]);
  assert.match(audit.rows[0]?.about, new RegExp(`driver ID W-1, customer ${second.customerNumber}$`));
});

const NO_ANSWERS: Manner[] = [
  { tag: 'status', status: 500 },
  { tag: 'status', status: 200 },
  { tag: 'status', status: 200, body: 'null' },
  { tag: 'status', status: 200, body: '{"workProviderUserId":7}' },
  { tag: 'status', status: 200, body: `{"workProviderUserId":"${'x'.repeat(256)}"}` },
  { tag: 'status', status: 200, body: '{"workProviderUserId":"a\\u0000b"}' },
  { tag: 'redirect', to: 'http://127.0.0.1:1/' },
  { tag: 'huge' },
  { tag: 'hang up' },
];
for (const manner of NO_ANSWERS) {
  test(`${JSON.stringify(manner).slice(0, 80)} is no answer: it is told again under the same id, then no more`, async () => {
    const { customerNumber, email, invitation } = await signsUp(manner);
    await came(customerNumber, 'no_answer');
    assert.equal(told(email).length, 3);
    assert.equal(new Set(told(email).map(({ headers }) => headers['webhook-id'])).size, 1);
    assert.deepEqual(await driverIds(customerNumber), [invitation.driverId]);
  });
}

test('whoever it does not know can ask once more', async () => {
  const { customerNumber, invitation } = await signsUp({ tag: 'status', status: 404 });
  await came(customerNumber, 'unknown');
  receiver.answers({ tag: 'status', status: 204 });
  const ask = async () => (await introduceAgain(pool, customerNumber, invitation.workProvider)).tag;
  assert.deepEqual((await Promise.all([ask(), ask()])).toSorted(), ['asked', 'not_needed']);
  await came(customerNumber, 'noted');
  assert.deepEqual(await outcomes(customerNumber), ['unknown', 'noted']);
  assert.equal(await ask(), 'not_needed');
});

test('a work provider that was away is told when it is back', async () => {
  const { customerNumber, email } = await signsUp({ tag: 'silence' });
  await until(async () => told(email).length > 0);
  receiver.answers({ tag: 'status', status: 204 });
  await came(customerNumber, 'noted');
});

test('nobody is told any more once the link has ended, the account is closed, or nobody wants to be told', async () => {
  await jobs.stop();
  const leaving = await signsUp({ tag: 'status', status: 204 });
  const closing = await signsUp({ tag: 'status', status: 204 });
  const unwanted = await signsUp({ tag: 'status', status: 204 });
  const [link] = await linksOfCustomer(pool, leaving.customerNumber);
  assert.ok(await endOwnLink(pool, leaving.customerNumber, link?.id ?? 0));
  assert.deepEqual(await closeAccount(pool, closing.who, PASSWORD), { tag: 'done' });
  assert.ok(await endSignUpHook(pool, unwanted.invitation.workProvider));
  jobs = start();
  for (const { customerNumber, email } of [leaving, closing, unwanted]) {
    await came(customerNumber, 'withdrawn');
    assert.deepEqual(told(email), []);
  }
});

test('a driver who ends the link while the work provider thinks is not linked again by its answer', async () => {
  const thinking = createServer(async (request, response) => {
    const { customerNumber } = JSON.parse(await text(request));
    const [link] = await linksOfCustomer(pool, customerNumber);
    await endOwnLink(pool, customerNumber, link?.id ?? 0);
    response.end('{"workProviderUserId":"late"}');
  }).listen(0, '127.0.0.1');
  after(() => thinking.close());
  await once(thinking, 'listening');
  const at = `http://127.0.0.1:${(thinking.address() as AddressInfo).port}`;
  const { customerNumber } = await signsUp({ tag: 'status', status: 204 }, at);
  await came(customerNumber, 'withdrawn');
  assert.deepEqual(await driverIds(customerNumber), []);
});

test('an address that only we could reach is told nothing', async () => {
  const { customerNumber } = await signsUp({ tag: 'status', status: 204 }, 'https://10.0.0.1/drivers');
  await came(customerNumber, 'no_answer');
});

test('whoever did not agree to it is not introduced', async () => {
  const email = `${randomUUID()}@example.com`;
  const invitation = await newInvitation(pool, email);
  await setSignUpHook(pool, invitation.workProvider, `${receiver.url}/drivers`, makeWebHookSecret());
  const { customerNumber } = await signedUpDriver(pool, { email, invitation });
  assert.deepEqual(await outcomes(customerNumber), []);
});
