import assert from 'node:assert/strict';
import { test } from 'node:test';
import { verifyEmail } from '../../src/accounts/emailVerification.ts';
import { requestPasswordMail } from '../../src/accounts/passwordChange.ts';
import { signUp } from '../../src/accounts/signUp.ts';
import { turnOffMails } from '../../src/store/customer/accounts.ts';
import { contestDriverId } from '../../src/store/customer/contestedDriverIds.ts';
import { addLink, endLink } from '../../src/store/customer/links.ts';
import { suspendCustomer } from '../../src/store/customer/suspensions.ts';
import { recordAgreement } from '../../src/store/customer/terms.ts';
import { freshDatabase } from '../support/freshDatabase.ts';
import { startMailing } from '../support/mailServer.ts';
import { reporting } from '../support/reporting.ts';
import { INSURER_TERMS, newInvitation, signedUpDriver, signUpInput } from '../support/signUps.ts';

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
  const { customerNumber } = await signedUpDriver(pool, form);
  await verifyEmail(pool, (await mailServer.mailTo(form.email)).token ?? '', customerNumber);
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

test('a customer is notified of what others do to them, unless they turned that mail off', async () => {
  const ana = await signedUpDriver(pool);
  const { workProvider, workProviderName } = await newInvitation(pool, ana.email);
  const link = { workProvider, driverId: 'told', customerNumber: ana.customerNumber };
  await addLink(pool, { ...link, driverId: 'before', from: undefined });
  await verifyEmail(pool, (await mailServer.mailTo(ana.email)).token ?? '', ana.customerNumber);
  await addLink(pool, { ...link, from: undefined });
  assert.match((await mailServer.mailTo(ana.email, 2)).text, new RegExp(`you are linked to ${workProviderName}`));
  await turnOffMails(pool, ana.customerNumber, ['link_ended', 'suspended']);
  await endLink(pool, link, undefined);
  await contestDriverId(pool, link);
  await suspendCustomer(pool, ana.customerNumber, undefined, 'unpaid');
  await (await reporting(pool, workProviderName))(`login @${ana.customerNumber} -1h`);
  await recordAgreement(pool, ana.customerNumber, 'insurer', INSURER_TERMS.version);
  await mailServer.mailTo(ana.email, 6);
  const texts = mailServer.received.filter(({ to }) => to.includes(ana.email)).map(({ text }) => text);
  const told = (title: RegExp) => texts.some((text) => title.test(text));
  for (const title of [
    /<title>.*someone else has your driver ID/,
    /<title>.*reports your work/,
    /<title>.*you agreed to/,
  ])
    assert.ok(told(title), title.source);
  assert.ok(!told(/<title>.*has ended/), 'turned off');
  assert.ok(told(/<title>.*your cover is suspended/), 'cannot be turned off');
});

test('no job holds a token, waiting or done', async () => {
  const held = await pool.query("select from graphile_worker._private_jobs where payload::text ~ '[A-Za-z0-9_-]{43}'");
  assert.equal(held.rowCount, 0);
});
