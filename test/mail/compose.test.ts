import assert from 'node:assert/strict';
import { test } from 'node:test';
import { verifyEmail } from '../../src/accounts/emailVerification.ts';
import { requestPasswordMail } from '../../src/accounts/passwordChange.ts';
import { signUp } from '../../src/accounts/signUp.ts';
import { freshDatabase } from '../support/freshDatabase.ts';
import { startMailing } from '../support/mailServer.ts';
import { newInvitation, signedUpDriver, signUpInput } from '../support/signUps.ts';

const fresh = await freshDatabase();
const { pool } = fresh.database;
const mailServer = await startMailing(fresh);

test('a second sign-up with an email is answered without a word about the account, and its owner gets a mail', async () => {
  const ana = await signedUpDriver(pool);
  assert.deepEqual(await signUp(pool, signUpInput({ email: ana.email })), { tag: 'email_taken' });
  assert.match((await mailServer.mailTo(ana.email, 2)).text, /you have an account already/);
});

test('nothing that a driver typed becomes a header of the mail, another recipient or HTML', async () => {
  const form = signUpInput({ name: '<img src=x>\r\nBcc: victim@example.com' });
  await signedUpDriver(pool, form);
  await verifyEmail(pool, (await mailServer.mailTo(form.email)).token ?? '');
  await requestPasswordMail(pool, form.email, '192.0.2.7');
  const { text, to } = await mailServer.mailTo(form.email, 2);
  assert.deepEqual(to, [form.email]);
  assert.ok(!/^bcc:/im.test(text.slice(0, text.indexOf('\r\n\r\n'))));
  assert.match(text.replaceAll('=\r\n', ''), /Hello &lt;img src=x&gt;&lt;U\+000D&gt;&lt;U\+000A&gt;Bcc/);
});

test('the mail to an unverified email holds no text that its sender typed', async () => {
  const form = signUpInput({ name: 'You won at https://evil.example/1', verifyFirst: true });
  const invitation = await newInvitation(pool, form.email, { driverId: 'claim at https://evil.example/2' });
  await signedUpDriver(pool, { ...form, invitation });
  const { text } = await mailServer.mailTo(form.email);
  assert.ok(text.includes(invitation.workProviderName) && !text.includes('evil.example/'));
});

test('no job holds a token, waiting or done', async () => {
  const held = await pool.query("select from graphile_worker._private_jobs where payload::text ~ '[A-Za-z0-9_-]{43}'");
  assert.equal(held.rowCount, 0);
});
