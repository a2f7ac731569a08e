import assert from 'node:assert/strict';
import { before, suite, test } from 'node:test';
import { accountOf } from '../../../src/store/customer/accounts.ts';
import { contestDriverId } from '../../../src/store/customer/contestedDriverIds.ts';
import { addCustomer } from '../../../src/store/customer/customers.ts';
import { freshDatabase } from '../../support/freshDatabase.ts';
import type { Json } from '../../support/reading.ts';
import { operatorOf } from '../../support/runCommand.ts';

const { url, database } = await freshDatabase();
const { run, text, json, refused } = operatorOf(url);

before(async () => {
  await text('provider', 'add', 'Courier Ltd');
});

void suite('customers and links', { concurrency: 3 }, () => {
  test('a customer gets the number given, or one that is easy to read aloud', async () => {
    assert.deepEqual(
      await json('customer', 'add', '--email', 'given@example.com', '--name', 'Ana Silva', '--number', 'GIVEN1'),
      {
        customerNumber: 'GIVEN1',
        email: 'given@example.com',
        name: 'Ana Silva',
      },
    );
    const made = await json('customer', 'add', '--email', 'made@example.com');
    assert.match(made.customerNumber, /^[A-HJKMNP-Z2-9]{8}$/);
    assert.deepEqual({ ...made, customerNumber: '' }, { customerNumber: '', email: 'made@example.com', name: null });
    assert.match(await text('customer', 'list'), /GIVEN1 +Ana Silva +given@example\.com/);

    assert.deepEqual(await refused('customer', 'add', '--email', 'other@example.com', '--number', 'GIVEN1'), [
      1,
      'customer number GIVEN1 is taken',
    ]);
    const [, taken] = await refused('customer', 'add', '--email', 'Given@Example.com');
    assert.equal(taken, 'Given@Example.com is the address of customer GIVEN1 already');
    assert.equal((await refused('customer', 'add', '--email', 'no address'))[0], 2);
    assert.equal((await refused('customer', 'add', '--email', 'a@b', '--number', 'abc'))[0], 2);
    assert.equal((await refused('customer', 'add'))[0], 2);
  });

  test('a suspension has a reason, ends once, and is in the audit log', async () => {
    await text('customer', 'add', '--email', 'sus@example.com', '--number', 'SUS1');
    assert.deepEqual(await json('customer', 'suspend', 'SUS1', '--reason', 'unpaid', '--from', '2026-01-01T00:00Z'), {
      customerNumber: 'SUS1',
      suspended: true,
      reason: 'unpaid',
    });
    assert.deepEqual(await refused('customer', 'suspend', 'SUS1', '--reason', 'again'), [
      1,
      'SUS1 is suspended already for some of that time',
    ]);
    assert.deepEqual(await json('customer', 'resume', 'SUS1'), { customerNumber: 'SUS1', suspended: false });
    assert.deepEqual(await refused('customer', 'resume', 'SUS1'), [1, 'SUS1 is not suspended']);
    assert.equal((await refused('customer', 'suspend', 'SUS1'))[0], 2);
    assert.equal((await refused('customer', 'suspend', 'NOBODY', '--reason', 'x'))[0], 1);
    const done = await database.pool.query(
      "select action as did from audit where customer_number = 'SUS1' order by id",
    );
    assert.deepEqual(
      done.rows.map((row) => row.did),
      ['added a customer', 'suspended a customer', 'ended the suspension of a customer'],
    );
  });

  test('a customer who closed their account is given neither cover nor links again', async () => {
    await text('customer', 'add', '--email', 'closed@example.com', '--number', 'CLO1');
    await database.pool.query("insert into account (customer_number, closed_at) values ('CLO1', '2026-03-01T12:00Z')");
    const closed = [1, 'CLO1 closed their account on 2026-03-01T12:00:00Z'];
    assert.deepEqual(await refused('link', 'add', 'Courier Ltd', 'closed-1', 'CLO1'), closed);
    assert.deepEqual(await refused('customer', 'resume', 'CLO1'), closed);
  });

  test('two numbers of one person are merged, notified, and taken apart again', async () => {
    for (const number of ['MER1', 'MER2'])
      await addCustomer(database.pool, { number, email: `${number}@example.com`, name: undefined });
    const merge = ['customer', 'merge', 'MER1', 'MER2', '--reason', 'signed up twice'] as const;
    const told = { from: 'MER1', into: 'MER2', merged: true, reason: 'signed up twice' };
    assert.deepEqual(await json(...merge), told);
    assert.deepEqual(await refused(...merge), [1, 'MER1 and MER2 are one customer already']);
    assert.match(await text('customer', 'list'), /MER1 .* MER2$/m);
    assert.deepEqual(await json(...merge, '--undo'), { ...told, merged: false });
    assert.deepEqual(await refused(...merge, '--undo'), [1, 'there is no merge of MER1 into MER2']);
  });

  test('a phone number is set as the sign-up takes it', async () => {
    await addCustomer(database.pool, { number: 'TEL1', email: 'tel1@example.com', name: undefined });
    const set = (phone: string) => ['customer', 'set', 'TEL1', '--phone', phone, '--reason', 'new one'] as const;
    assert.equal((await json(...set(' +44  7700 900123'))).phone, '+44 7700 900123');
    assert.equal((await accountOf(database.pool, 'TEL1'))?.phone, '+44 7700 900123');
    assert.equal((await refused(...set('call me')))[0], 2);
  });

  test('a customer can refuse a work provider and accept it again', async () => {
    await text('customer', 'add', '--email', 'ref@example.com', '--number', 'REF1');
    const act = { customerNumber: 'REF1', workProvider: 'Courier Ltd' };
    assert.deepEqual(await json('customer', 'refuse', 'REF1', 'Courier Ltd', '--from', '2026-01-01T00:00Z'), {
      ...act,
      refused: true,
    });
    assert.equal((await refused('customer', 'refuse', 'REF1', 'Courier Ltd'))[0], 1);
    assert.deepEqual(await json('customer', 'accept', 'REF1', 'Courier Ltd'), { ...act, refused: false });
    assert.deepEqual(await refused('customer', 'accept', 'REF1', 'Courier Ltd'), [
      1,
      'REF1 does not refuse Courier Ltd',
    ]);
  });

  test('a driver ID is linked to one customer at a time', async () => {
    await text('customer', 'add', '--email', 'one@example.com', '--number', 'ONE1');
    await text('customer', 'add', '--email', 'two@example.com', '--number', 'TWO2');
    const link = {
      workProvider: 'Courier Ltd',
      driverId: '16 86',
      customerNumber: 'ONE1',
      from: '2026-01-01T00:00:00Z',
      to: null,
    };
    const { id, ...added } = await json(
      'link',
      'add',
      'Courier Ltd',
      '16 86',
      'ONE1',
      '--from',
      '2026-01-01T01:00+01:00',
    );
    assert.match(id, /^\d+$/);
    assert.deepEqual(added, link);
    assert.deepEqual(await refused('link', 'add', 'Courier Ltd', '16 86', 'TWO2'), [
      1,
      'driver ID 16 86 at Courier Ltd belongs to customer ONE1 from 2026-01-01 00:00:00 UTC on, and to one customer at a time',
    ]);
    const ended = { id, ...link, to: '2026-02-01T00:00:00Z' };
    assert.deepEqual(await json('link', 'end', 'Courier Ltd', '16 86', 'ONE1', '--at', '2026-02-01T00:00Z'), ended);
    assert.equal(
      (await refused('link', 'end', 'Courier Ltd', '16 86', 'ONE1'))[1],
      'driver ID 16 86 at Courier Ltd has no open link to ONE1',
    );
    await text('link', 'add', 'Courier Ltd', '16 86', 'TWO2', '--from', '2026-02-01T00:00Z');
    assert.deepEqual(await json('link', 'list', '--customer', 'ONE1'), [ended]);
    assert.match(
      await text('link', 'list', '--provider', 'Courier Ltd'),
      /16 86 +TWO2 +from 2026-02-01 00:00:00 UTC on/,
    );
  });

  test('a driver ID that two customers say is theirs is a case, which ends when it is theirs or an operator says it is not', async () => {
    for (const number of ['HOLDS1', 'SAYS1', 'SAYS2'])
      await text('customer', 'add', '--email', `${number}@example.com`, '--number', number);
    await text('link', 'add', 'Courier Ltd', 'both', 'HOLDS1');
    const { rows } = await database.pool.query<{ id: number }>(
      "select id from work_provider where name = 'Courier Ltd'",
    );
    for (const customerNumber of ['SAYS1', 'SAYS2'])
      await contestDriverId(database.pool, { customerNumber, workProvider: rows[0]?.id as number, driverId: 'both' });
    const listed = await text('link', 'contested');
    assert.match(listed, /Courier Ltd +both +SAYS1 +HOLDS1 \(confirmed\)/);
    assert.match(listed, /npx shiftcover link dismiss 'Courier Ltd' both CUSTOMER --reason/);
    assert.match(
      (await run('doctor')).stdout,
      /2 driver IDs are said to be theirs by two customers\n +npx shiftcover link contested/,
    );
    await text('link', 'dismiss', 'Courier Ltd', 'both', 'SAYS2', '--reason', 'asked them');
    assert.equal((await refused('link', 'dismiss', 'Courier Ltd', 'both', 'SAYS2', '--reason', 'again'))[0], 1);
    assert.deepEqual(
      (await json('link', 'contested')).map((each: Json) => each.customerNumber),
      ['SAYS1'],
    );
    await text('link', 'end', 'Courier Ltd', 'both', 'HOLDS1');
    await text('link', 'add', 'Courier Ltd', 'both', 'SAYS1');
    assert.deepEqual(await json('link', 'contested'), []);
  });

  test('a link with an unknown work provider, customer or instant is refused with a sentence that helps', async () => {
    await text('customer', 'add', '--email', 'tri@example.com', '--number', 'TRI3');
    assert.equal((await refused('link', 'add', 'Nobody Ltd', '1', 'TRI3'))[0], 1);
    assert.deepEqual(await refused('link', 'add', 'Courier Ltd', '1', 'tri3'), [
      1,
      'no customer has the number "tri3"; did you mean TRI3?',
    ]);
    const [code, why] = await refused('link', 'add', 'Courier Ltd', '1', 'TRI3', '--from', '2026-01-01T00:00');
    assert.equal(code, 2);
    assert.match(why, /must be a date and time with an offset or Z, such as/);
    assert.match(await text('link', 'list', '--customer', 'TRI3'), /^No such links\.$/m);
  });
});
