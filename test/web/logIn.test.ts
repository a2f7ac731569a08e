import assert from 'node:assert/strict';
import { test } from 'node:test';
import { addCustomer } from '../../src/store/customer/customers.ts';
import { openPage, UNTRUSTED_HOST } from '../support/browser.ts';
import { type FormClient, formClient, linkPath, PASSWORD, signUpForm } from '../support/formClient.ts';
import { startMailServer } from '../support/mailServer.ts';
import { heading, logIn, pathOf, press, signUp, statusText } from '../support/pageActions.ts';
import { startService } from '../support/service.ts';

const mailServer = await startMailServer();
const service = await startService({ SMTP_URL: mailServer.url });
const { pool } = service.database;

async function customer(email: string): Promise<FormClient> {
  const client = formClient(service.url);
  const done = await client.post('/sign-up', { ...(await signUpForm(client, '/sign-up')), email });
  assert.equal(done.status, 303);
  return client;
}

test('without JavaScript, logging in returns to the page that asked for it', async () => {
  const page = await openPage(service.url, { javaScriptEnabled: false });
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
  assert.equal(pathOf(page), '/my-cover', 'a signed-in customer is not asked to log in');
});

test('over plain http, where browsers send no Sec-Fetch-Site, forms are accepted by their Origin', async () => {
  const page = await openPage(service.url.replace('127.0.0.1', UNTRUSTED_HOST));
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

test('a week and the end of a link survive the log-in, any other address does not', async () => {
  const client = formClient(service.url);
  for (const [path, to] of [
    ['/my-cover?week=2026-W07', '/my-cover?week=2026-W07'],
    ['/links/end?link=12', '/links/end?link=12'],
    ['/my-cover?week=https://evil.example', '/my-cover'],
  ] as const)
    assert.equal((await client.get(path)).location, `/log-in?${new URLSearchParams({ to }).toString()}`);
  await customer('detour@example.com');
  const typed = { email: 'detour@example.com', password: PASSWORD };
  const leadsTo = async (to: string) => (await formClient(service.url).post('/log-in', { ...typed, to })).location;
  assert.equal(await leadsTo('/links/end?link=12'), '/links/end?link=12');
  assert.equal(await leadsTo('//evil.example'), '/my-cover');
});

test('a blank in an email that is typed is an error', async () => {
  const answer = await formClient(service.url).post('/log-in', { email: 'a b@example.com', password: PASSWORD });
  assert.match(answer.body, /Enter an email address/);
});

test('the answer to a wrong log-in is the same for known and unknown emails', async () => {
  await customer('known@example.com');
  const answers = [];
  for (const email of ['known@example.com', 'nobody@example.com']) {
    const { status, body } = await formClient(service.url).post('/log-in', { email, password: 'not this one' });
    answers.push({ status, body: body.replaceAll(email, 'EMAIL').replaceAll(/name="form" value="[^"]+"/g, '') });
  }
  assert.equal(answers[0]?.status, 422);
  assert.deepEqual(answers[0], answers[1]);
});

test('the answer to a forgotten password is the same for known and unknown emails', async () => {
  for (const email of ['known@example.com', 'nobody@example.com']) {
    const { status, location } = await formClient(service.url).post('/forgot', { email });
    assert.deepEqual([status, location], [303, '/forgot/sent']);
  }
});

test('a log-in begins a new session, and ends the former one of the browser', async () => {
  const client = await customer('bob@example.com');
  const first = client.cookies.get('sign_in');
  await client.post('/log-in', { email: 'bob@example.com', password: PASSWORD });
  assert.notEqual(client.cookies.get('sign_in'), first);
  assert.equal((await withToken(first).get('/my-cover')).location, '/log-in?to=%2Fmy-cover');
});

test('logging out ends the session in the database as well as the cookie', async () => {
  const client = await customer('cem@example.com');
  const token = client.cookies.get('sign_in');
  assert.equal((await withToken(token).get('/my-cover')).status, 200);
  await client.post('/log-out', {});
  assert.equal(client.cookies.has('sign_in'), false);
  assert.equal((await withToken(token).get('/my-cover')).status, 302);
  assert.equal((await client.post('/log-out', {})).status, 303, 'logging out twice is no error');
});

function withToken(token: string | undefined): FormClient {
  const client = formClient(service.url);
  client.cookies.set('sign_in', token ?? '');
  return client;
}

test('a customer without a password sets one by mail, and is redirected to the link that was opened', async () => {
  await addCustomer(pool, { number: 'OP1', email: 'added@example.com', name: 'Added Driver', from: -Infinity });
  const page = await openPage(service.url, { javaScriptEnabled: false });
  await page.goto(linkPath(service.provider.name, '1686', 'added@example.com'));
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
  assert.match(await statusText(page), /You are linked/);

  const again = await page.goto(mailed);
  assert.equal(again?.status(), 410, 'the mailed link works once');
  assert.match(await heading(page), /used or is too old/);
});

test('a new password ends every session but this one', async () => {
  const [here, other] = [await customer('dora@example.com'), formClient(service.url)];
  await other.post('/log-in', { email: 'dora@example.com', password: PASSWORD });
  const wrong = await here.post('/change-password', { old_password: 'not it', new_password: 'a new long password' });
  assert.equal(wrong.status, 422);
  assert.match(wrong.body, /not your present password/);
  const done = await here.post('/change-password', { old_password: PASSWORD, new_password: 'a new long password' });
  assert.equal(done.status, 303);
  assert.equal((await here.get('/my-cover')).status, 200);
  assert.equal((await other.get('/my-cover')).status, 302);
  assert.equal(
    (await formClient(service.url).post('/log-in', { email: 'dora@example.com', password: PASSWORD })).status,
    422,
  );
});

test('a token that was never mailed shows no form and changes nothing', async () => {
  for (const token of ['', 'x', 'A'.repeat(43)]) {
    assert.equal((await formClient(service.url).get(`/set-password?token=${token}`)).status, 410);
    assert.equal(
      (await formClient(service.url).post('/set-password', { token, password: 'a new long password' })).status,
      410,
    );
    assert.equal((await formClient(service.url).post('/verify', { token })).status, 410);
  }
});

test('too many wrong passwords for one email are asked to wait, and so is the right one', async () => {
  await customer('fay@example.com');
  const client = formClient(service.url);
  let answer = await client.post('/log-in', { email: 'fay@example.com', password: 'wrong' });
  for (let tries = 1; tries < 20 && !answer.headers.has('retry-after'); tries++) {
    answer = await client.post('/log-in', { email: 'fay@example.com', password: 'wrong' });
  }
  assert.match(answer.body, /Too many tries\. Wait/);
  const right = await client.post('/log-in', { email: 'fay@example.com', password: PASSWORD });
  assert.match(right.body, /Too many tries/);
});

test('the session cookie is HttpOnly, and over https Secure and bound to the host', async () => {
  const over = await startService({ PUBLIC_URL: 'https://cover.example' });
  for (const [site, name, last] of [
    [service.url, 'sign_in', ''],
    [over.url, '__Host-sign_in', '; Secure'],
  ] as const) {
    const client = formClient(site);
    const form = await signUpForm(client, '/sign-up');
    const headers = { origin: site === over.url ? 'https://cover.example' : site };
    const done = await client.post('/sign-up', { ...form, email: 'gus@example.com' }, headers);
    const cookie = done.headers.getSetCookie().find((each) => each.startsWith(`${name}=`)) ?? '';
    assert.match(cookie, new RegExp(`^${name}=[\\w-]{43}; Max-Age=\\d+; Path=/; HttpOnly${last}; SameSite=Lax$`));
    assert.equal(done.headers.has('strict-transport-security'), last !== '');
  }
});

test('signing up or setting a password in a browser ends the session of the customer before', async () => {
  const client = await customer('before@example.com');
  const before = withToken(client.cookies.get('sign_in'));
  assert.equal((await before.get('/my-data')).status, 200);
  const form = await signUpForm(formClient(service.url), '/sign-up');
  await client.post('/sign-up', { ...form, email: 'after@example.com' });
  assert.match((await client.get('/my-data')).body, /after@example\.com/);
  assert.equal((await before.get('/my-data')).status, 302);

  const after = withToken(client.cookies.get('sign_in'));
  await customer('third@example.com');
  await client.post('/forgot', { email: 'third@example.com' });
  const token = (await mailServer.linkTo('third@example.com', '/set-password')).split('=')[1] ?? '';
  await client.post('/set-password', { token, password: 'nine green bicycles' });
  assert.match((await client.get('/my-data')).body, /third@example\.com/);
  assert.equal((await after.get('/my-data')).status, 302);
});
