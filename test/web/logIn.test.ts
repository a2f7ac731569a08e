import assert from 'node:assert/strict';
import { test } from 'node:test';
import { addCustomer } from '../../src/store/customer/customers.ts';
import { aVisitor, FAR_HOST } from '../support/browser.ts';
import { startMailServer } from '../support/mailServer.ts';
import { startService } from '../support/service.ts';
import { heading, logIn, pathOf, press, signUp } from '../support/steps.ts';
import { linkFor, PASSWORD, signUpForm, type Visitor, visitor } from '../support/visitor.ts';

const mailServer = await startMailServer();
const service = await startService({ SMTP_URL: mailServer.url });
const { pool } = service.database;

async function customer(email: string): Promise<Visitor> {
  const who = visitor(service.url);
  const done = await who.post('/sign-up', { ...(await signUpForm(who, '/sign-up')), email });
  assert.equal(done.status, 303);
  return who;
}

test('in and out again in a browser without JavaScript, and back to the page that was wanted', async () => {
  const page = await aVisitor(service.url, { javaScriptEnabled: false });
  await signUp(page, 'ana@example.com');
  await press(page, 'Log out');
  assert.equal(pathOf(page), '/log-in');
  assert.match(await page.getByRole('status').innerText(), /You are logged out/);

  await page.goto('/change-password');
  assert.equal(pathOf(page), '/log-in');
  await logIn(page, 'ANA@example.com', 'not my password');
  assert.match(await page.locator('#password-error').innerText(), /do not match/);
  assert.equal(await page.getByLabel('Email address').inputValue(), 'ANA@example.com');
  assert.equal(await page.getByLabel('Password').inputValue(), '');
  await logIn(page, 'ANA@example.com');
  assert.equal(pathOf(page), '/change-password');
  await page.goto('/log-in');
  assert.equal(pathOf(page), '/my-cover', 'whoever is logged in need not log in');
});

test('forms pass over plain http too, where browsers send no Sec-Fetch-Site and only Origin tells whose they are', async () => {
  const page = await aVisitor(service.url.replace('127.0.0.1', FAR_HOST));
  await page.goto('/sign-up');
  const [request] = await Promise.all([
    page.waitForRequest((sent) => sent.method() === 'POST'),
    signUp(page, 'far@example.com'),
  ]);
  const headers = await request.allHeaders();
  assert.equal(headers['sec-fetch-site'], undefined);
  assert.match(headers['origin'] ?? '', /^http:\/\/cover\.test:/);
  assert.equal(pathOf(page), '/verify/first');
});

test('the answer to a wrong log-in is the same for known and unknown emails', async () => {
  await customer('known@example.com');
  const answers = [];
  for (const email of ['known@example.com', 'nobody@example.com']) {
    const { status, body } = await visitor(service.url).post('/log-in', { email, password: 'not this one' });
    answers.push({ status, body: body.replaceAll(email, 'EMAIL') });
  }
  assert.equal(answers[0]?.status, 422);
  assert.deepEqual(answers[0], answers[1]);
});

test('so is the answer to a forgotten password', async () => {
  for (const email of ['known@example.com', 'nobody@example.com']) {
    const { status, location } = await visitor(service.url).post('/forgot', { email });
    assert.deepEqual([status, location], [303, '/forgot/sent']);
  }
});

test('a log-in begins a sign-in of its own, and ends the one this browser had', async () => {
  const who = await customer('bob@example.com');
  const first = who.cookies.get('sign_in');
  await who.post('/log-in', { email: 'bob@example.com', password: PASSWORD });
  assert.notEqual(who.cookies.get('sign_in'), first);
  assert.equal((await withToken(first).ask('/my-cover')).location, '/log-in?to=%2Fmy-cover');
});

test('logging out ends the sign-in itself, not only the cookie', async () => {
  const who = await customer('cem@example.com');
  const token = who.cookies.get('sign_in');
  assert.equal((await withToken(token).ask('/my-cover')).status, 200);
  await who.post('/log-out', {});
  assert.equal(who.cookies.has('sign_in'), false);
  assert.equal((await withToken(token).ask('/my-cover')).status, 302);
  assert.equal((await who.post('/log-out', {})).status, 303, 'a second time is no fault');
});

function withToken(token: string | undefined): Visitor {
  const who = visitor(service.url);
  (who.cookies as Map<string, string>).set('sign_in', token ?? '');
  return who;
}

test('a customer whom an operator added sets a password by mail, and goes on with the link that led there', async () => {
  await addCustomer(pool, { number: 'OP1', email: 'added@example.com', name: 'Added Driver', from: -Infinity });
  const page = await aVisitor(service.url, { javaScriptEnabled: false });
  await page.goto(linkFor(service.provider.name, '1686', 'added@example.com'));
  assert.equal(pathOf(page), '/log-in');
  await page.getByRole('link', { name: 'Get a mail to set it' }).click();
  assert.equal(await page.getByLabel('Email address').inputValue(), 'added@example.com');
  await press(page, 'Send me the mail');
  assert.equal(await heading(page), 'Look in your mail');

  const mailed = await mailServer.linkTo('added@example.com', '/set-password');
  await page.goto(mailed);
  await page.getByLabel('New password').fill('password12');
  await press(page, 'Set password');
  assert.match(await page.locator('#password-error').innerText(), /first that anyone would try/);
  await page.getByLabel('New password').fill('a password of my own');
  await press(page, 'Set password');
  assert.equal(pathOf(page), '/link');
  await page.getByRole('checkbox').check();
  await press(page, 'Agree and link');
  assert.equal(pathOf(page), '/my-cover');
  assert.match(await page.getByRole('status').first().innerText(), /You are linked/);

  const again = await page.goto(mailed);
  assert.equal(again?.status(), 410, 'the mailed link works once');
  assert.match(await heading(page), /used or is too old/);
});

test('a new password ends every other sign-in, and this one goes on', async () => {
  const [here, elsewhere] = [await customer('dora@example.com'), visitor(service.url)];
  await elsewhere.post('/log-in', { email: 'dora@example.com', password: PASSWORD });
  const wrong = await here.post('/change-password', { old_password: 'not it', new_password: 'a new long password' });
  assert.equal(wrong.status, 422);
  assert.match(wrong.body, /not your present password/);
  const done = await here.post('/change-password', { old_password: PASSWORD, new_password: 'a new long password' });
  assert.equal(done.status, 303);
  assert.equal((await here.ask('/my-cover')).status, 200);
  assert.equal((await elsewhere.ask('/my-cover')).status, 302);
  assert.equal(
    (await visitor(service.url).post('/log-in', { email: 'dora@example.com', password: PASSWORD })).status,
    422,
  );
});

test('a token that was never mailed neither shows the form nor sets anything', async () => {
  for (const token of ['', 'x', 'A'.repeat(43)]) {
    assert.equal((await visitor(service.url).ask(`/set-password?token=${token}`)).status, 410);
    assert.equal(
      (await visitor(service.url).post('/set-password', { token, password: 'a new long password' })).status,
      410,
    );
    assert.equal((await visitor(service.url).post('/verify', { token })).status, 410);
  }
});

test('too many wrong tries for one email are asked to wait, and the right password waits too', async () => {
  await customer('fay@example.com');
  const who = visitor(service.url);
  let seen = await who.post('/log-in', { email: 'fay@example.com', password: 'wrong' });
  for (let tries = 1; tries < 20 && !seen.headers.has('retry-after'); tries++) {
    seen = await who.post('/log-in', { email: 'fay@example.com', password: 'wrong' });
  }
  assert.match(seen.body, /Too many tries\. Wait/);
  const right = await who.post('/log-in', { email: 'fay@example.com', password: PASSWORD });
  assert.match(right.body, /Too many tries/);
});

test('the cookie of a sign-in cannot be read by scripts, and over https is bound to this host', async () => {
  const over = await startService({ PUBLIC_URL: 'https://cover.example' });
  for (const [site, name, last] of [
    [service.url, 'sign_in', ''],
    [over.url, '__Host-sign_in', '; Secure'],
  ] as const) {
    const who = visitor(site);
    const form = await signUpForm(who, '/sign-up');
    const headers = { origin: site === over.url ? 'https://cover.example' : site };
    const done = await who.post('/sign-up', { ...form, email: 'gus@example.com' }, headers);
    const cookie = done.headers.getSetCookie().find((each) => each.startsWith(`${name}=`)) ?? '';
    assert.match(cookie, new RegExp(`^${name}=[\\w-]{43}; Max-Age=\\d+; Path=/; HttpOnly${last}; SameSite=Lax$`));
    assert.equal(done.headers.has('strict-transport-security'), last !== '');
  }
});

test('whoever signs up or sets a password where someone else is logged in leaves no way back into that account', async () => {
  const who = await customer('before@example.com');
  const before = withToken(who.cookies.get('sign_in'));
  assert.equal((await before.ask('/my-data')).status, 200);
  const form = await signUpForm(visitor(service.url), '/sign-up');
  await who.post('/sign-up', { ...form, email: 'after@example.com' });
  assert.match((await who.ask('/my-data')).body, /after@example\.com/);
  assert.equal((await before.ask('/my-data')).status, 302);

  const after = withToken(who.cookies.get('sign_in'));
  await customer('third@example.com');
  await who.post('/forgot', { email: 'third@example.com' });
  const token = (await mailServer.linkTo('third@example.com', '/set-password')).split('=')[1] ?? '';
  await who.post('/set-password', { token, password: 'nine green bicycles' });
  assert.match((await who.ask('/my-data')).body, /third@example\.com/);
  assert.equal((await after.ask('/my-data')).status, 302);
});
