import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sign } from '../../src/accounts/linking/linkSignature.ts';
import { addCustomer } from '../../src/store/customer/customers.ts';
import { addLinkSecret } from '../../src/store/provider/linkSecrets.ts';
import { openPage } from '../support/browser.ts';
import { formClient, formIn, linkPath, PASSWORD, signUpForm } from '../support/formClient.ts';
import { startMailServer } from '../support/mailServer.ts';
import { fillSignUp, heading, mainText, pathOf, press, statusText } from '../support/pageActions.ts';
import { reporting } from '../support/reporting.ts';
import { startService } from '../support/service.ts';

const service = await startService({ INSURER_NAME: 'Fairway Insurance' });
const COURIER = service.provider.name;
const { pool } = service.database;
const { owner } = service;
const mailServer = await startMailServer();
const mailing = await startService({ SMTP_URL: mailServer.url });

test("a driver signs up by a work provider's link, a login is posted, and the driver is covered", async () => {
  const page = await openPage(service.url);
  await page.goto(linkPath(COURIER, '1686', 'ana@example.com'));
  assert.equal(pathOf(page), '/sign-up');
  assert.equal(await page.getByLabel('Email address').inputValue(), 'ana@example.com');
  assert.match(await mainText(page), new RegExp(`${COURIER}[^]*1686`));

  await fillSignUp(page);
  await press(page, 'Sign up and link');
  assert.equal(pathOf(page), '/my-cover');
  assert.match(await statusText(page), /You are linked/);

  const body = JSON.stringify({ driverId: '1686', timestamp: new Date(Date.now() - 60_000).toISOString() });
  assert.equal((await service.ask({ method: 'POST', path: '/v1/shift/login', body })).status, 202);
  await page.goto('/my-cover');
  assert.match(await heading(page), /You are covered/);
});

test('agreements are stored with the version of the terms', async () => {
  const found = await pool.query(
    `select a.document, a.version, length(t.text) > 0 as "hasText" from agreement a join terms t using (document, version)
     join customer c on c.number = a.customer_number where c.email = 'ana@example.com' order by 1 desc`,
  );
  assert.deepEqual(
    found.rows.map((row) => row.document),
    ['insurer', String(service.provider.id)],
  );
  assert.ok(found.rows.every((row) => row.hasText));
});

test('without JavaScript, errors are shown at their fields, and all values but the password are kept', async () => {
  const page = await openPage(service.url, { javaScriptEnabled: false });
  await page.goto(linkPath(COURIER, '2001', 'ben@example.com'));
  await page.getByLabel('Your full name').fill('Ben "the wheel" <b>Okoro</b>');
  await page.getByLabel('Mobile number').fill('call me');
  await page.getByLabel('Password').fill('short');
  await page.getByLabel('I agree to the terms of Fairway Insurance').check();
  await press(page, /^Sign up/);

  assert.equal(pathOf(page), '/sign-up');
  assert.match(await page.title(), /^Error: Sign up/);
  const phone = page.getByLabel('Mobile number');
  assert.equal(await phone.getAttribute('aria-invalid'), 'true');
  const about = (await phone.getAttribute('aria-describedby')) ?? '';
  assert.match(await page.locator(`#${about.split(' ').at(-1)}`).innerText(), /Enter a phone number/);
  assert.equal(await phone.inputValue(), 'call me');
  assert.equal(await page.getByLabel('Your full name').inputValue(), 'Ben "the wheel" <b>Okoro</b>');
  assert.equal(await page.getByLabel('Email address').inputValue(), 'ben@example.com');
  assert.equal(await page.getByLabel('Password').inputValue(), '');
  assert.ok(await page.getByLabel('I agree to the terms of Fairway Insurance').isChecked());
  assert.ok(!(await page.getByLabel(`I agree to the terms of ${COURIER}`).isChecked()));
  assert.equal(await page.locator('[aria-invalid=true]').count(), 3);

  await fillSignUp(page);
  await press(page, /^Sign up/);
  assert.equal(pathOf(page), '/my-cover');
});

test('reloading the page after signing up posts nothing again', async () => {
  const page = await openPage(service.url);
  await page.goto(linkPath(COURIER, '2002', 'cem@example.com'));
  await fillSignUp(page);
  await press(page, /^Sign up/);
  const answer = await page.reload();
  assert.equal(answer?.request().method(), 'GET');
  assert.equal(answer?.status(), 200);
});

test('signing up without a link gives a customer number and no link', async () => {
  const client = formClient(service.url);
  const done = await client.post('/sign-up', { ...(await signUpForm(client, '/sign-up')), email: 'dora@example.com' });
  assert.deepEqual([done.status, done.location], [303, '/my-cover']);
  const found = await pool.query(
    `select c.number, l.id from customer c left join link l on l.customer_number = c.number where email = 'dora@example.com'`,
  );
  assert.equal(found.rows[0].id, null);
  assert.match((await client.get('/my-cover')).body, new RegExp(found.rows[0].number));
});

test('signing up with a known email changes nothing, and redirects to log in', async () => {
  await addCustomer(pool, { number: 'OLD1', email: 'old@example.com', name: 'Old Customer', from: -Infinity });
  const page = await openPage(service.url);
  await page.goto(linkPath(COURIER, '2003', 'other@example.com'));
  await fillSignUp(page, { email: 'OLD@example.com' });
  await press(page, /^Sign up/);
  assert.equal(pathOf(page), '/log-in');
  assert.match(await page.getByRole('status').innerText(), /has an account already/);
  assert.match(await mainText(page), new RegExp(COURIER), 'the link is not forgotten');
  assert.equal((await pool.query("select 1 from link where driver_id = '2003'")).rowCount, 0);
});

test('a sign-up that fails halfway leaves no data, and can be repeated', async () => {
  const client = formClient(service.url);
  const { location = '' } = await client.get(linkPath(COURIER, '2004', 'eve@example.com'));
  const form = await signUpForm(client, location);
  await owner.query(
    `create function fail() returns trigger language plpgsql as $$ begin raise exception 'the disk is full'; end $$`,
  );
  await owner.query('create trigger fail before insert on link for each row execute function fail()');
  const failed = await client.post('/sign-up', form);
  assert.equal(failed.status, 503);
  assert.match(failed.body, /<h1>Something is wrong on our side<\/h1>/);
  assert.doesNotMatch(failed.body, /disk is full/);
  assert.equal((await pool.query("select 1 from customer where email = 'eve@example.com'")).rowCount, 0);

  await owner.query('drop trigger fail on link');
  const done = await client.post('/sign-up', form);
  assert.deepEqual([done.status, done.location], [303, '/my-cover?done=linked']);
});

test('terms that change while the form is open ask for agreement again', async () => {
  const client = formClient(service.url);
  const { location = '' } = await client.get(linkPath(COURIER, '2005', 'fay@example.com'));
  const form = await signUpForm(client, location);
  const add = 'insert into terms (document, version, text) values ($1, $2, $3)';
  await pool.query(add, [
    String(service.provider.id),
    '2027-01',
    'We share your shifts with the insurer.\n\nFor <b>as long</b> as you like.',
  ]);
  const again = await client.post('/sign-up', form);
  assert.equal(again.status, 422);
  assert.match(again.body, /These terms changed while the page was open/);
  assert.match(again.body, /For &lt;b&gt;as long&lt;\/b&gt; as you like\./);
  const done = await client.post('/sign-up', { ...form, provider_terms: '2027-01' });
  assert.equal(done.location, '/my-cover?done=linked');
});

test('with mail, a link takes effect when the email is verified; the mailed link works once, and opening it changes nothing', async () => {
  const page = await openPage(mailing.url, { javaScriptEnabled: false });
  await page.goto(linkPath(mailing.provider.name, '3001', 'gus@example.com'));
  await fillSignUp(page);
  await press(page, /^Sign up/);
  assert.equal(pathOf(page), '/verify/first');
  assert.match(await heading(page), /confirm your email/);
  const waiting = new RegExp(`you are linked to ${mailing.provider.name}`);
  assert.match(await mainText(page), waiting);
  await press(page, 'Send the mail again');
  assert.match(await statusText(page), /sent another mail/);
  assert.match(await mainText(page), waiting, 'also after a resend');
  const links = () => mailing.database.pool.query('select driver_id from link').then((found) => found.rows);
  assert.deepEqual(await links(), []);

  const mailed = await mailServer.linkTo('gus@example.com', '/verify');
  await page.goto(mailed);
  assert.match(await mainText(page), /gus@example\.com[^]*3001/);
  assert.deepEqual(await links(), [], 'opening the mail links nothing');
  await press(page, 'Yes, confirm my address');
  assert.equal(pathOf(page), '/my-cover');
  assert.match(await statusText(page), /confirmed and you are linked/);
  assert.deepEqual(await links(), [{ driver_id: '3001' }]);

  const again = await page.goto(mailed);
  assert.equal(again?.status(), 410);
  assert.match(await heading(page), /used or is too old/);
  const report = await reporting(mailing.database.pool, mailing.provider.name);
  await report('login 3001 -1h');
  await page.goto('/my-cover');
  assert.match(await heading(page), /^You are covered/);
});

test('with mail, of two customers with one driver ID the first to verify the email is linked, the other is notified', async () => {
  const [first, second] = [await waiting('3002', 'first@example.com'), await waiting('3002', 'second@example.com')];
  assert.equal(
    (await second.client.post('/verify', { token: second.token })).location,
    '/my-cover?done=verified_and_linked',
  );
  assert.equal((await first.client.post('/verify', { token: first.token })).location, '/link/problem?why=taken');
  const third = await waiting('3005', 'third@example.com');
  const elsewhere = formClient(mailing.url);
  assert.doesNotMatch((await elsewhere.get(`/verify?token=${third.token}`)).body, /3005/);
  const anew = await elsewhere.post('/verify', { token: third.token });
  assert.match(anew.location ?? '', /^\/set-password\?token=/);
  assert.equal((await third.client.get('/my-data')).status, 302, 'who signed up is logged out');
  const form = formIn((await elsewhere.get(anew.location ?? '')).body, '/set-password');
  const set = await elsewhere.post('/set-password', { ...form, password: PASSWORD });
  assert.equal(set.location, '/details?done=password_set');
  const details = (await elsewhere.get('/details')).body;
  assert.match(details, /Are these right\?[^]*id="name"[^>]* value=""[^]*I agree to the terms/);
  assert.match((await elsewhere.get('/my-cover')).body, /Please check your details and the terms/);
  const filled = { ...formIn(details, '/details'), name: 'Ana Silva', phone: '07700 900123' };
  assert.equal((await elsewhere.post('/details', { ...filled, insurer_terms: '' })).status, 422);
  assert.equal((await elsewhere.post('/details', filled)).status, 303);
  assert.doesNotMatch((await elsewhere.get('/my-cover')).body, /Please check your details/);
  const stranger = await formClient(mailing.url).post('/verify', { token: first.token });
  assert.equal(stranger.status, 410);
});

/** A client that signed up for the driver ID, with the token of its mail. */
async function waiting(driverId: string, email: string) {
  const client = formClient(mailing.url);
  const { location = '' } = await client.get(linkPath(mailing.provider.name, driverId, email));
  assert.match((await client.post('/sign-up', await signUpForm(client, location))).location ?? '', /^\/verify\/first$/);
  const token = (await mailServer.linkTo(email, '/verify')).split('=')[1] as string;
  return { client, token };
}

test('with mail, a signed link takes effect at once, for its own email only', async () => {
  const secret = Buffer.from('a secret of thirty-two bytes, ok');
  const { id, name: wp } = mailing.provider;
  await addLinkSecret(mailing.database.pool, id, secret);
  const params = { wp, wp_id: '3003', email: 'hal@example.com', expires: String(Math.floor(Date.now() / 1000) + 60) };
  const client = formClient(mailing.url);
  const { location = '' } = await client.get(
    linkPath(wp, '3003', params.email, { expires: params.expires, signature: sign(secret, params) }),
  );
  const form = await signUpForm(client, location);
  const other = await client.post('/sign-up', { ...form, email: 'eve@example.com' });
  assert.equal(other.status, 422);
  assert.match(other.body, /The link you opened is for hal@example\.com/);
  assert.equal((await client.post('/sign-up', form)).location, '/my-cover?done=linked');
});

test('passwords are stored as argon2id, and session tokens as hashes', async () => {
  const kept = await pool.query(
    "select password from account join customer on number = customer_number where email = 'ana@example.com'",
  );
  assert.match(kept.rows[0].password, /^\$argon2id\$/);
  const client = formClient(service.url);
  await client.post('/log-in', { email: 'ana@example.com', password: PASSWORD });
  const signIns = await pool.query("select encode(sha256, 'base64') as kept from sign_in");
  assert.ok(signIns.rows.every(({ kept }) => kept !== client.cookies.get('sign_in')));
});
