import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { contestDriverId } from '../../src/store/customer/contestedDriverIds.ts';
import { addLink } from '../../src/store/customer/links.ts';
import { setSignUpHook } from '../../src/store/provider/signUpHooks.ts';
import { makeWebHookSecret } from '../../src/store/secrets.ts';
import { addIntroduction } from '../../src/store/webhook/introductions.ts';
import { openPage } from '../support/browser.ts';
import { type FormClient, formClient, formIn, linkPath, PASSWORD, signUpForm } from '../support/formClient.ts';
import { startMailServer } from '../support/mailServer.ts';
import { fillSignUp, heading, pathOf, press } from '../support/pageActions.ts';
import { reporting } from '../support/reporting.ts';
import { startService } from '../support/service.ts';
import { until } from '../support/until.ts';

const mailServer = await startMailServer();
const service = await startService({ SMTP_URL: mailServer.url });
const { pool } = service.database;
const COURIER = service.provider.name;
const FIELDS = {
  name: 'Ana Silva',
  phone: '07700 900123',
  password: PASSWORD,
  new_email: 'somewhere.else@example.com',
  old_password: PASSWORD,
  new_password: 'nine green bicycles',
};

/** A customer of their own, and the page on which the form is. */
type Opened = { readonly client: FormClient; readonly path: string };

async function customerNumber(email: string): Promise<string> {
  return (await pool.query('select number from customer where email = $1', [email])).rows[0].number;
}

async function signedUp(email: string): Promise<{ client: FormClient; number: string }> {
  const client = formClient(service.url);
  await client.post('/sign-up', { ...(await signUpForm(client, '/sign-up')), email });
  return { client, number: await customerNumber(email) };
}

async function linked(email: string): Promise<{ client: FormClient; number: string; link: number }> {
  const { client, number } = await signedUp(email);
  const added = await addLink(pool, {
    workProvider: service.provider.id,
    driverId: email,
    customerNumber: number,
    from: undefined,
  });
  return { client, number, link: added.tag === 'added' ? added.link.id : 0 };
}

async function reportedByNumber(email: string): Promise<Opened> {
  const { client, number } = await signedUp(email);
  await (await reporting(pool, COURIER))(`login @${number} -2h`);
  return { client, path: '/links' };
}

/** Each form: where its page is, what it leads to, and how often what it does may be found in the audit log. */
const FORMS: Record<string, { open: (email: string) => Promise<Opened>; leadsTo: string }> = {
  '/sign-up': {
    open: async (email) => ({ client: formClient(service.url), path: linkPath(COURIER, 'S-1', email) }),
    leadsTo: '/verify/first',
  },
  '/log-in': {
    open: async (email) => {
      await signedUp(email);
      return { client: formClient(service.url), path: '/log-in' };
    },
    leadsTo: '/my-cover',
  },
  '/log-out': { open: async (email) => ({ ...(await signedUp(email)), path: '/links' }), leadsTo: '/log-in' },
  '/forgot': { open: async () => ({ client: formClient(service.url), path: '/forgot' }), leadsTo: '/forgot/sent' },
  '/set-password': {
    open: async (email) => {
      const { client } = await signedUp(email);
      await client.post('/forgot', { email });
      return { client: formClient(service.url), path: await mailServer.linkTo(email, '/set-password') };
    },
    leadsTo: '/details',
  },
  '/change-password': {
    open: async (email) => ({ ...(await signedUp(email)), path: '/change-password' }),
    leadsTo: '/my-data',
  },
  '/verify': {
    open: async (email) => ({ ...(await signedUp(email)), path: await mailServer.linkTo(email, '/verify') }),
    leadsTo: '/my-cover',
  },
  '/verify/again': {
    open: async (email) => ({ ...(await signedUp(email)), path: '/verify/first' }),
    leadsTo: '/verify/first',
  },
  '/link': {
    open: async (email) => ({ ...(await signedUp(email)), path: linkPath(COURIER, 'L-1', email) }),
    leadsTo: '/verify/first',
  },
  '/link/other-account': {
    open: async (email) => ({ ...(await signedUp(email)), path: linkPath(COURIER, 'O-1', `not.${email}`) }),
    leadsTo: '/sign-up',
  },
  '/links/end': {
    open: async (email) => {
      const { client, link } = await linked(email);
      return { client, path: `/links/end?link=${link}` };
    },
    leadsTo: '/links?done=link_ended',
  },
  '/links/not-mine': {
    open: async (email) => {
      const { client, number } = await signedUp(email);
      await contestDriverId(pool, { customerNumber: number, workProvider: service.provider.id, driverId: 'N-1' });
      return { client, path: '/links' };
    },
    leadsTo: '/links?done=not_mine',
  },
  '/links/refuse': { open: reportedByNumber, leadsTo: '/links?done=provider_refused' },
  '/links/accept': {
    open: async (email) => {
      const { client, path } = await reportedByNumber(email);
      await client.post('/links/refuse', { provider: String(service.provider.id) });
      return { client, path };
    },
    leadsTo: '/links?done=provider_accepted',
  },
  '/links/introduce': {
    open: async (email) => {
      const { client, number } = await linked(email);
      await setSignUpHook(pool, service.provider.id, 'https://hooks.example/drivers', makeWebHookSecret());
      await addIntroduction(pool, number, service.provider.id);
      await pool.query("update introduction set outcome = 'unknown', settled_at = now() where customer_number = $1", [
        number,
      ]);
      return { client, path: '/links' };
    },
    leadsTo: '/links?done=introduced_again',
  },
  '/dispute': {
    open: async (email) => {
      const { client, number } = await signedUp(email);
      await (await reporting(pool, COURIER))(`login @${number} -2h`);
      const link = await until(
        async () => /href="(\/dispute\?[^"]*)"/.exec(await pageAt(client, '/my-cover'))?.[1],
        () => 'no shift to dispute',
      );
      return { client, path: link.replaceAll('&amp;', '&') };
    },
    leadsTo: '/disputes?done=dispute_opened',
  },
  '/language': { open: async () => ({ client: formClient(service.url), path: '/forgot' }), leadsTo: '/forgot' },
  '/time-zone': { open: async (email) => ({ ...(await signedUp(email)), path: '/time-zone' }), leadsTo: '/my-cover' },
  '/details': { open: async (email) => ({ ...(await signedUp(email)), path: '/details' }), leadsTo: '/my-data' },
  '/details/mails': { open: async (email) => ({ ...(await signedUp(email)), path: '/details' }), leadsTo: '/details' },
  '/details/email': { open: async (email) => ({ ...(await signedUp(email)), path: '/details' }), leadsTo: '/details' },
  '/details/email/confirm': {
    open: async (email) => {
      const { client } = await signedUp(email);
      await client.post('/details/email', { new_email: `new.${email}`, password: PASSWORD });
      return { client, path: await mailServer.linkTo(`new.${email}`, '/details/email') };
    },
    leadsTo: '/details?done=email_changed',
  },
  '/my-data/log-out': {
    open: async (email) => {
      const { client } = await signedUp(email);
      await formClient(service.url).post('/log-in', { email, password: PASSWORD });
      return { client, path: '/my-data' };
    },
    leadsTo: '/my-data?done=device_logged_out',
  },
  '/close-account': {
    open: async (email) => ({ ...(await signedUp(email)), path: '/close-account' }),
    leadsTo: '/account-closed',
  },
};

/** The page at the path, after its redirects. */
async function pageAt(client: FormClient, path: string): Promise<string> {
  const { location, body } = await client.get(path);
  return location === undefined ? body : await pageAt(client, location);
}

test('every form of the pages is tested with two taps', () => {
  const files = globSync('src/web/**/*.ts', { cwd: new URL('../..', import.meta.url) });
  const actions = files.flatMap((file) => {
    const source = readFileSync(new URL(`../../${file}`, import.meta.url), 'utf8');
    return [...source.matchAll(/\{ action: ([^,}]*)/g)].flatMap(([, text = '']) => text.match(/\/[\w/-]+/g) ?? []);
  });
  assert.deepEqual(Object.keys(FORMS).toSorted(), [...new Set(actions)].toSorted());
});

test('two taps on each form have one outcome, and so has a third one later', async () => {
  for (const [action, { open, leadsTo }] of Object.entries(FORMS)) {
    const email = `${action.replaceAll('/', '.').slice(1)}@example.com`;
    const { client, path } = await open(email);
    const found = formIn(await pageAt(client, path), action);
    assert.ok(found['form'], `${action} has an id`);
    const typed = { ...FIELDS, ...(found['email'] !== undefined && { email }) };
    const form = { ...found, ...(action.startsWith('/links') ? {} : typed) };
    const cookies = new Map(client.cookies);
    const taps = await Promise.all([client.post(action, form), client.post(action, form)]);
    for (const [name, value] of cookies) client.cookies.set(name, value);
    const outcomes = [...taps, await client.post(action, form)].map(({ status, location, headers }) => ({
      status,
      location,
      cookies: headers.getSetCookie(),
    }));
    assert.equal(outcomes[0]?.status, 303, action);
    assert.ok(outcomes[0]?.location?.startsWith(leadsTo), `${action} leads to ${outcomes[0]?.location}`);
    assert.deepEqual(outcomes[1], outcomes[0], `${action} at once`);
    assert.deepEqual(outcomes[2], outcomes[0], `${action} later`);
  }
  const twice = await pool.query(
    `select customer_number, action from audit where actor_kind = 'customer'
     group by customer_number, actor, action having count(*) > 1`,
  );
  assert.deepEqual(twice.rows, []);
});

test('another text in the same form is another form, and what is stored of an outcome cannot be read', async () => {
  const client = formClient(service.url);
  const form = { ...formIn(await pageAt(client, '/sign-up'), '/sign-up'), ...FIELDS, email: 'other@example.com' };
  assert.equal((await client.post('/sign-up', { ...form, phone: 'no number' })).status, 422);
  assert.equal((await client.post('/sign-up', form)).status, 303);
  const stored = await pool.query("select encode(key, 'base64') as key, sealed_outcome as sealed from posted_form");
  const token = client.cookies.get('sign_in') ?? 'missing';
  assert.ok(stored.rows.every(({ key, sealed }) => !`${key} ${sealed}`.includes(token) && !sealed.includes('verify')));
});

for (const javaScriptEnabled of [true, false]) {
  test(`${javaScriptEnabled ? 'with' : 'without'} JavaScript, a double tap on a slow line signs up once`, async () => {
    const page = await openPage(service.url, { javaScriptEnabled });
    await page.route('**/*', async (route) => {
      if (route.request().method() === 'POST') await sleep(600);
      await route.continue();
    });
    await page.goto('/sign-up');
    await fillSignUp(page, { email: `double-${javaScriptEnabled}@example.com` });
    if (javaScriptEnabled) {
      const tapTwice =
        "(button => (button.click(), button.click(), button.textContent))(document.querySelector('main form button'))";
      assert.equal(await page.evaluate<string>(tapTwice), 'Signing up…');
    } else {
      await page.locator('main form button').dblclick();
    }
    await page.waitForURL('**/verify/first*');
    assert.match(await heading(page), /confirm your email/);
  });
}

test('"back" after a corrected form shows the form, and no error of the browser', async () => {
  const page = await openPage(service.url);
  await page.goto('/sign-up');
  await fillSignUp(page, { email: 'back@example.com' });
  await page.getByLabel('Mobile number').fill('none');
  await press(page, 'Sign up');
  await page.getByLabel('Mobile number').fill('07700 900123');
  await page.getByLabel('Password').fill(PASSWORD);
  await press(page, 'Sign up');
  assert.equal(pathOf(page), '/verify/first');
  await page.goBack();
  assert.equal(await heading(page), 'Sign up');
  assert.equal(await page.getByLabel('Email address').inputValue(), 'back@example.com');
});
