import assert from 'node:assert/strict';
import { before, suite, test } from 'node:test';
import { shiftPeriod } from '../../src/core/shift/timeline.ts';
import { clock, instantOf, toRfc3339 } from '../../src/core/time/instant.ts';
import { coverAt } from '../../src/queries/cover/coverAt.ts';
import { shiftsOf } from '../../src/queries/driver/shifts.ts';
import { settleAll } from '../../src/settle/settleAll.ts';
import { addCustomer } from '../../src/store/customer/customers.ts';
import { addLink } from '../../src/store/customer/links.ts';
import { freshDatabase } from '../support/freshDatabase.ts';
import { providerWithKey } from '../support/provider.ts';
import type { Json } from '../support/reading.ts';
import { reporting } from '../support/reporting.ts';
import { operatorOf } from '../support/runCommand.ts';

const { url, database } = await freshDatabase();
const { text, json, refused } = operatorOf(url);
let report: (...lines: string[]) => Promise<void>;

const COURIER = 'Courier Ltd';
const DAY = '2026-03-02';
const WHY = ['--reason', 'entered in error'] as const;

const { pool } = database;
const BEGUN = instantOf('2026-01-01T00:00Z');
const workProvider = { id: 0, name: COURIER };

before(async () => {
  workProvider.id = (await providerWithKey(pool, { name: COURIER, timeZone: 'UTC' })).id;
  report = await reporting(pool, COURIER);
});

async function customer(number: string): Promise<void> {
  await addCustomer(pool, { number, email: `${number.toLowerCase()}@example.com`, name: undefined, from: BEGUN });
}

/** A customer linked to the driver ID that is their number in small letters. */
async function linked(number: string): Promise<string> {
  await customer(number);
  const driverId = number.toLowerCase();
  await addLink(pool, { workProvider: workProvider.id, driverId, customerNumber: number, from: BEGUN });
  return driverId;
}

/** By the query of the command, without a process for each question. */
async function covered(number: string, time: string, knownAt = Infinity): Promise<boolean | 'undetermined'> {
  const question = { customerNumber: number, at: instantOf(`${DAY}T${time}Z`), knownAt, now: clock() };
  const { tag } = (await coverAt(pool, question)).answer;
  return tag === 'undetermined' ? tag : tag === 'covered';
}

async function shifts(number: string): Promise<string[]> {
  await settleAll(pool, () => assert.fail('set aside'));
  return (await shiftsOf(pool, number)).shifts.map(({ shift }) => {
    const { from, to } = shiftPeriod(shift);
    return [from, to].map((at) => toRfc3339(at).slice(11, 16)).join('-');
  });
}

void suite('corrections', { concurrency: 3 }, () => {
  test('a preview shows what a void changes and changes nothing; a void is undone', async () => {
    const driver = await linked('UND1');
    await report(`login ${driver} ${DAY}T08:00Z`, `logout ${driver} ${DAY}T10:00Z`, `logout ${driver} ${DAY}T12:00Z`);
    const events: Json[] = await json('events', '--driver', driver);
    const id: string = events.find(({ occurredAt }) => occurredAt === `${DAY}T10:00:00Z`)?.id;
    const preview = await json('void', id, '--preview', ...WHY);
    assert.equal(preview.preview, true);
    assert.deepEqual(
      preview.shifts.map(({ was, is }: Json) => [was.to, is.to]),
      [[`${DAY}T10:00:00Z`, `${DAY}T12:00:00Z`]],
    );
    assert.match(await text('void', id, '--preview', ...WHY), /nothing is changed.*08:00.*12:00/s);
    const asked = await refused('void', id, ...WHY);
    assert.deepEqual(asked, [2, 'look first with --preview; then give --yes to do it'], 'nobody can be asked');
    assert.deepEqual(await shifts('UND1'), ['08:00-10:00']);
    assert.equal(await covered('UND1', '11:00'), 'undetermined', 'two logouts follow one login');
    await text('void', id, '--yes', ...WHY);
    assert.deepEqual(await shifts('UND1'), ['08:00-12:00']);
    assert.equal(await covered('UND1', '11:00'), true);
    await text('void', id, '--undo', '--yes', ...WHY);
    assert.deepEqual(await shifts('UND1'), ['08:00-10:00']);
    assert.deepEqual(await refused('void', id, '--undo', ...WHY), [1, 'none of these events is void']);
  });

  test('all events of a period, or of a receipt, are voided at once', async () => {
    const driver = await linked('PER1');
    await report(
      `login ${driver} 2026-04-01T08:00Z`,
      `logout ${driver} 2026-04-01T09:00Z`,
      `login ${driver} 2026-04-02T08:00Z`,
    );
    const period = ['--provider', COURIER, '--from', '2026-04-01T00:00Z', '--to', '2026-04-02T00:00Z'];
    assert.equal((await json('void', ...period, '--yes', ...WHY)).events.length, 2);
    assert.deepEqual(await shifts('PER1'), ['08:00-22:00']);
    const { rows } = await database.pool.query<{ receipt: string }>(
      "select receipt from event where occurred_at = '2026-04-02T08:00Z'",
    );
    const receipt = rows[0]?.receipt as string;
    const brought = (await json('void', '--receipt', receipt, '--undo', '--yes', ...WHY)).events;
    assert.equal((await json('events', '--receipt', receipt)).length, 3);
    assert.match(brought[0], /^evt_/);
    assert.equal(brought.length, 2, 'the receipt brought all three events, and two were void');
    assert.equal((await json('void', '--receipt', receipt, '--yes', ...WHY)).events.length, 3);
    assert.deepEqual(await shifts('PER1'), []);
  });

  test('which events is said in exactly one way', async () => {
    const receipt = '01890a5d-ac96-774b-bcce-b302099a8057';
    for (const args of [
      [],
      ['1', '--receipt', receipt],
      ['--provider', COURIER, '--from', '2026-04-01T00:00Z'],
      ['--receipt', receipt, '--to', '2026-04-01T00:00Z'],
      ['--provider', COURIER, '--from', '2026-04-02T00:00Z', '--to', '2026-04-01T00:00Z'],
      ['--receipt', 'one'],
    ]) {
      const [code, why] = await refused('void', ...args, ...WHY);
      assert.equal(code, 2, why);
    }
    assert.equal((await refused('void', '--receipt', receipt, ...WHY))[0], 1);
  });

  test('a link that never held gives no cover; what was known before it was taken back still says so', async () => {
    const driver = await linked('LIN1');
    await report(`login ${driver} ${DAY}T08:00Z`, `logout ${driver} ${DAY}T12:00Z`);
    assert.equal(await covered('LIN1', '09:00'), true);
    const before = clock();
    const [link] = await json('link', 'list', '--customer', 'LIN1');
    assert.equal((await json('link', 'void', link.id, ...WHY)).void, true);
    assert.equal(await covered('LIN1', '09:00'), false);
    assert.equal(await covered('LIN1', '09:00', before), true);
    assert.deepEqual(await refused('link', 'void', link.id, ...WHY), [1, `link ${link.id} is void already`]);
    const back = await json('link', 'set', link.id, '--from', `${DAY}T10:00Z`, '--to', 'never', ...WHY);
    assert.deepEqual([back.from, back.to], [`${DAY}T10:00:00Z`, null]);
    assert.equal(await covered('LIN1', '09:00'), false);
    assert.equal(await covered('LIN1', '11:00'), true);
  });

  test('the ends of a link are moved, but not into the time of another', async () => {
    const driver = await linked('MOV1');
    await customer('MOV2');
    const [first] = await json('link', 'list', '--customer', 'MOV1');
    await text('link', 'set', first.id, '--to', `${DAY}T10:00Z`, ...WHY);
    const second = await json(
      'link',
      'add',
      COURIER,
      driver,
      'MOV2',
      '--from',
      `${DAY}T10:00Z`,
      '--to',
      `${DAY}T14:00Z`,
    );
    assert.deepEqual([second.from, second.to], [`${DAY}T10:00:00Z`, `${DAY}T14:00:00Z`]);
    const [code, why] = await refused('link', 'set', first.id, '--to', 'never', ...WHY);
    assert.deepEqual(
      [code, why],
      [1, 'another link holds in some of that time, and a driver ID belongs to one customer at a time'],
    );
    assert.equal((await refused('link', 'set', first.id, '--to', '2025-01-01T00:00Z', ...WHY))[0], 1);
    assert.equal((await refused('link', 'set', first.id, ...WHY))[0], 2);
    assert.equal((await refused('link', 'set', '999999', '--to', 'never', ...WHY))[0], 1);
  });

  test('a suspension, or an opt-out, that was entered in error is taken back', async () => {
    await customer('SUS1');
    await report(`login @SUS1 ${DAY}T08:00Z`, `logout @SUS1 ${DAY}T12:00Z`);
    await text('customer', 'suspend', 'SUS1', '--from', `${DAY}T00:00Z`, '--reason', 'unpaid');
    await text('customer', 'refuse', 'SUS1', COURIER, '--from', `${DAY}T00:00Z`);
    assert.equal(await covered('SUS1', '09:00'), false);
    const [suspension] = await json('customer', 'suspension', 'list', 'SUS1');
    assert.equal(suspension.reason, 'unpaid');
    await text('customer', 'suspension', 'set', suspension.id, '--from', `${DAY}T11:00Z`, ...WHY);
    const [optOut] = await json('customer', 'opt-out', 'list', 'SUS1');
    assert.equal(optOut.workProvider, COURIER);
    await text('customer', 'opt-out', 'void', optOut.id, ...WHY);
    assert.equal(await covered('SUS1', '09:00'), true);
    assert.equal(await covered('SUS1', '11:30'), false);
    await text('customer', 'suspension', 'void', suspension.id, ...WHY);
    assert.equal(await covered('SUS1', '11:30'), true);
    assert.deepEqual(await json('customer', 'suspension', 'list', 'SUS1'), []);
  });

  test('the beginning of a customer is moved, with who and why in the answer', async () => {
    await customer('BEG1');
    await report(`login @BEG1 2025-12-01T08:00Z`, `logout @BEG1 2025-12-01T12:00Z`);
    const ask = ['cover', 'BEG1', '--at', '2025-12-01T09:00Z'] as const;
    assert.deepEqual((await json(...ask)).because, ['not_a_customer_yet']);
    const set = await json(
      'customer',
      'set',
      'BEG1',
      '--name',
      'Bea',
      '--from',
      '2025-11-01T00:00Z',
      '--reason',
      'dated back',
    );
    assert.deepEqual([set.name, set.email, set.from], ['Bea', 'beg1@example.com', '2025-11-01T00:00:00Z']);
    const answer = await json(...ask);
    assert.equal(answer.covered, true);
    const change = answer.changedSince.find(({ kind }: Json) => kind === 'customer');
    assert.match(change?.by ?? '', /^operator /);
    assert.equal(change?.why, 'dated back');
    await customer('BEG2');
    assert.deepEqual(await refused('customer', 'set', 'BEG2', '--email', 'BEG1@example.com', ...WHY), [
      1,
      'BEG1@example.com is the address of customer BEG1 already',
    ]);
    assert.equal((await refused('customer', 'set', 'BEG2', ...WHY))[0], 2);
  });

  test('work for a work provider that has ended gives no cover; open work ends there; its end is taken back', async () => {
    await providerWithKey(pool, { name: 'Ended Ltd', timeZone: 'UTC' });
    const reportEnded = await reporting(database.pool, 'Ended Ltd');
    await customer('END1');
    await reportEnded(`login @END1 ${DAY}T08:00Z`, `logout @END1 ${DAY}T12:00Z`);
    const lasted = async () => (await json('shifts', 'END1')).map(({ to, endedBy }: Json) => `${to} ${endedBy}`);
    assert.equal(await covered('END1', '11:00'), true);
    await text('provider', 'end', 'Ended Ltd', '--at', `${DAY}T10:00Z`, '--reason', 'contract over');
    assert.equal(await covered('END1', '09:00'), true);
    assert.equal(await covered('END1', '11:00'), false);
    assert.deepEqual(await lasted(), [`${DAY}T10:00:00Z limit`]);
    const [listed] = (await json('provider', 'list')).filter(({ name }: Json) => name === 'Ended Ltd');
    assert.equal(listed.endsAt, `${DAY}T10:00:00Z`);
    await text('provider', 'end', 'Ended Ltd', '--at', `${DAY}T11:00Z`, '--reason', 'a later date');
    assert.deepEqual(await lasted(), [`${DAY}T11:00:00Z limit`]);
    await text('provider', 'end', 'Ended Ltd', '--at', 'never', '--reason', 'signed again');
    assert.equal(await covered('END1', '11:00'), true);
    assert.deepEqual(await lasted(), [`${DAY}T12:00:00Z logout`]);
  });
});
