import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SENT_TYPES } from '../../../src/api/wire/notice.ts';
import { clock, HOUR, MINUTE, toRfc3339 } from '../../../src/core/time/instant.ts';
import { addCustomer } from '../../../src/store/customer/customers.ts';
import { addDispute } from '../../../src/store/customer/disputes.ts';
import { addLink } from '../../../src/store/customer/links.ts';
import { addMerge } from '../../../src/store/customer/merges.ts';
import { optOut, resumeCustomer, suspendCustomer } from '../../../src/store/customer/suspensions.ts';
import { operationsOf, readDocument } from '../../support/document.ts';
import { providerWithKey } from '../../support/provider.ts';
import { type Json, settleEvents } from '../../support/reading.ts';
import { serviceWithReceiver } from '../../support/serviceWithReceiver.ts';
import { until } from '../../support/until.ts';
import { ask, type WireAnswer } from '../../support/wire.ts';

/**
 * Two work providers send the same requests, one about a customer who has nothing to do with it, one about a number that
 * nobody has. Meanwhile much happens to the customer. All that either may read must be the same.
 */
const service = await serviceWithReceiver();
const { pool } = service.database;
const [REAL, MADE_UP] = ['REAL2', 'MADE2'];
const other = await providerWithKey(pool);
for (const number of [REAL, 'REAL3'])
  await addCustomer(pool, { number, email: `${number}@example.com`, name: 'Ana', from: -Infinity });
await pool.query('insert into account (customer_number, email_verified_at) values ($1, now())', [REAL]);
const linkAt = (workProvider: number, customerNumber: string, driverId: string) =>
  addLink(pool, { workProvider, driverId, customerNumber, from: 0 });
await linkAt(other.id, REAL, 'D1');

type Prober = { readonly id: number; readonly key: string; readonly number: string; readonly hook: string };
const probers = await Promise.all(
  [REAL, MADE_UP].map(async (number): Promise<Prober> => {
    const { id, key } = await providerWithKey(pool, { name: `Courier of ${number}` });
    const hook = `/${number}`;
    await service.call(201, 'POST', '/v1/endpoints', { url: `${service.receiver.url}${hook}` }, key);
    return { id, key, number, hook };
  }),
);
const [real, madeUp] = probers as [Prober, Prober];

const NOW = clock();
const ago = (micros: number) => toRfc3339(NOW - micros);
type Asking = readonly [method: string, path: string, body?: object];
type Ids = Readonly<Record<'event' | 'shift' | 'begun' | 'receipt' | 'endpoint' | 'delivery', string>>;

/** What reports make every kind of notice that they can. */
const REPORTS = (policyId: string): Asking[] => [
  ['POST', '/v1/shift/login/', { policyId, timestamp: ago(10 * HOUR) }],
  ['POST', '/v1/shift/logout/', { policyId, timestamp: ago(8 * HOUR) }],
  ['POST', '/v1/batch/login/', [{ policyId, timestamp: ago(50 * HOUR) }]],
  ['POST', '/v1/batch/logout/', [{ customerNumber: policyId, timestamp: ago(80 * HOUR) }]],
  ['POST', '/v1/shift/logout/', { policyId, timestamp: ago(9 * HOUR) }],
  ['POST', '/v1/shift/login/', { policyId, timestamp: ago(HOUR) }],
];

const BEGIN_SHIFT = (customerNumber: string): Asking[] => [
  ['POST', '/v2/shift/', { user: { customerNumber }, startTime: ago(MINUTE) }],
];

/** Every endpoint with a key, and what is asked of it about a number. A new endpoint must be added. */
const QUESTIONS: Readonly<Record<string, (number: string, ids: Ids) => readonly Asking[]>> = {
  reportLogin: REPORTS,
  reportLogout: () => [],
  reportLogins: () => [],
  reportLogouts: () => [],
  previewLogin: (policyId) => [['POST', '/v1/preview/shift/login/', { policyId, timestamp: ago(MINUTE) }]],
  previewLogout: (policyId) => [['POST', '/v1/preview/shift/logout/', { policyId, timestamp: ago(MINUTE) }]],
  previewLogins: (policyId) => [['POST', '/v1/preview/batch/login/', [{ policyId, timestamp: ago(10 * HOUR) }]]],
  previewLogouts: (policyId) => [['POST', '/v1/preview/batch/logout/', [{ policyId, timestamp: ago(90 * HOUR) }]]],
  beginShift: BEGIN_SHIFT,
  endShift: (_, { begun }) => [['PUT', `/v2/shift/${begun}`, { endTime: ago(0) }]],
  sayComplete: () => [['POST', '/v1/complete/', { upTo: ago(HOUR) }]],
  listEvents: (number) => [
    ['GET', '/v1/events'],
    ['GET', `/v1/events?policyId=${number}`],
    ['GET', `/v1/events?customerNumber=${number}&order=oldest`],
    ...['opened_shift', 'no_login_before', 'set_aside'].map(
      (outcome) => ['GET', `/v1/events?outcome=${outcome}`] as const,
    ),
  ],
  getEvent: (_, { event }) => [['GET', `/v1/events/${event}`]],
  listShifts: (number) => [
    ['GET', '/v1/shifts'],
    ['GET', `/v1/shifts?policyId=${number}`],
    ['GET', '/v1/shifts?open=true'],
  ],
  getShift: (_, { shift }) => [['GET', `/v1/shifts/${shift}`]],
  getRequest: (_, { receipt }) => [['GET', `/v1/requests/${receipt}`]],
  reconcile: (policyId) => [
    ['POST', '/v1/reconcile', { from: ago(100 * HOUR), to: ago(0), drivers: [{ policyId, logins: [ago(10 * HOUR)] }] }],
  ],
  getHealthReport: () => [['GET', '/v1/health-report']],
  getDriverStatus: (number) => [
    ['GET', `/v1/user/status/?policyId=${number}`],
    ['GET', `/v1/user/status/?customerNumber=${number}`],
    ['GET', '/v1/user/status/?driverId=D1'],
  ],
  reportMatch: (customerNumber) => [
    ['POST', '/v1/match/', { customerNumber, success: true }],
    ['POST', '/v1/match/', { customerNumber, success: false }],
  ],
  // The contract has it answer whether a number exists: docs/decisions/0020-what-is-learned-of-numbers.md.
  validateCustomerNumber: () => [],
  listDisputes: () => [['GET', '/v1/disputes?open=true']],
  listEndpoints: () => [['GET', '/v1/endpoints']],
  getEndpoint: (_, { endpoint }) => [['GET', `/v1/endpoints/${endpoint}`]],
  changeEndpoint: (_, { endpoint }) => [['PATCH', `/v1/endpoints/${endpoint}`, { description: 'ours' }]],
  addEndpoint: () => [['POST', '/v1/endpoints', { url: 'https://hooks.example.com/two', types: ['link.created'] }]],
  testEndpoint: (_, { endpoint }) => [['POST', `/v1/endpoints/${endpoint}/test`]],
  replayEndpoint: (_, { endpoint }) => [['POST', `/v1/endpoints/${endpoint}/replay`, { since: ago(HOUR) }]],
  listDeliveries: () => [
    ['GET', '/v1/deliveries?limit=500'],
    ...SENT_TYPES.map((type) => ['GET', `/v1/deliveries?type=${type}`] as const),
  ],
  getDelivery: (_, { delivery }) => [['GET', `/v1/deliveries/${delivery}`]],
  replayDelivery: (_, { delivery }) => [['POST', `/v1/deliveries/${delivery}/replay`]],
  rotateSecret: (_, { endpoint }) => [['POST', `/v1/endpoints/${endpoint}/rotate-secret`]],
  removeEndpoint: (_, { endpoint }) => [['DELETE', `/v1/endpoints/${endpoint}`]],
};

async function send({ key }: Prober, [method, path, body]: Asking): Promise<WireAnswer> {
  const sent = body === undefined ? {} : { body: JSON.stringify(body) };
  return await ask(service.url, { method, path, headers: { Authorization: key }, ...sent });
}

/** Members that hold how long something took, which differs between any two requests. */
const DURATIONS = /"(receivedAfterSeconds|durationMs|p50|p90|p99|max)":[\d.]+/g;
const KNOWN_INSTANTS = new Set(
  [0, MINUTE, HOUR, 8 * HOUR, 9 * HOUR, 10 * HOUR, 50 * HOUR, 80 * HOUR, 90 * HOUR, 100 * HOUR].map(ago),
);

/** A text without what differs between any two requests: the numbers, ids and the instants at which they were made. */
function withoutIds(text: string, { number, hook }: Prober): string {
  return text
    .replaceAll(hook, '/HOOK')
    .replaceAll(number, 'NUMBER')
    .replaceAll(/\b(evt|shf|end|msg|dlv|whsec|int)_[\w+/=-]+/g, '$1_ID')
    .replaceAll(/[\da-f]{8}-[\da-f]{4}-[\da-f-]{22}/g, 'UUID')
    .replaceAll(/"next":"[^"]+"/g, '"next":"CURSOR"')
    .replaceAll(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, (instant) => (KNOWN_INSTANTS.has(instant) ? instant : 'INSTANT'))
    .replaceAll(DURATIONS, '"$1":0');
}

const VARIES = ['date', 'request-id', 'content-length', 'ratelimit-reset', 'location'];

function readable({ status, headers, body }: WireAnswer, prober: Prober): object {
  const kept = [...headers].filter(([name]) => !VARIES.includes(name));
  return { status, headers: kept, body: withoutIds(body, prober) };
}

async function answersAreTheSame(askings: (prober: Prober) => readonly Asking[]): Promise<void> {
  const [ofReal, ofMadeUp] = [askings(real), askings(madeUp)];
  for (const [index, asking] of ofReal.entries()) {
    const answers = [await send(real, asking), await send(madeUp, ofMadeUp[index] as Asking)] as const;
    const [toReal, toNobodys] = [readable(answers[0], real), readable(answers[1], madeUp)];
    assert.deepEqual(toReal, toNobodys, `${asking[0]} ${asking[1]}`);
    assert.ok(answers[0].status < 300 || asking[1].includes('/user/status'), `${asking[1]}: ${answers[0].body}`);
  }
}

/** What an operator, the customer and other work providers do with the customer: nothing of it is the prober's to know. */
async function muchHappensToTheCustomer(): Promise<void> {
  await suspendCustomer(pool, REAL, NOW - HOUR / 2, 'unpaid');
  await resumeCustomer(pool, REAL, NOW - HOUR / 4);
  await optOut(pool, REAL, real.id, NOW - HOUR / 8);
  const period = { from: NOW - 10 * HOUR, to: NOW - 9 * HOUR };
  const about = { workProvider: real.id, identifierKind: 'policyId', identifier: REAL, about: period } as const;
  await addDispute(pool, {
    ...about,
    customerNumber: REAL,
    claim: 'at_work',
    claimed: period,
    note: '',
    shared: true,
  });
  await addMerge(pool, { from: REAL, into: 'REAL3' }, { by: 'a test', why: 'a test' });
  await linkAt(other.id, 'REAL3', 'D2');
}

const JOBS_DUE = `select 1 from graphile_worker._private_jobs j join graphile_worker._private_tasks t on t.id = j.task_id
  where j.run_at <= now() and t.identifier in ('deliver_notice', 'recheck_customer', 'recheck_shift', 'mail_reported')`;

async function allIsSettledAndSent(): Promise<void> {
  await settleEvents(service.database);
  await until(async () => (await pool.query(JOBS_DUE)).rowCount === 0);
}

async function noticesOf(prober: Prober): Promise<string[]> {
  await allIsSettledAndSent();
  const own = service.receiver.received.filter(({ path }) => path === prober.hook);
  return own.map(({ body }) => withoutIds(body, prober)).toSorted();
}

async function idsOf(prober: Prober): Promise<Ids> {
  const first = async (path: string): Promise<Json> => JSON.parse((await send(prober, ['GET', path])).body).items[0];
  const [event, shift] = [await first('/v1/events'), await first('/v1/shifts')];
  const [endpoint, delivery] = [await first('/v1/endpoints'), await first('/v1/deliveries')];
  const begun = JSON.parse((await send(prober, BEGIN_SHIFT(prober.number)[0] as Asking)).body);
  return {
    event: event.id,
    shift: shift.id,
    begun: begun.id,
    receipt: event.receipt,
    endpoint: endpoint.id,
    delivery: delivery.id,
  };
}

test('every endpoint with a key is asked about numbers', async () => {
  const operations = operationsOf(await readDocument(service.url)).filter(({ needsKey }) => needsKey);
  assert.deepEqual(operations.map(({ id }) => id).toSorted(), Object.keys(QUESTIONS).toSorted());
});

test('a work provider cannot tell the number of a stranger from one that nobody has: answers, notices, reports', async () => {
  for (const index of REPORTS('').keys()) {
    await answersAreTheSame(({ number }) => REPORTS(number).slice(index, index + 1));
    await allIsSettledAndSent();
  }
  await muchHappensToTheCustomer();
  const notices = await noticesOf(real);
  assert.deepEqual(notices, await noticesOf(madeUp));
  const types = new Set(notices.map((each): string => JSON.parse(each).type));
  assert.deepEqual([...types].toSorted(), ['event.unmatched', 'shift.amended', 'shift.ended', 'shift.started']);

  const [realIds, madeUpIds] = [await idsOf(real), await idsOf(madeUp)];
  const idsBy = (prober: Prober) => (prober === real ? realIds : madeUpIds);
  for (const question of Object.values(QUESTIONS)) {
    if (question === REPORTS) continue;
    await answersAreTheSame((prober) => question(prober.number, idsBy(prober)));
    await allIsSettledAndSent();
  }
  assert.deepEqual(await noticesOf(real), await noticesOf(madeUp));
});
