import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { closeAccount } from '../../src/accounts/closing.ts';
import { openDispute } from '../../src/accounts/disputes.ts';
import { agreeToLink } from '../../src/accounts/linking/customerLinks.ts';
import { requestPasswordMail } from '../../src/accounts/passwordChange.ts';
import { logIn, signedIn } from '../../src/accounts/signIn.ts';
import { isEmail } from '../../src/core/identifiers.ts';
import { driverSubject } from '../../src/core/shift/lane.ts';
import { clock, HOUR } from '../../src/core/time/instant.ts';
import { accountOf, chooseTimeZone, chosenTimeZone } from '../../src/store/customer/accounts.ts';
import { contestDriverId, countContests } from '../../src/store/customer/contestedDriverIds.ts';
import { addCustomer } from '../../src/store/customer/customers.ts';
import { addDispute, countOpenDisputes, disputeById } from '../../src/store/customer/disputes.ts';
import { addLink, linksOfCustomer, lockDriverId } from '../../src/store/customer/links.ts';
import { addMerge } from '../../src/store/customer/merges.ts';
import { resumeCustomer, suspendCustomer, suspensionsOf } from '../../src/store/customer/suspensions.ts';
import { agreementsOf } from '../../src/store/customer/terms.ts';
import { addMailedToken, useMailedToken } from '../../src/store/signIn/mailedTokens.ts';
import { freshDatabase } from '../support/freshDatabase.ts';
import { auditedActions, NO_TERMS, newInvitation, PASSWORD, signedUpDriver, signUpInput } from '../support/signUps.ts';

const { pool } = (await freshDatabase()).database;

/** All rows of our own tables and of the job queue, as text. */
async function allRows(): Promise<string> {
  const tables = await pool.query<{ name: string }>(
    "select format('%I.%I', schemaname, tablename) as name from pg_tables where schemaname in ('public', 'graphile_worker')",
  );
  const texts = tables.rows.map(
    async ({ name }) =>
      (await pool.query(`select string_agg(to_jsonb(t)::text, ' ') as all from ${name} t`)).rows[0].all,
  );
  return (await Promise.all(texts)).join(' ');
}

test('a closing with a wrong password is refused', async () => {
  const ana = await signedUpDriver(pool);
  assert.deepEqual(await closeAccount(pool, ana.who, 'wrong'), { tag: 'wrong' });
  assert.ok(await signedIn(pool, ana.token));
});

test('closing erases personal data from every table, and leaves what proves cover under the customer number', async () => {
  const form = signUpInput({ name: 'Zebulon Quartz', phone: '+44 7700 900987', email: 'zebulon.quartz@example.com' });
  const ana = await signedUpDriver(pool, form);
  const invitation = await newInvitation(pool, ana.email);
  await agreeToLink(pool, ana.customerNumber, invitation, NO_TERMS, false);
  await agreeToLink(pool, ana.customerNumber, await newInvitation(pool, ana.email), NO_TERMS, true);
  const hour = { from: clock() - HOUR, to: clock() };
  const dispute = {
    customerNumber: ana.customerNumber,
    ...driverSubject(invitation),
    about: hour,
    claim: 'at_work',
    claimed: hour,
    note: 'Zebulon was there',
    shared: true,
  } as const;
  const { id } = await addDispute(pool, dispute);
  const mailed = await addMailedToken(pool, 'set_password', ana.customerNumber);

  assert.deepEqual(await closeAccount(pool, ana.who, PASSWORD), { tag: 'done' });
  const stored = await allRows();
  for (const personal of ['Zebulon', 'zebulon', '900987', 'argon2id']) {
    // The password of the driver of the test above is still stored.
    const found = stored.split(personal).length - 1;
    assert.ok(found <= (personal === 'argon2id' ? 1 : 0), `${personal} is still stored`);
  }
  assert.ok(stored.includes(ana.customerNumber));
  assert.equal((await agreementsOf(pool, ana.customerNumber)).length, 3);
  const [link] = await linksOfCustomer(pool, ana.customerNumber);
  assert.ok(link && link.driverId === invitation.driverId && link.held.to <= clock() + 1_000_000);
  assert.equal((await suspensionsOf(pool, ana.customerNumber))[0]?.to, Infinity);
  assert.equal(await signedIn(pool, ana.token), undefined);
  assert.equal(await useMailedToken(pool, 'set_password', mailed), undefined);
  const ended = await disputeById(pool, id);
  assert.ok(ended?.closedAt && ended.claim === 'at_work');
  assert.deepEqual(await openDispute(pool, dispute), { tag: 'account_closed' });
  assert.equal(await countOpenDisputes(pool), 0);
  assert.equal((await auditedActions(pool, ana.customerNumber)).at(-1), 'closed their account');
});

test('nobody can log in to a closed account, and its email can sign up again', async () => {
  const ana = await signedUpDriver(pool);
  await closeAccount(pool, ana.who, PASSWORD);
  assert.equal(
    (await logIn(pool, { email: ana.email, password: PASSWORD, address: '192.0.2.1', device: undefined })).tag,
    'wrong',
  );
  const pseudonym = `${ana.customerNumber}@closed`;
  assert.equal(
    (await logIn(pool, { email: pseudonym, password: PASSWORD, address: '192.0.2.1', device: undefined })).tag,
    'wrong',
  );
  await requestPasswordMail(pool, pseudonym, '192.0.2.1');
  const anew = await signedUpDriver(pool, { email: ana.email });
  assert.notEqual(anew.customerNumber, ana.customerNumber);
});

test('the placeholder for the email of a closed account is not a valid email', async () => {
  const ana = await signedUpDriver(pool);
  await closeAccount(pool, ana.who, PASSWORD);
  const left = (await accountOf(pool, ana.customerNumber))?.email ?? '';
  assert.ok(left.startsWith(ana.customerNumber) && !isEmail(left));
});

test('closing suspends without end, also before a planned suspension and after one that is to end', async () => {
  const tomorrow = clock() + 24 * HOUR;
  const [ana, bea] = [await signedUpDriver(pool), await signedUpDriver(pool)];
  await suspendCustomer(pool, ana.customerNumber, tomorrow, 'from tomorrow on');
  await suspendCustomer(pool, bea.customerNumber, undefined, 'until tomorrow');
  await resumeCustomer(pool, bea.customerNumber, tomorrow);
  for (const { who, customerNumber } of [ana, bea]) {
    await closeAccount(pool, who, PASSWORD);
    const held = (await suspensionsOf(pool, customerNumber)).toSorted((a, b) => a.from - b.from);
    assert.ok(held.length === 2 && (held[0]?.from as number) <= clock() && held[1]?.from === tomorrow);
    assert.equal(held[1]?.to, Infinity);
  }
});

test('closing ends links that have not begun, ends contests of driver IDs, and erases the time zone', async () => {
  const ana = await signedUpDriver(pool);
  const { workProvider, driverId } = await newInvitation(pool, ana.email);
  const { customerNumber } = ana;
  await addLink(pool, { workProvider, driverId, customerNumber, from: clock() + 24 * HOUR });
  await chooseTimeZone(pool, customerNumber, 'Europe/Rome');
  await contestDriverId(pool, { workProvider, driverId: 'of another', customerNumber });
  await closeAccount(pool, ana.who, PASSWORD);
  const [link] = await linksOfCustomer(pool, customerNumber);
  assert.equal(link && link.held.to - link.held.from, 1);
  assert.equal(await chosenTimeZone(pool, customerNumber), undefined);
  assert.equal(await countContests(pool), 0);
});

test('closing one account of a person with two numbers closes both', async () => {
  const [ana, again] = [await signedUpDriver(pool), await signedUpDriver(pool)];
  const added = await addCustomer(pool, { number: 'ADDED1', email: 'added@example.com', name: undefined });
  assert.ok(added);
  for (const from of [again.customerNumber, 'ADDED1'])
    assert.ok(await addMerge(pool, { from, into: ana.customerNumber }, { by: '', why: '' }));
  await closeAccount(pool, again.who, PASSWORD);
  for (const number of [ana.customerNumber, again.customerNumber, 'ADDED1']) {
    assert.notEqual((await accountOf(pool, number))?.closedAt, null, number);
    assert.equal((await accountOf(pool, number))?.email, `${number}@closed`);
  }
  assert.equal(await signedIn(pool, ana.token), undefined);
});

test('a link that is agreed to while the account is being closed ends with it', async () => {
  const ana = await signedUpDriver(pool);
  const invitation = await newInvitation(pool, ana.email);
  const holding = await pool.connect();
  await holding.query('begin');
  await lockDriverId(holding, invitation);
  const agreed = agreeToLink(pool, ana.customerNumber, invitation, NO_TERMS, false);
  const closed = closeAccount(pool, ana.who, PASSWORD);
  await sleep(300);
  await holding.query('commit');
  holding.release();
  await Promise.all([agreed, closed]);
  const links = await linksOfCustomer(pool, ana.customerNumber);
  assert.ok(links.every((link) => link.held.to < Infinity));
});
