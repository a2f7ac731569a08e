import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sign } from '../../src/accounts/linking/linkSignature.ts';
import { addCustomer } from '../../src/store/customer/customers.ts';
import { aVisitor } from '../support/browser.ts';
import { startMailServer } from '../support/mailServer.ts';
import { reporting } from '../support/reporting.ts';
import { startService } from '../support/service.ts';
import { fillSignUp, heading, pathOf, press } from '../support/steps.ts';
import { linkFor, PASSWORD, signUpForm, visitor } from '../support/visitor.ts';

const service = await startService({ INSURER_NAME: 'Fairway Insurance' });
const COURIER = service.provider.name;
const { pool } = service.database;
const mailServer = await startMailServer();
const mailing = await startService({ SMTP_URL: mailServer.url });

test("from a work provider's link to covered now, with a login posted over the API in between", async () => {
  const page = await aVisitor(service.url);
  await page.goto(linkFor(COURIER, '1686', 'ana@example.com'));
  assert.equal(pathOf(page), '/sign-up');
  assert.equal(await page.getByLabel('Email address').inputValue(), 'ana@example.com');
  assert.match(await page.getByRole('main').innerText(), new RegExp(`${COURIER}[^]*1686`));

  await fillSignUp(page);
  await press(page, 'Sign up and link');
  assert.equal(pathOf(page), '/my-cover');
  assert.match(await page.getByRole('status').first().innerText(), /You are linked/);

  const body = JSON.stringify({ driverId: '1686', timestamp: new Date(Date.now() - 60_000).toISOString() });
  assert.equal((await service.ask({ method: 'POST', path: '/v1/shift/login', body })).status, 202);
  await page.goto('/my-cover');
  assert.match(await heading(page), /You are covered/);
});

test('what was agreed to is kept with its version', async () => {
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

test('without JavaScript, faults stand beside their fields, and nothing typed is lost but the password', async () => {
  const page = await aVisitor(service.url, { javaScriptEnabled: false });
  await page.goto(linkFor(COURIER, '2001', 'ben@example.com'));
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

test('reloading the page after signing up sends nothing twice', async () => {
  const page = await aVisitor(service.url);
  await page.goto(linkFor(COURIER, '2002', 'cem@example.com'));
  await fillSignUp(page);
  await press(page, /^Sign up/);
  const answer = await page.reload();
  assert.equal(answer?.request().method(), 'GET');
  assert.equal(answer?.status(), 200);
});

test('whoever signs up by themselves has a customer number and no link', async () => {
  const who = visitor(service.url);
  const done = await who.post('/sign-up', { ...(await signUpForm(who, '/sign-up')), email: 'dora@example.com' });
  assert.deepEqual([done.status, done.location], [303, '/my-cover']);
  const found = await pool.query(
    `select c.number, l.id from customer c left join link l on l.customer_number = c.number where email = 'dora@example.com'`,
  );
  assert.equal(found.rows[0].id, null);
  assert.match((await who.ask('/my-cover')).body, new RegExp(found.rows[0].number));
});

test('signing up with an address that has an account changes nothing, and leads to log in', async () => {
  await addCustomer(pool, { number: 'OLD1', email: 'old@example.com', name: 'Old Customer', from: -Infinity });
  const page = await aVisitor(service.url);
  await page.goto(linkFor(COURIER, '2003', 'other@example.com'));
  await fillSignUp(page, { email: 'OLD@example.com' });
  await press(page, /^Sign up/);
  assert.equal(pathOf(page), '/log-in');
  assert.match(await page.getByRole('status').innerText(), /has an account already/);
  assert.match(await page.getByRole('main').innerText(), new RegExp(COURIER), 'the link is not forgotten');
  assert.equal((await pool.query("select 1 from link where driver_id = '2003'")).rowCount, 0);
});

test('a failure halfway leaves nothing behind, and doing it again works', async () => {
  const who = visitor(service.url);
  const { location = '' } = await who.ask(linkFor(COURIER, '2004', 'eve@example.com'));
  const form = await signUpForm(who, location);
  await pool.query(
    `create function fail() returns trigger language plpgsql as $$ begin raise exception 'the disk is full'; end $$`,
  );
  await pool.query('create trigger fail before insert on link for each row execute function fail()');
  const failed = await who.post('/sign-up', form);
  assert.equal(failed.status, 503);
  assert.match(failed.body, /<h1>Something is wrong on our side<\/h1>/);
  assert.doesNotMatch(failed.body, /disk is full/);
  assert.equal((await pool.query("select 1 from customer where email = 'eve@example.com'")).rowCount, 0);

  await pool.query('drop trigger fail on link');
  const done = await who.post('/sign-up', form);
  assert.deepEqual([done.status, done.location], [303, '/my-cover?done=linked']);
});

test('terms that change while the form is open have to be agreed to again', async () => {
  const who = visitor(service.url);
  const { location = '' } = await who.ask(linkFor(COURIER, '2005', 'fay@example.com'));
  const form = await signUpForm(who, location);
  const add = 'insert into terms (document, version, text) values ($1, $2, $3)';
  await pool.query(add, [
    String(service.provider.id),
    '2027-01',
    'We share your shifts with the insurer.\n\nFor <b>as long</b> as you like.',
  ]);
  const again = await who.post('/sign-up', form);
  assert.equal(again.status, 422);
  assert.match(again.body, /These terms changed while the page was open/);
  assert.match(again.body, /For &lt;b&gt;as long&lt;\/b&gt; as you like\./);
  const done = await who.post('/sign-up', { ...form, provider_terms: '2027-01' });
  assert.equal(done.location, '/my-cover?done=linked');
});

test('with mail, a link waits until the email is confirmed; the mailed link works once, and opening it does nothing', async () => {
  const page = await aVisitor(mailing.url, { javaScriptEnabled: false });
  await page.goto(linkFor(mailing.provider.name, '3001', 'gus@example.com'));
  await fillSignUp(page);
  await press(page, /^Sign up/);
  assert.equal(pathOf(page), '/verify/first');
  assert.match(await heading(page), /confirm your email/);
  const links = () => mailing.database.pool.query('select driver_id from link').then((found) => found.rows);
  assert.deepEqual(await links(), []);

  const mailed = await mailServer.linkTo('gus@example.com', '/verify');
  await page.goto(mailed);
  assert.match(await page.getByRole('main').innerText(), /gus@example\.com[^]*3001/);
  assert.deepEqual(await links(), [], 'opening the mail links nothing');
  await press(page, 'Yes, confirm my address');
  assert.equal(pathOf(page), '/my-cover');
  assert.match(await page.getByRole('status').first().innerText(), /confirmed and you are linked/);
  assert.deepEqual(await links(), [{ driver_id: '3001' }]);

  const again = await page.goto(mailed);
  assert.equal(again?.status(), 410);
  assert.match(await heading(page), /used or is too old/);
  const report = await reporting(mailing.database.pool, mailing.provider.name);
  await report('login 3001 -1h');
  await page.goto('/my-cover');
  assert.match(await heading(page), /^You are covered/);
});

test('with mail, of two who wait for one driver ID the first to confirm has it, and the second is told', async () => {
  const [first, second] = [await waiting('3002', 'first@example.com'), await waiting('3002', 'second@example.com')];
  assert.equal(
    (await second.who.post('/verify', { token: second.token })).location,
    '/my-cover?done=verified_and_linked',
  );
  assert.equal((await first.who.post('/verify', { token: first.token })).location, '/link/problem?why=taken');
  const stranger = await visitor(mailing.url).post('/verify', { token: first.token });
  assert.equal(stranger.status, 410);
});

/** Somebody who has signed up for a driver ID, and has the mail. */
async function waiting(driverId: string, email: string) {
  const who = visitor(mailing.url);
  const { location = '' } = await who.ask(linkFor(mailing.provider.name, driverId, email));
  assert.match((await who.post('/sign-up', await signUpForm(who, location))).location ?? '', /^\/verify\/first\?/);
  const token = (await mailServer.linkTo(email, '/verify')).split('=')[1] as string;
  return { who, token };
}

test('with mail, a signed link takes effect at once, for the address it was made for and no other', async () => {
  const secret = Buffer.from('a secret of thirty-two bytes, ok');
  const { id, name: wp } = mailing.provider;
  await mailing.database.pool.query('insert into provider_link_secret (work_provider_id, secret) values ($1, $2)', [
    id,
    secret,
  ]);
  const params = { wp, wp_id: '3003', email: 'hal@example.com', expires: String(Math.floor(Date.now() / 1000) + 60) };
  const who = visitor(mailing.url);
  const { location = '' } = await who.ask(
    linkFor(wp, '3003', params.email, { expires: params.expires, signature: sign(secret, params) }),
  );
  const form = await signUpForm(who, location);
  const other = await who.post('/sign-up', { ...form, email: 'eve@example.com' });
  assert.equal(other.status, 422);
  assert.match(other.body, /The link you opened is for hal@example\.com/);
  assert.equal((await who.post('/sign-up', form)).location, '/my-cover?done=linked');
});

test('the password is kept as argon2id, and no token is kept as it is', async () => {
  const kept = await pool.query(
    "select password from account join customer on number = customer_number where email = 'ana@example.com'",
  );
  assert.match(kept.rows[0].password, /^\$argon2id\$/);
  const who = visitor(service.url);
  await who.post('/log-in', { email: 'ana@example.com', password: PASSWORD });
  const signIns = await pool.query("select encode(sha256, 'base64') as kept from sign_in");
  assert.ok(signIns.rows.every(({ kept }) => kept !== who.cookies.get('sign_in')));
});
