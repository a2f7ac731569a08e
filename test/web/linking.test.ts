import assert from 'node:assert/strict';
import { test } from 'node:test';
import { EncryptJWT } from 'jose';
import { endLink } from '../../src/store/customer/links.ts';
import { secretNamed } from '../../src/store/secrets.ts';
import { openPage } from '../support/browser.ts';
import { type FormClient, formClient, linkPath, PASSWORD, signUpForm } from '../support/formClient.ts';
import { heading, logIn, mainText, pathOf, press, signUp, statusText } from '../support/pageActions.ts';
import { startService } from '../support/service.ts';

const service = await startService();
const COURIER = service.provider.name;
const { pool } = service.database;

async function customer(email: string): Promise<FormClient> {
  const client = formClient(service.url);
  assert.equal((await client.post('/sign-up', { ...(await signUpForm(client, '/sign-up')), email })).status, 303);
  return client;
}

async function holdersOf(driverId: string): Promise<string[]> {
  const found = await pool.query<{ email: string }>(
    'select email from link join customer on number = customer_number where driver_id = $1',
    [driverId],
  );
  return found.rows.map(({ email }) => email);
}

/** The sealed invitation of a link that the client opens. */
async function invitationTo(client: FormClient, driverId: string, email: string): Promise<string> {
  const { location = '' } = await client.get(linkPath(COURIER, driverId, email));
  return new URLSearchParams(location.split('?')[1]).get('invitation') ?? '';
}

test('the link page says who shares what with whom, and agreeing links the driver', async () => {
  const page = await openPage(service.url, { javaScriptEnabled: false });
  await signUp(page, 'ana@example.com');
  await page.goto(linkPath(COURIER, '1686', 'ana@example.com'));
  assert.equal(await heading(page), `Link ${COURIER}`);
  const text = await mainText(page);
  for (const said of [COURIER, '1686', 'when you log in and log out', 'can end the link'])
    assert.ok(text.includes(said), said);

  await press(page, 'Agree and link');
  assert.match(await page.title(), /^Error: /);
  assert.match(await page.locator('#provider_terms-error').innerText(), /Tick the box if you agree/);
  assert.deepEqual(await holdersOf('1686'), []);
  await page.getByRole('checkbox').check();
  await press(page, 'Agree and link');
  assert.equal(pathOf(page), '/my-cover');
  assert.deepEqual(await holdersOf('1686'), ['ana@example.com']);
});

test('a link to the same driver ID again says that it is linked already, and asks for no agreement', async () => {
  const email = 'again@example.com';
  const page = await openPage(service.url, { javaScriptEnabled: false });
  await signUp(page, email);
  const [first, second] = [page, await page.context().newPage()];
  for (const tab of [first, second]) {
    await tab.goto(linkPath(COURIER, 'opened-twice', email));
    await tab.getByRole('checkbox').check();
  }
  await press(first, 'Agree and link');
  await first.goto(linkPath(COURIER, 'opened-twice', email));
  assert.equal(pathOf(first), '/my-cover');
  assert.match(await first.getByRole('status').first().innerText(), /linked already/);
  assert.deepEqual(await holdersOf('opened-twice'), [email]);

  await press(second, 'Agree and link');
  assert.match(await second.getByRole('status').first().innerText(), /linked already/);
  assert.deepEqual(await holdersOf('opened-twice'), [email]);
  await first.goto(linkPath(COURIER, 'another', email));
  assert.equal(await heading(first), `Link ${COURIER}`);
});

test('a link that has ended asks for agreement again', async () => {
  const lea = await customer('lea@example.com');
  const invitation = await invitationTo(lea, 'ended', 'lea@example.com');
  await lea.post('/link', { invitation, provider_terms: 'none-given', decision: 'agree' });
  assert.equal((await lea.get(`/link?invitation=${invitation}`)).location, '/my-cover?done=already_linked');
  const { customer_number: customerNumber } = (
    await pool.query("select customer_number from link where driver_id = 'ended'")
  ).rows[0];
  await endLink(pool, { workProvider: service.provider.id, driverId: 'ended', customerNumber }, undefined);
  assert.equal((await lea.get(`/link?invitation=${invitation}`)).status, 200);
});

test('declining links nothing, even with the box checked', async () => {
  const page = await openPage(service.url, { javaScriptEnabled: false });
  await signUp(page, 'dee@example.com');
  await page.goto(linkPath(COURIER, '1700', 'dee@example.com'));
  await page.getByRole('checkbox').check();
  await press(page, 'Decline');
  assert.match(await statusText(page), /You declined/);
  assert.deepEqual(await holdersOf('1700'), []);
});

test('of two browsers that agree to one driver ID at once, one is linked and the other learns what to do', async () => {
  const racers = ['race1@example.com', 'race2@example.com'];
  const pages = await Promise.all(
    racers.map(async (email) => {
      const page = await openPage(service.url);
      await signUp(page, email);
      await page.goto(linkPath(COURIER, 'contested', email));
      await page.getByRole('checkbox').check();
      return page;
    }),
  );
  await Promise.all(pages.map(async (page) => await press(page, 'Agree and link')));

  const paths = pages.map(pathOf).toSorted();
  assert.deepEqual(paths, ['/link/problem', '/my-cover']);
  assert.equal((await holdersOf('contested')).length, 1);
  const loser = pages.find((page) => pathOf(page) === '/link/problem');
  assert.ok(loser);
  assert.equal(await heading(loser), 'This driver ID is linked to someone else');
  const text = await loser.getByRole('main').innerText();
  assert.match(text, /contested/);
  assert.ok(
    racers.every((email) => !text.includes(email)),
    'the holder is not named',
  );
  const audit = await pool.query("select 1 from audit where action like 'was refused%' and about like '%contested%'");
  assert.equal(audit.rowCount, 1);
});

test('of twenty forms for one driver ID at once, one links and nineteen are redirected to the problem', async () => {
  const people = await Promise.all(Array.from({ length: 20 }, (_, index) => customer(`many${index}@example.com`)));
  const invitations = await Promise.all(
    people.map((client, index) => invitationTo(client, 'prize', `many${index}@example.com`)),
  );
  const answers = await Promise.all(
    people.map((client, index) => {
      const form = { invitation: invitations[index] as string, provider_terms: 'none-given', decision: 'agree' };
      return client.post('/link', form);
    }),
  );
  const kinds = answers.map(({ location }) => location?.split('?')[0]);
  assert.equal(kinds.filter((path) => path === '/my-cover').length, 1);
  assert.equal(kinds.filter((path) => path === '/link/problem').length, 19);
  assert.equal((await holdersOf('prize')).length, 1);
});

test('a link for another account than the signed-in one offers to switch', async () => {
  await customer('eli@example.com');
  const page = await openPage(service.url, { javaScriptEnabled: false });
  await signUp(page, 'fay@example.com');
  await page.goto(linkPath(COURIER, '1800', 'eli@example.com'));
  assert.equal(await heading(page), 'You are logged in as someone else');
  const text = await mainText(page);
  assert.match(text, /logged in as fay@example\.com[^]*for eli@example\.com/);

  await press(page, 'Switch to eli@example.com');
  assert.equal(pathOf(page), '/log-in');
  assert.equal(await page.getByLabel('Email address').inputValue(), 'eli@example.com');
  await logIn(page, 'eli@example.com', PASSWORD);
  assert.equal(pathOf(page), '/link');
});

test('switching to an unknown email leads to sign up', async () => {
  const page = await openPage(service.url);
  await signUp(page, 'gil@example.com');
  await page.goto(linkPath(COURIER, '1801', 'someone.new@example.com'));
  await press(page, 'Switch to someone.new@example.com');
  assert.equal(pathOf(page), '/sign-up');
  assert.equal(await page.getByLabel('Email address').inputValue(), 'someone.new@example.com');
});

test("another customer's invitation links nobody", async () => {
  const [hal, ivy] = [await customer('hal@example.com'), await customer('ivy@example.com')];
  const invitation = await invitationTo(ivy, '1900', 'ivy@example.com');
  const tried = await hal.post('/link', { invitation, provider_terms: 'none-given', decision: 'agree' });
  assert.equal(tried.location?.split('?')[0], '/link/other-account');
  const stranger = await formClient(service.url).post('/link', {
    invitation,
    provider_terms: 'none-given',
    decision: 'agree',
  });
  assert.equal(stranger.location?.split('?')[0], '/log-in');
  assert.deepEqual(await holdersOf('1900'), []);
});

test('an invitation that is expired, changed or encrypted with another key is redirected to the problem page', async () => {
  const jan = await customer('jan@example.com');
  const good = await invitationTo(jan, '2000', 'jan@example.com');
  const key = await secretNamed(pool, 'invitation');
  const seal = (secret: Uint8Array, expiry: string) => {
    const invitation = {
      workProvider: service.provider.id,
      workProviderName: COURIER,
      driverId: '2000',
      email: 'jan@example.com',
      signed: true,
    };
    return new EncryptJWT({ invitation })
      .setProtectedHeader({ alg: 'dir', enc: 'A256GCM' })
      .setAudience('invitation')
      .setExpirationTime(expiry)
      .encrypt(secret);
  };
  assert.equal(
    (await jan.get(`/link?invitation=${await seal(key, '1 minute')}`)).status,
    200,
    'the test encrypts as the server does',
  );

  const bad = [
    await seal(key, '-1 second'),
    await seal(new Uint8Array(32), '1 minute'),
    `${good.slice(0, -4)}AAAA`,
    good.slice(0, -20),
    'x',
  ];
  for (const invitation of bad) {
    for (const page of ['/link', '/link/other-account', '/sign-up', '/log-in']) {
      const signedIn = await jan.get(`${page}?invitation=${invitation}`);
      const stranger = await formClient(service.url).get(`${page}?invitation=${invitation}`);
      assert.equal(stranger.location, '/link/problem?why=stale', `${page} ${invitation.slice(0, 9)}`);
      assert.equal(signedIn.status, 302);
    }
    const posted = await jan.post('/link', { invitation, provider_terms: 'none-given', decision: 'agree' });
    assert.equal(posted.location, '/link/problem?why=stale');
  }
  assert.match((await jan.get('/link/problem?why=stale')).body, /Open the link from your work provider again/);
  assert.deepEqual(await holdersOf('2000'), []);
});

test('too many attempts to link are asked to wait', async () => {
  const kim = await customer('kim@example.com');
  const invitation = await invitationTo(kim, 'prize', 'kim@example.com');
  let answer = await kim.post('/link', { invitation, provider_terms: 'none-given', decision: 'agree' });
  for (let tries = 1; tries < 40 && answer.status === 303; tries++) {
    answer = await kim.post('/link', { invitation, provider_terms: 'none-given', decision: 'agree' });
  }
  assert.equal(answer.status, 429);
  assert.match(answer.body, /Too many tries\. Wait/);
});
