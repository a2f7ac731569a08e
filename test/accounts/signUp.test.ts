import assert from 'node:assert/strict';
import { test } from 'node:test';
import { requestPasswordMail } from '../../src/accounts/passwordChange.ts';
import { logIn } from '../../src/accounts/signIn.ts';
import { signUp } from '../../src/accounts/signUp.ts';
import { isCustomerNumber } from '../../src/core/identifiers.ts';
import { awaitedLinksOf } from '../../src/store/customer/awaitedLinks.ts';
import { addCustomer } from '../../src/store/customer/customers.ts';
import { linksOfCustomer } from '../../src/store/customer/links.ts';
import { agreementsOf, recordTerms } from '../../src/store/customer/terms.ts';
import { freshDatabase } from '../support/freshDatabase.ts';
import {
  auditedActions,
  INSURER_TERMS,
  NO_TERMS,
  newInvitation,
  signedUpDriver,
  signUpInput,
} from '../support/signUps.ts';

const { database, owner } = await freshDatabase();
const { pool } = database;
await recordTerms(pool, 'insurer', INSURER_TERMS);

const count = async (table: string) => Number((await pool.query(`select count(*) as n from ${table}`)).rows[0].n);
const mailsTo = async (customerNumber: string): Promise<string[]> => {
  const jobs = await pool.query(
    "select payload->>'mail' as mail from graphile_worker._private_jobs where payload->>'customerNumber' = $1 order by id",
    [customerNumber],
  );
  return jobs.rows.map((row) => row.mail);
};

test('a sign-up adds the customer, the agreements, the link and the mail in one transaction', async () => {
  const form = signUpInput();
  const invitation = await newInvitation(pool, form.email);
  await recordTerms(pool, invitation.workProvider, { version: '2026-01', text: 'Our terms.' });
  const done = await signUp(pool, { ...form, invitation, agreedTo: { insurer: 'test-1', workProvider: '2026-01' } });
  assert.ok(done.tag === 'done' && isCustomerNumber(done.customerNumber));
  assert.deepEqual(done.linked, { tag: 'linked' });
  const [link] = await linksOfCustomer(pool, done.customerNumber);
  assert.deepEqual(
    [link?.workProvider, link?.driverId, link?.held.to],
    [invitation.workProvider, invitation.driverId, Infinity],
  );
  const agreed = (await agreementsOf(pool, done.customerNumber)).map(
    ({ document, version }) => `${document} ${version}`,
  );
  assert.deepEqual(agreed, ['insurer test-1', `${invitation.workProvider} 2026-01`]);
  assert.deepEqual(await mailsTo(done.customerNumber), ['verify_email']);
  assert.deepEqual(await auditedActions(pool, done.customerNumber), ['signed up', 'claimed a driver ID']);
});

test('a sign-up that fails halfway leaves no rows, and can be repeated', async () => {
  const form = signUpInput();
  const invitation = await newInvitation(pool, form.email);
  const tables = ['customer', 'account', 'agreement', 'link', 'sign_in', 'audit', 'graphile_worker._private_jobs'];
  const before = await Promise.all(tables.map(count));
  await owner.query(`create function fail() returns trigger language plpgsql as $$ begin raise 'the disk is full'; end $$;
    create trigger fail before insert on sign_in for each row execute function fail()`);
  await assert.rejects(signUp(pool, { ...form, invitation }), /the disk is full/);
  assert.deepEqual(await Promise.all(tables.map(count)), before);
  await owner.query('drop trigger fail on sign_in');
  const done = await signUp(pool, { ...form, invitation });
  assert.ok(done.tag === 'done' && done.linked?.tag === 'linked');
});

test('an email that has a customer adds none, and its owner gets at most four mails an hour', async () => {
  const { email, customerNumber } = await signedUpDriver(pool);
  const before = await count('customer');
  for (let tried = 0; tried < 6; tried++) {
    assert.deepEqual(await signUp(pool, signUpInput({ email: email.toUpperCase() })), { tag: 'email_taken' });
  }
  assert.equal(await count('customer'), before);
  assert.deepEqual(await mailsTo(customerNumber), [
    'verify_email',
    ...Array.from({ length: 4 }, () => 'signed_up_before'),
  ]);
  await addCustomer(pool, { number: 'OPERATED', email: 'operated@example.com', name: undefined, from: -Infinity });
  assert.deepEqual(await signUp(pool, signUpInput({ email: 'operated@example.com' })), { tag: 'email_taken' });
});

test('repeated sign-ups with an email do not use up the mails that set its password', async () => {
  const { email } = await signedUpDriver(pool);
  for (let tried = 0; tried < 6; tried++) await signUp(pool, signUpInput({ email }));
  await requestPasswordMail(pool, email, '192.0.2.3');
  const asked = await pool.query("select from graphile_worker._private_jobs where payload->>'email' = $1", [email]);
  assert.equal(asked.rowCount, 1);
});

test('of ten sign-ups with one email at the same time one succeeds', async () => {
  const { email } = signUpInput();
  const tags = (await Promise.all(Array.from({ length: 10 }, () => signUp(pool, signUpInput({ email }))))).map(
    ({ tag }) => tag,
  );
  assert.equal(tags.filter((tag) => tag === 'done').length, 1);
  assert.equal(tags.filter((tag) => tag === 'email_taken').length, 9);
});

test('a sign-up that agrees to terms other than the current ones is refused', async () => {
  const form = signUpInput();
  const invitation = await newInvitation(pool, form.email);
  const inputs = [
    { agreedTo: { insurer: 'made up' } },
    { invitation, agreedTo: { insurer: 'test-1' } },
    { invitation, agreedTo: { insurer: 'test-1', workProvider: 'made up' } },
  ];
  for (const input of inputs) assert.deepEqual(await signUp(pool, { ...form, ...input }), { tag: 'terms_changed' });
  await recordTerms(pool, invitation.workProvider, { version: '1', text: 'First.' });
  assert.deepEqual(await signUp(pool, { ...form, invitation }), { tag: 'terms_changed' });
  const current = { insurer: 'test-1', workProvider: '1' };
  assert.equal((await signUp(pool, { ...form, invitation, agreedTo: current })).tag, 'done');
});

test('where mail is configured a link waits until the email is verified, unless the work provider signed it', async () => {
  const ana = signUpInput({ verifyFirst: true });
  const waiting = await signUp(pool, { ...ana, invitation: await newInvitation(pool, ana.email) });
  assert.ok(waiting.tag === 'done' && waiting.linked?.tag === 'verify_first');
  assert.equal((await linksOfCustomer(pool, waiting.customerNumber)).length, 0);
  assert.equal((await awaitedLinksOf(pool, waiting.customerNumber)).length, 1);
  assert.equal((await agreementsOf(pool, waiting.customerNumber)).length, 2);

  const bea = signUpInput({ verifyFirst: true });
  const signed = await signUp(pool, {
    ...bea,
    invitation: await newInvitation(pool, bea.email.toUpperCase(), { signed: true }),
  });
  assert.ok(signed.tag === 'done' && signed.linked?.tag === 'linked');
});

test('a signed link is only for the email it names, an unsigned one for any', async () => {
  const signed = await signUp(
    pool,
    signUpInput({ invitation: await newInvitation(pool, 'other@example.com', { signed: true }) }),
  );
  assert.ok(signed.tag === 'done' && signed.linked?.tag === 'other_email');
  assert.deepEqual(
    (await agreementsOf(pool, signed.customerNumber)).map(({ document }) => document),
    ['insurer'],
  );
  assert.equal((await linksOfCustomer(pool, signed.customerNumber)).length, 0);
  const unsigned = await signUp(pool, signUpInput({ invitation: await newInvitation(pool, 'other@example.com') }));
  assert.ok(unsigned.tag === 'done' && unsigned.linked?.tag === 'linked');
});

test('a taken driver ID does not stop the sign-up, and the audit log records the attempt', async () => {
  const first = signUpInput();
  const invitation = await newInvitation(pool, first.email);
  const holder = await signUp(pool, { ...first, invitation });
  const second = await signUp(
    pool,
    signUpInput({ invitation, agreedTo: { insurer: 'test-1', workProvider: NO_TERMS } }),
  );
  assert.ok(holder.tag === 'done' && second.tag === 'done' && second.linked?.tag === 'taken');
  assert.deepEqual(await auditedActions(pool, second.customerNumber), [
    'signed up',
    'was refused a driver ID that belongs to someone else',
  ]);
  const about = await pool.query('select about from audit where actor_kind = $1 and actor = $2', [
    'customer',
    second.customerNumber,
  ]);
  assert.ok(
    about.rows.every((row) => !row.about.includes(holder.customerNumber)),
    'the entry does not name the holder',
  );
});

test('one address can sign up sixty times an hour', async () => {
  const tags: string[] = [];
  for (let tried = 0; tried < 61; tried++) {
    tags.push((await signUp(pool, signUpInput({ address: '198.51.100.1', agreedTo: { insurer: 'none' } }))).tag);
  }
  assert.deepEqual([tags[59], tags[60]], ['terms_changed', 'too_many']);
  const form = signUpInput();
  const invitation = await newInvitation(pool, form.email);
  const signed = signUpInput({ invitation: { ...invitation, signed: true }, agreedTo: { insurer: 'none' } });
  assert.equal((await signUp(pool, { ...signed, address: '198.51.100.1' })).tag, 'terms_changed');
});

test('name, email and password are stored as typed, and can be used at once', async () => {
  const form = signUpInput({
    name: "Ana 'Ñ' <b>",
    email: 'Ana.O\u2019Hara+x@example.com',
    password: '  spaces around  ',
  });
  assert.equal((await signUp(pool, form)).tag, 'done');
  const entered = await logIn(pool, {
    email: form.email,
    password: '  spaces around  ',
    address: '192.0.2.1',
    device: undefined,
  });
  assert.equal(entered.tag, 'in');
});
