import assert from 'node:assert/strict';
import { after, suite, test } from 'node:test';
import { pendingVerification, requestVerificationMail, verifyEmail } from '../../src/accounts/emailVerification.ts';
import { agreeToLink } from '../../src/accounts/linking/customerLinks.ts';
import { canSetPassword, requestPasswordMail, setPassword } from '../../src/accounts/passwordChange.ts';
import { logIn, signedIn } from '../../src/accounts/signIn.ts';
import { signUp } from '../../src/accounts/signUp.ts';
import { tidyAccounts } from '../../src/accounts/throttle.ts';
import { startJobs } from '../../src/jobs/runner.ts';
import { openLog } from '../../src/log.ts';
import { mailTasks } from '../../src/mail/tasks.ts';
import { openSmtp } from '../../src/mail/transport.ts';
import { accountOf } from '../../src/store/customer/accounts.ts';
import { awaitedLinksOf } from '../../src/store/customer/awaitedLinks.ts';
import { addCustomer } from '../../src/store/customer/customers.ts';
import { linksOfCustomer } from '../../src/store/customer/links.ts';
import { freshDatabase } from '../support/freshDatabase.ts';
import { startMailServer } from '../support/mailServer.ts';
import { auditedActions, NO_TERMS, newInvitation, PASSWORD, signedUpDriver, signUpInput } from '../support/signUps.ts';

const { url, database } = await freshDatabase();
const { pool } = database;
const office = await startMailServer();
const log = openLog('error');
const sender = { publicUrl: 'https://cover.example.com', insurer: { name: 'Ünsure & Co' } };
const mailing = startJobs({
  connectionString: url,
  db: pool,
  tasks: mailTasks({ db: pool, transport: openSmtp(office.url, 'Cover <no-reply@insurer.example>'), sender, log }),
  log,
  tidy: () => tidyAccounts(pool),
});
const LATER = 'nine green bicycles';

void suite('what is done by mail', () => {
  after(async () => {
    await mailing.stop();
    await office.close();
  });

  test('a driver who signs up gets a mail; its link verifies the email once, and the awaited link takes effect', async () => {
    const form = signUpInput({ verifyFirst: true });
    const invitation = await newInvitation(pool, form.email);
    const ana = await signedUpDriver(pool, { ...form, invitation });
    const { text, token = '', from } = await office.mailTo(ana.email);
    assert.equal(from, 'no-reply@insurer.example');
    assert.match(text, /https:\/\/cover\.example\.com\/verify\?token=/);
    assert.match(text, /^Auto-Submitted: auto-generated\r$/m);
    assert.ok(text.includes(invitation.workProviderName));
    assert.ok(text.includes('Ünsure & Co') && text.includes('Ünsure &amp; Co'));

    const shown = await pendingVerification(pool, token);
    assert.deepEqual([shown?.email, shown?.awaited.length], [ana.email, 1]);
    assert.equal((await linksOfCustomer(pool, ana.customerNumber)).length, 0, 'looking changes nothing');

    const { workProvider, workProviderName, driverId } = invitation;
    assert.deepEqual(await verifyEmail(pool, token), {
      tag: 'done',
      customerNumber: ana.customerNumber,
      links: [{ workProvider, workProviderName, driverId, linked: { tag: 'linked' } }],
    });
    assert.equal((await linksOfCustomer(pool, ana.customerNumber)).length, 1);
    assert.equal((await signedIn(pool, ana.token))?.emailVerified, true);
    assert.deepEqual(await verifyEmail(pool, token), { tag: 'stale' });
    assert.equal(await pendingVerification(pool, token), undefined);
  });

  test('a driver ID that was taken meanwhile is told, and stays where it is', async () => {
    const [ana, bea] = [await signedUpDriver(pool), await signedUpDriver(pool)];
    const invitation = await newInvitation(pool, ana.email);
    await agreeToLink(pool, ana.customerNumber, invitation, NO_TERMS, true);
    await agreeToLink(pool, bea.customerNumber, { ...invitation, email: bea.email }, NO_TERMS, false);
    const done = await verifyEmail(pool, (await office.mailTo(ana.email)).token ?? '');
    assert.ok(done.tag === 'done');
    assert.deepEqual(
      done.links.map(({ linked }) => linked.tag),
      ['taken'],
    );
    assert.equal(
      (await auditedActions(pool, ana.customerNumber)).at(-1),
      'was refused a driver ID that belongs to someone else',
    );
    assert.equal((await awaitedLinksOf(pool, ana.customerNumber)).length, 0);
  });

  test('tokens are kept as hashes, serve their own purpose only, and end', async () => {
    const ana = await signedUpDriver(pool);
    const { token = '' } = await office.mailTo(ana.email);
    const kept = await pool.query<{ all: string }>(
      'select string_agg(to_jsonb(t)::text, $1) as all from mailed_token t',
      [' '],
    );
    assert.ok(!kept.rows[0]?.all.includes(token) && !kept.rows[0]?.all.includes(Buffer.from(token).toString('hex')));
    assert.deepEqual(await setPassword(pool, token, LATER), { tag: 'stale' });
    await pool.query('update mailed_token set expires_at = now() where customer_number = $1', [ana.customerNumber]);
    assert.deepEqual(await verifyEmail(pool, token), { tag: 'stale' });
    for (const none of ['', 'x', 'ü', '\0']) assert.deepEqual(await verifyEmail(pool, none), { tag: 'stale' });
  });

  test('a forgotten password is set by mail, once, and every sign-in ends but the new one', async () => {
    const ana = await signedUpDriver(pool);
    await requestPasswordMail(pool, ana.email.toUpperCase(), '192.0.2.1');
    const { token = '', text } = await office.mailTo(ana.email, 2);
    assert.match(text, /https:\/\/cover\.example\.com\/set-password\?token=/);
    assert.equal(await canSetPassword(pool, token), true);
    const set = await setPassword(pool, token, LATER);
    assert.ok(set.tag === 'done' && set.customerNumber === ana.customerNumber);
    assert.equal(await signedIn(pool, ana.token), undefined);
    assert.equal((await signedIn(pool, set.token))?.emailVerified, true);
    assert.deepEqual(
      [await setPassword(pool, token, PASSWORD), await canSetPassword(pool, token)],
      [{ tag: 'stale' }, false],
    );
    const enter = (password: string) => logIn(pool, { email: ana.email, password, address: '192.0.2.1' });
    assert.deepEqual([(await enter(PASSWORD)).tag, (await enter(LATER)).tag], ['wrong', 'in']);
    assert.match((await office.mailTo(ana.email, 3)).text, /your password was changed/);
  });

  test('of two who use one token at the same time one sets the password', async () => {
    const ana = await signedUpDriver(pool);
    await requestPasswordMail(pool, ana.email, '192.0.2.1');
    const { token = '' } = await office.mailTo(ana.email, 2);
    const tags = (await Promise.all([setPassword(pool, token, LATER), setPassword(pool, token, LATER)])).map(
      ({ tag }) => tag,
    );
    assert.deepEqual(tags.toSorted(), ['done', 'stale']);
  });

  test('whoever signed up under an address that is not theirs gains nothing when its owner sets a password', async () => {
    const owner = signUpInput().email;
    const intruder = await signedUpDriver(pool, { email: owner });
    await agreeToLink(pool, intruder.customerNumber, await newInvitation(pool, owner), NO_TERMS, true);
    await office.mailTo(owner);
    await requestPasswordMail(pool, owner, '192.0.2.1');
    const set = await setPassword(pool, (await office.mailTo(owner, 2)).token ?? '', LATER);
    assert.equal(set.tag, 'done');
    assert.equal(await signedIn(pool, intruder.token), undefined);
    assert.equal((await awaitedLinksOf(pool, intruder.customerNumber)).length, 0);
    assert.equal((await linksOfCustomer(pool, intruder.customerNumber)).length, 0);
  });

  test('a customer whom an operator added sets a first password by mail, which verifies the email', async () => {
    await addCustomer(pool, { number: 'ADDED7', email: 'added7@example.com', name: 'Bo', from: -Infinity });
    await requestPasswordMail(pool, 'added7@example.com', '192.0.2.1');
    const set = await setPassword(pool, (await office.mailTo('added7@example.com')).token ?? '', LATER);
    assert.ok(set.tag === 'done' && set.customerNumber === 'ADDED7');
    assert.notEqual((await accountOf(pool, 'ADDED7'))?.emailVerifiedAt, null);
    assert.equal((await signedIn(pool, set.token))?.name, 'Bo');
  });

  test('for an unknown email the same is done, and no mail goes out', async () => {
    await requestPasswordMail(pool, 'stranger@example.com', '192.0.2.1');
    const { email } = await signedUpDriver(pool);
    await office.mailTo(email);
    for (let waited = 0; waited < 50; waited++) {
      const left = await pool.query(
        "select from graphile_worker._private_jobs where payload->>'email' = 'stranger@example.com'",
      );
      if (left.rowCount === 0) break;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    assert.ok(office.received.every(({ to }) => !to.includes('stranger@example.com')));
  });

  test('nobody is flooded with mails, nor can one address ask for many', async () => {
    const ana = await signedUpDriver(pool);
    for (let asked = 0; asked < 8; asked++) await requestPasswordMail(pool, ana.email, '192.0.2.1');
    await office.mailTo(ana.email, 5);
    const asked = [];
    for (let tried = 0; tried < 5; tried++) asked.push((await requestVerificationMail(pool, ana.customerNumber)).tag);
    assert.deepEqual(asked, ['asked', 'asked', 'asked', 'asked', 'too_many']);
    await office.mailTo(ana.email, 9);
    assert.equal(office.received.filter(({ to }) => to.includes(ana.email)).length, 9);
  });

  test('whoever signs up again under an email learns nothing, and its owner gets a mail', async () => {
    const ana = await signedUpDriver(pool);
    assert.deepEqual(await signUp(pool, signUpInput({ email: ana.email })), { tag: 'email_taken' });
    const { text } = await office.mailTo(ana.email, 2);
    assert.match(text, /you have an account already/);
  });

  test('nothing that a driver typed becomes a head of the mail, another addressee or HTML', async () => {
    const evil = signUpInput({ name: '<img src=x>\r\nBcc: victim@example.com' });
    await signedUpDriver(pool, evil);
    await verifyEmail(pool, (await office.mailTo(evil.email)).token ?? '');
    await requestPasswordMail(pool, evil.email, '192.0.2.7');
    const { text, to } = await office.mailTo(evil.email, 2);
    assert.deepEqual(to, [evil.email]);
    const head = text.slice(0, text.indexOf('\r\n\r\n'));
    assert.ok(!/^bcc:/im.test(head));
    assert.ok(text.includes('Hello &lt;img src=x&gt;'));
  });

  test('whoever signs up with the address of someone else does not choose a word of what they read', async () => {
    const evil = signUpInput({ name: 'You won at https://evil.example/1', verifyFirst: true });
    const invitation = await newInvitation(pool, evil.email, { driverId: 'claim at https://evil.example/2' });
    await signedUpDriver(pool, { ...evil, invitation });
    const { text } = await office.mailTo(evil.email);
    assert.ok(text.includes(invitation.workProviderName) && !text.includes('evil.example/'));
  });

  test('no job that is waiting or done holds a token', async () => {
    const held = await pool.query(
      "select from graphile_worker._private_jobs where payload::text ~ '[A-Za-z0-9_-]{43}'",
    );
    assert.equal(held.rowCount, 0);
  });
});
