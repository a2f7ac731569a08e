import assert from 'node:assert/strict';
import { test } from 'node:test';
import { changeEmail, pendingEmail, requestEmailChange } from '../../src/accounts/details.ts';
import { pendingVerification, requestVerificationMail, verifyEmail } from '../../src/accounts/emailVerification.ts';
import { agreeToLink } from '../../src/accounts/linking/customerLinks.ts';
import { setPassword } from '../../src/accounts/passwordChange.ts';
import { signedIn } from '../../src/accounts/signIn.ts';
import { accountOf } from '../../src/store/customer/accounts.ts';
import { awaitedLinksOf } from '../../src/store/customer/awaitedLinks.ts';
import { linksOfCustomer } from '../../src/store/customer/links.ts';
import { agreementsOf } from '../../src/store/customer/terms.ts';
import { freshDatabase } from '../support/freshDatabase.ts';
import { startMailing } from '../support/mailServer.ts';
import { auditedActions, NO_TERMS, newInvitation, PASSWORD, signedUpDriver, signUpInput } from '../support/signUps.ts';

const fresh = await freshDatabase();
const { pool } = fresh.database;
const mailServer = await startMailing(fresh);

test('the link in the sign-up mail verifies the email once, and the awaited link takes effect', async () => {
  const form = signUpInput({ verifyFirst: true });
  const invitation = await newInvitation(pool, form.email);
  const ana = await signedUpDriver(pool, { ...form, invitation });
  const { text, token = '', from } = await mailServer.mailTo(ana.email);
  assert.equal(from, 'no-reply@insurer.example');
  assert.match(text, /https:\/\/cover\.example\.com\/verify\?token=/);
  assert.match(text, /^Auto-Submitted: auto-generated\r$/m);
  assert.ok(text.includes(invitation.workProviderName));
  assert.ok(text.includes('Ünsure & Co') && text.includes('Ünsure &amp; Co'));

  const shown = await pendingVerification(pool, token);
  assert.deepEqual([shown?.email, shown?.awaited.length], [ana.email, 1]);
  assert.equal((await linksOfCustomer(pool, ana.customerNumber)).length, 0, 'reading changes nothing');

  const { workProvider, workProviderName, driverId } = invitation;
  assert.deepEqual(await verifyEmail(pool, token, ana.customerNumber), {
    tag: 'done',
    customerNumber: ana.customerNumber,
    links: [{ workProvider, workProviderName, driverId, linked: { tag: 'linked' } }],
  });
  assert.equal((await linksOfCustomer(pool, ana.customerNumber)).length, 1);
  assert.equal((await signedIn(pool, ana.token))?.emailVerified, true);
  assert.deepEqual(await verifyEmail(pool, token, ana.customerNumber), { tag: 'stale' });
  assert.equal(await pendingVerification(pool, token), undefined);
});

test('an email that is proven in another browser begins the account anew: nothing of what a stranger typed in stays', async () => {
  const form = signUpInput({ verifyFirst: true, name: 'Eve', phone: '+44 7700 900666' });
  const stranger = await signedUpDriver(pool, { ...form, invitation: await newInvitation(pool, form.email) });
  const bystander = await signedUpDriver(pool);
  const { token = '' } = await mailServer.mailTo(form.email);
  const proven = await verifyEmail(pool, token, bystander.customerNumber);
  assert.ok(proven.tag === 'begun_anew');
  const account = await accountOf(pool, stranger.customerNumber);
  assert.deepEqual([account?.name, account?.phone, account?.password], [null, null, null]);
  assert.equal(await signedIn(pool, stranger.token), undefined);
  assert.deepEqual(await awaitedLinksOf(pool, stranger.customerNumber), []);
  assert.deepEqual(await agreementsOf(pool, stranger.customerNumber), []);
  const set = await setPassword(pool, proven.token, 'nine green bicycles');
  const owner = set.tag === 'done' ? await signedIn(pool, set.token) : undefined;
  assert.deepEqual(
    [owner?.customerNumber, owner?.emailVerified, owner?.agreedTo],
    [stranger.customerNumber, true, null],
  );
  assert.equal((await linksOfCustomer(pool, stranger.customerNumber)).length, 0);
});

test('a new email is proven at the new address by the customer alone, and the address before is notified', async () => {
  const [ana, eve] = [await signedUpDriver(pool), await signedUpDriver(pool)];
  const ask = async (email: string) => await requestEmailChange(pool, ana.who, { email, password: PASSWORD });
  assert.deepEqual(await requestEmailChange(pool, ana.who, { email: 'x@example.com', password: 'no' }), {
    tag: 'wrong',
  });
  assert.deepEqual(await ask(eve.email), { tag: 'asked' }, 'whether another has the email is not said');
  assert.deepEqual(await ask(`new.${ana.email}`), { tag: 'asked' });
  const { token = '' } = await mailServer.mailTo(`new.${ana.email}`);
  assert.equal(await pendingEmail(pool, ana.who, token), `new.${ana.email}`);
  assert.deepEqual(await changeEmail(pool, eve.who, token), { tag: 'stale' });
  assert.deepEqual(await changeEmail(pool, ana.who, token), { tag: 'done', links: [] });
  assert.deepEqual(await changeEmail(pool, ana.who, token), { tag: 'stale' });
  const now = await signedIn(pool, ana.token);
  assert.deepEqual([now?.email, now?.emailVerified], [`new.${ana.email}`, true]);
  assert.match((await mailServer.mailTo(ana.email, 2)).text, /your email address was changed/);
  assert.equal(mailServer.received.filter(({ to }) => to.includes(eve.email)).length, 1, 'only their own sign-up mail');
});

test('a driver ID that another customer linked meanwhile stays theirs, and the outcome says so', async () => {
  const [ana, bea] = [await signedUpDriver(pool), await signedUpDriver(pool)];
  const invitation = await newInvitation(pool, ana.email);
  await agreeToLink(pool, ana.customerNumber, invitation, NO_TERMS, true);
  await agreeToLink(pool, bea.customerNumber, { ...invitation, email: bea.email }, NO_TERMS, false);
  const done = await verifyEmail(pool, (await mailServer.mailTo(ana.email)).token ?? '', ana.customerNumber);
  assert.ok(done.tag === 'done');
  assert.deepEqual(
    done.links.map(({ linked }) => linked.tag),
    ['taken'],
  );
  const actions = await auditedActions(pool, ana.customerNumber);
  assert.equal(actions.at(-1), 'was refused a driver ID that belongs to someone else');
  assert.equal((await awaitedLinksOf(pool, ana.customerNumber)).length, 0);
});

test('tokens are stored as hashes, serve only their own purpose, and expire', async () => {
  const ana = await signedUpDriver(pool);
  const { token = '' } = await mailServer.mailTo(ana.email);
  const stored = await pool.query<{ all: string }>(
    'select string_agg(to_jsonb(t)::text, $1) as all from mailed_token t',
    [' '],
  );
  const all = stored.rows[0]?.all;
  assert.ok(!all?.includes(token) && !all?.includes(Buffer.from(token).toString('hex')));
  assert.deepEqual(await setPassword(pool, token, 'nine green bicycles'), { tag: 'stale' });
  await pool.query('update mailed_token set expires_at = now() where customer_number = $1', [ana.customerNumber]);
  assert.deepEqual(await verifyEmail(pool, token, ana.customerNumber), { tag: 'stale' });
  for (const invalid of ['', 'x', 'ü', '\0'])
    assert.deepEqual(await verifyEmail(pool, invalid, undefined), { tag: 'stale' });
});

test('a customer can request four verification mails an hour', async () => {
  const { customerNumber, email } = await signedUpDriver(pool);
  const tags: string[] = [];
  for (let request = 0; request < 5; request++) tags.push((await requestVerificationMail(pool, customerNumber)).tag);
  assert.deepEqual(tags, ['asked', 'asked', 'asked', 'asked', 'too_many']);
  await mailServer.mailTo(email, 5);
});
