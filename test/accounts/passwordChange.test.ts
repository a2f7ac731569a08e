import assert from 'node:assert/strict';
import { test } from 'node:test';
import { requestVerificationMail } from '../../src/accounts/emailVerification.ts';
import { agreeToLink } from '../../src/accounts/linking/customerLinks.ts';
import {
  changePassword,
  emailOfPasswordToken,
  requestPasswordMail,
  setPassword,
} from '../../src/accounts/passwordChange.ts';
import { logIn, signedIn } from '../../src/accounts/signIn.ts';
import { accountOf } from '../../src/store/customer/accounts.ts';
import { awaitedLinksOf } from '../../src/store/customer/awaitedLinks.ts';
import { addCustomer } from '../../src/store/customer/customers.ts';
import { linksOfCustomer } from '../../src/store/customer/links.ts';
import { addMailedToken } from '../../src/store/signIn/mailedTokens.ts';
import { freshDatabase } from '../support/freshDatabase.ts';
import { startMailing } from '../support/mailServer.ts';

import { NO_TERMS, newInvitation, PASSWORD, signedUpDriver, signUpInput } from '../support/signUps.ts';
import { until } from '../support/until.ts';

const fresh = await freshDatabase();
const { pool } = fresh.database;
const mailServer = await startMailing(fresh);
const NEW_PASSWORD = 'nine green bicycles';
const ADDRESS = '192.0.2.1';
const logInTag = async (email: string, password: string) =>
  (await logIn(pool, { email, password, address: ADDRESS, device: undefined })).tag;

test('a mailed link sets the password once, and ends every sign-in but the new one', async () => {
  const ana = await signedUpDriver(pool);
  await mailServer.mailTo(ana.email);
  await requestPasswordMail(pool, ana.email.toUpperCase(), ADDRESS);
  const { token = '', text } = await mailServer.mailTo(ana.email, 2);
  assert.match(text, /https:\/\/cover\.example\.com\/set-password\?token=/);
  assert.equal(await emailOfPasswordToken(pool, token), ana.email);
  const set = await setPassword(pool, token, NEW_PASSWORD);
  assert.ok(set.tag === 'done' && set.customerNumber === ana.customerNumber);
  assert.equal(await signedIn(pool, ana.token), undefined);
  assert.equal((await signedIn(pool, set.token))?.emailVerified, true);
  assert.deepEqual(await setPassword(pool, token, PASSWORD), { tag: 'stale' });
  assert.equal(await emailOfPasswordToken(pool, token), undefined);
  assert.deepEqual([await logInTag(ana.email, PASSWORD), await logInTag(ana.email, NEW_PASSWORD)], ['wrong', 'in']);
  assert.match((await mailServer.mailTo(ana.email, 3)).text, /your password was changed/);
});

test('of two requests with one token at the same time one sets the password', async () => {
  const ana = await signedUpDriver(pool);
  await mailServer.mailTo(ana.email);
  await requestPasswordMail(pool, ana.email, ADDRESS);
  const { token = '' } = await mailServer.mailTo(ana.email, 2);
  const both = await Promise.all([setPassword(pool, token, NEW_PASSWORD), setPassword(pool, token, NEW_PASSWORD)]);
  assert.deepEqual(both.map(({ tag }) => tag).toSorted(), ['done', 'stale']);
});

test('a stranger who signed up with the email loses sign-in and awaited links when its owner sets a password', async () => {
  const { email } = signUpInput();
  const stranger = await signedUpDriver(pool, { email });
  await agreeToLink(pool, stranger.customerNumber, await newInvitation(pool, email), NO_TERMS, true);
  await mailServer.mailTo(email);
  await requestPasswordMail(pool, email, ADDRESS);
  const set = await setPassword(pool, (await mailServer.mailTo(email, 2)).token ?? '', NEW_PASSWORD);
  assert.equal(set.tag, 'done');
  assert.equal(await signedIn(pool, stranger.token), undefined);
  assert.equal((await awaitedLinksOf(pool, stranger.customerNumber)).length, 0);
  assert.equal((await linksOfCustomer(pool, stranger.customerNumber)).length, 0);
});

test('a customer whom an operator added sets a first password by mail, which verifies the email', async () => {
  await addCustomer(pool, { number: 'ADDED7', email: 'added7@example.com', name: 'Bo' });
  await requestPasswordMail(pool, 'added7@example.com', ADDRESS);
  const set = await setPassword(pool, (await mailServer.mailTo('added7@example.com')).token ?? '', NEW_PASSWORD);
  assert.ok(set.tag === 'done' && set.customerNumber === 'ADDED7');
  assert.notEqual((await accountOf(pool, 'ADDED7'))?.emailVerifiedAt, null);
  assert.equal((await signedIn(pool, set.token))?.name, 'Bo');
});

test('a request for an unknown email is accepted, and no mail is sent', async () => {
  const jobs = async () =>
    (await pool.query("select from graphile_worker._private_jobs where payload->>'email' = 'stranger@example.com'"))
      .rowCount;
  await requestPasswordMail(pool, 'stranger@example.com', ADDRESS);
  await until(async () => (await jobs()) === 0);
  assert.ok(mailServer.received.every(({ to }) => !to.includes('stranger@example.com')));
});

test('an email is sent four password mails an hour, however many are requested', async () => {
  const { email, customerNumber } = await signedUpDriver(pool);
  for (let request = 0; request < 8; request++) await requestPasswordMail(pool, email, ADDRESS);
  await mailServer.mailTo(email, 5);
  await requestVerificationMail(pool, customerNumber);
  await mailServer.mailTo(email, 6);
  assert.equal(mailServer.received.filter(({ to }) => to.includes(email)).length, 6);
});

test('changing the password ends every sign-in and begins a new one', async () => {
  const ana = await signedUpDriver(pool);
  const other = await logIn(pool, { email: ana.email, password: PASSWORD, address: ADDRESS, device: undefined });
  assert.ok(other.tag === 'in');
  assert.deepEqual(await changePassword(pool, ana.who, 'wrong', NEW_PASSWORD), { tag: 'wrong' });
  assert.ok(await signedIn(pool, ana.token));
  const mailed = await addMailedToken(pool, 'set_password', ana.customerNumber);
  const changed = await changePassword(pool, ana.who, PASSWORD, NEW_PASSWORD);
  assert.ok(changed.tag === 'done');
  assert.deepEqual([await signedIn(pool, ana.token), await signedIn(pool, other.token)], [undefined, undefined]);
  assert.equal((await signedIn(pool, changed.token))?.customerNumber, ana.customerNumber);
  assert.equal(await emailOfPasswordToken(pool, mailed), undefined, 'an older mail sets no other password');
  assert.deepEqual([await logInTag(ana.email, PASSWORD), await logInTag(ana.email, NEW_PASSWORD)], ['wrong', 'in']);
});

test('after ten wrong old passwords a change is refused, even with the right one', async () => {
  const { who } = await signedUpDriver(pool);
  for (let attempt = 0; attempt < 10; attempt++)
    assert.equal((await changePassword(pool, who, 'wrong', 'x')).tag, 'wrong');
  assert.equal((await changePassword(pool, who, PASSWORD, 'x')).tag, 'too_many');
});
