import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import type { Actor } from '../../src/core/actor.ts';
import { clock, HOUR, instantOf } from '../../src/core/time/instant.ts';
import { addCustomer, resumeCustomer, suspendCustomer } from '../../src/operations/customers.ts';
import { addLink, endLink } from '../../src/operations/links.ts';
import { mergeCustomers, unmergeCustomers } from '../../src/operations/merges.ts';
import { coverAt } from '../../src/queries/cover/coverAt.ts';
import { readMyCover } from '../../src/queries/driver/myCover.ts';
import { readMyData } from '../../src/queries/driver/myData.ts';
import { settleAll } from '../../src/settle/settleAll.ts';
import { auditOfCustomer } from '../../src/store/audit.ts';
import { setPasswordOf } from '../../src/store/customer/accounts.ts';
import { holderOf } from '../../src/store/customer/links.ts';
import { newestEvents } from '../../src/store/log/newestEvents.ts';
import { startService } from '../support/service.ts';

const service = await startService();
const { pool } = service.database;
const workProvider = service.provider;
const ANA: Actor = { tag: 'operator', name: 'ana' };
const DAY = '2026-03-02';

async function newCustomer(number: string): Promise<void> {
  const email = `${number.toLowerCase()}@example.com`;
  const added = await addCustomer(pool, ANA, { email, number, from: instantOf('2026-01-01T00:00Z') });
  assert.equal(added.tag, 'added');
  await setPasswordOf(pool, number, 'none');
}

async function send(kind: 'login' | 'logout', time: string, driver: object): Promise<void> {
  const body = JSON.stringify([{ ...driver, timestamp: `${DAY}T${time}Z` }]);
  assert.equal((await service.ask({ method: 'POST', path: `/v1/batch/${kind}`, body })).status, 202);
}

/** Driver ID `one` of the first customer worked from 8 to 10, the second was reported by number from 14 to 16. */
async function twoCustomers(one: string, other: string): Promise<void> {
  await newCustomer(one);
  await newCustomer(other);
  const from = instantOf('2026-01-01T00:00Z');
  await addLink(pool, ANA, { workProvider, driverId: one, customerNumber: one, from });
  await send('login', '08:00', { driverId: one });
  await send('logout', '10:00', { driverId: one });
  await send('login', '14:00', { policyId: other });
  await send('logout', '16:00', { policyId: other });
  await settleAll(pool, () => assert.fail('set aside'));
}

async function covered(customerNumber: string, time: string, knownAt = Infinity): Promise<string> {
  const question = { customerNumber, at: instantOf(`${DAY}T${time}Z`), knownAt, now: clock() };
  return (await coverAt(pool, question)).answer.tag;
}

async function everyAnswer(knownAt = Infinity, ...numbers: string[]): Promise<string> {
  const tags = numbers.flatMap((number) => ['09:00', '15:00'].map((time) => covered(number, time, knownAt)));
  return (await Promise.all(tags)).map((tag) => (tag === 'covered' ? 'y' : 'n')).join('');
}

const WEEK = { year: 2026, week: 10 };

async function coveredInWeek(customerNumber: string) {
  const own = await readMyCover(pool, { customerNumber, now: clock(), timeZone: undefined, week: WEEK });
  return own.week.days.flatMap((day) => day.cover);
}

void suite('merged customers', { concurrency: 2 }, () => {
  test('both numbers have the cover of both from the merge on, as known before it each its own; until it is taken back', async () => {
    await twoCustomers('KNOWN1', 'KNOWN2');
    const before = clock();
    assert.equal(await everyAnswer(Infinity, 'KNOWN1', 'KNOWN2'), 'ynny');
    const numbers = { from: 'KNOWN1', into: 'KNOWN2', why: 'signed up twice' };
    assert.equal((await mergeCustomers(pool, ANA, numbers)).tag, 'merged');
    const merged = clock();
    for (const again of [numbers, { from: 'KNOWN2', into: 'KNOWN1', why: 'again' }])
      assert.equal((await mergeCustomers(pool, ANA, again)).tag, 'merged_already');
    assert.equal(await everyAnswer(Infinity, 'KNOWN1', 'KNOWN2'), 'yyyy');
    assert.equal(await everyAnswer(before, 'KNOWN1', 'KNOWN2'), 'ynny');
    const question = { customerNumber: 'KNOWN2', at: instantOf(`${DAY}T09:00Z`), knownAt: Infinity, now: clock() };
    const [change] = (await coverAt(pool, question)).changedSince.filter(({ kind }) => kind === 'merge');
    assert.partialDeepStrictEqual(change?.fact, { by: 'operator ana', why: 'signed up twice' });

    assert.equal((await unmergeCustomers(pool, ANA, { ...numbers, why: 'brothers' })).tag, 'unmerged');
    assert.equal((await unmergeCustomers(pool, ANA, { ...numbers, why: 'brothers' })).tag, 'not_merged');
    assert.equal(await everyAnswer(Infinity, 'KNOWN1', 'KNOWN2'), 'ynny');
    assert.equal(await everyAnswer(merged, 'KNOWN1', 'KNOWN2'), 'yyyy');
    for (const number of ['KNOWN1', 'KNOWN2']) {
      const actions = (await auditOfCustomer(pool, number)).map(({ action }) => action);
      assert.deepEqual(actions.slice(-2), ['merged two customers', 'took the merge of two customers back']);
    }
    assert.equal((await mergeCustomers(pool, ANA, numbers)).tag, 'merged');
  });

  test('every reader of either number finds the history of both', async () => {
    await twoCustomers('READ1', 'READ2');
    await newCustomer('READ3');
    await mergeCustomers(pool, ANA, { from: 'READ1', into: 'READ2', why: 'one person' });
    await mergeCustomers(pool, ANA, { from: 'READ3', into: 'READ1', why: 'one person' });
    for (const customerNumber of ['READ1', 'READ2', 'READ3']) {
      const cover = await readMyCover(pool, { customerNumber, now: clock(), timeZone: undefined, week: WEEK });
      assert.deepEqual([cover.links.length, cover.byNumber.length], [1, 1], customerNumber);
      assert.equal((await coveredInWeek(customerNumber)).length, 2, customerNumber);
      const data = await readMyData(pool, customerNumber, clock());
      assert.deepEqual([data.events.length, data.shifts.length, data.links.length], [4, 2, 1], customerNumber);
      assert.equal((await newestEvents(pool, { customerNumber, limit: 10 })).length, 4, customerNumber);
      const holder = await holderOf(pool, { workProvider: workProvider.id, driverId: 'READ1' }, customerNumber);
      assert.equal(holder?.isTheirs, true);
      for (const email of ['read1@example.com', 'READ2@example.com', 'read3@example.com']) {
        const path = `/v1/validate/customer-number/${customerNumber}?email=${email}`;
        assert.equal((await service.ask({ path })).status, 204, path);
      }
      const status = await service.ask({ path: `/v1/user/status?policyId=${customerNumber}` });
      assert.equal(JSON.parse(status.body).status, 'ENABLED', customerNumber);
    }
    await endLink(pool, ANA, { workProvider, driverId: 'READ1', customerNumber: 'READ3' });
    assert.equal((await readMyData(pool, 'READ2', clock())).links[0]?.held.to === Infinity, false);
  });

  test('a suspension under one number takes the cover of the others, and a merge gives none that neither had', async () => {
    await twoCustomers('SUSP1', 'SUSP2');
    const from = instantOf(`${DAY}T00:00Z`);
    await suspendCustomer(pool, ANA, { customerNumber: 'SUSP1', from, reason: 'unpaid' });
    assert.equal(await everyAnswer(Infinity, 'SUSP1', 'SUSP2'), 'nnny');
    await mergeCustomers(pool, ANA, { from: 'SUSP1', into: 'SUSP2', why: 'one person' });
    assert.equal(await everyAnswer(Infinity, 'SUSP1', 'SUSP2'), 'nnnn');
    assert.equal((await coveredInWeek('SUSP2')).length, 0);
    assert.equal((await resumeCustomer(pool, ANA, { customerNumber: 'SUSP2', at: from + 12 * HOUR })).tag, 'resumed');
    assert.equal(await everyAnswer(Infinity, 'SUSP1', 'SUSP2'), 'nyny');
  });
});
