import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sign } from '../../src/accounts/linking/linkSignature.ts';
import { addCustomer } from '../../src/store/customer/customers.ts';
import type { Queryable } from '../../src/store/postgres/database.ts';
import { addLinkSecret } from '../../src/store/provider/linkSecrets.ts';
import { addProvider, renameProvider } from '../../src/store/provider/providers.ts';
import { type FormClient, formClient, linkPath, PASSWORD, signUpForm } from '../support/formClient.ts';
import { providerWithKey } from '../support/provider.ts';
import { startService } from '../support/service.ts';

const COURIER = 'Courier & Söhne Ltd';

const service = await startService();
await providerWithKey(service.database.pool, { name: COURIER });
await addCustomer(service.database.pool, {
  number: 'OP1',
  email: 'Added.By+operator@example.com',
  name: undefined,
  from: -Infinity,
});
const ana = formClient(service.url);
await ana.post('/sign-up', { ...(await signUpForm(ana, '/sign-up')), email: 'ana@example.com' });

/** The redirect of a link. `…` stands for the sealed invitation. */
async function redirectOf(path: string, client: FormClient = formClient(service.url), method = 'GET'): Promise<string> {
  const answer = await client.get(path, { method });
  assert.equal(answer.status, 302, `${path}: ${answer.status}`);
  assert.match(answer.location ?? '', /^\/[a-z]/, 'a path without a host');
  return (answer.location ?? '').replace(/invitation=[\w.-]+/, 'invitation=…');
}

test('an unknown email is redirected to sign up', async () => {
  assert.equal(await redirectOf(linkPath(COURIER, '1686', 'new@example.com')), '/sign-up?invitation=…');
});

test("a customer's email is redirected to log in, in upper or lower case", async () => {
  assert.equal(await redirectOf(linkPath(COURIER, '1686', 'ANA@example.com')), '/log-in?invitation=…');
});

test('the email of a customer without a password is redirected to log in', async () => {
  assert.equal(await redirectOf(linkPath(COURIER, '1686', 'added.by+operator@example.com')), '/log-in?invitation=…');
});

test('a signed-in customer is redirected to the link page, with another email to the page that says so', async () => {
  assert.equal(await redirectOf(linkPath(COURIER, '1686', 'Ana@Example.com'), ana), '/link?invitation=…');
  assert.equal(await redirectOf(linkPath(COURIER, '1686', 'new@example.com'), ana), '/link/other-account?invitation=…');
  assert.equal(
    await redirectOf(linkPath(COURIER, '1686', 'added.by+operator@example.com'), ana),
    '/link/other-account?invitation=…',
  );
});

test('an invalid session cookie counts as signed out', async () => {
  const forger = formClient(service.url);
  const { cookies } = forger;
  for (const token of ['x', '', 'A'.repeat(43), '%00', '../../etc']) {
    cookies.set('sign_in', token);
    assert.equal(await redirectOf(linkPath(COURIER, '1686', 'ana@example.com'), forger), '/log-in?invitation=…');
  }
});

test('plus sign and %20 are a space in a name, and both encodings of a plus sign are one in an email', async () => {
  const name = encodeURIComponent(COURIER);
  for (const wp of [name, name.replaceAll('%20', '+')]) {
    for (const email of ['added.by%2Boperator@example.com', 'added.by+operator%40example.com']) {
      assert.equal(
        await redirectOf(`/link-work-provider?wp=${wp}&wp_id=16%2086&email=${email}`),
        '/log-in?invitation=…',
      );
    }
  }
});

test('a name matches without regard to case and blanks around it', async () => {
  const open = async (wp: string) => await redirectOf(linkPath(wp, '1686', 'new@example.com'));
  for (const wp of [COURIER.toLowerCase(), ` ${COURIER.toUpperCase()} `])
    assert.equal(await open(wp), '/sign-up?invitation=…', wp);
});

test('links and invitations with a name of the past go on working, and nobody else can take the name', async () => {
  const { pool } = service.database;
  const before = await providerWithKey(pool, { name: 'Before Ltd' });
  const opened = await formClient(service.url).get(linkPath('Before Ltd', '1686', 'new@example.com'));
  assert.ok(await renameProvider(pool, before.id, 'After Ltd'));
  assert.equal(await addProvider(pool, 'before  ltd'), undefined);
  for (const wp of ['After Ltd', 'Before Ltd', 'BEFORE LTD'])
    assert.equal(await redirectOf(linkPath(wp, '1686', 'new@example.com')), '/sign-up?invitation=…', wp);
  assert.equal((await formClient(service.url).get(opened.location ?? '')).status, 200);
  assert.ok(await renameProvider(pool, before.id, 'Before Ltd'));
});

test('what others add to a link stops nobody', async () => {
  const path = linkPath(COURIER, '1686', 'new@example.com');
  for (const added of ['&fbclid=1&fbclid=2', '&x=100%', '&%=1', '&&', '&utm_source=%FF'])
    assert.equal(await redirectOf(`${path}${added}`), '/sign-up?invitation=…', added);
  assert.equal((await formClient(service.url).get('/sign-up?fbclid=1&fbclid=2&x=%')).status, 200);
});

test('newer parameter names and the /v1 path mean the same, and both names of one parameter are refused', async () => {
  const path = linkPath(COURIER, '1686', 'ana@example.com');
  const newer = path.replace('wp=', 'work_provider=').replace('wp_id=', 'work_provider_user_id=');
  assert.equal(await redirectOf(newer), '/log-in?invitation=…');
  assert.equal(await redirectOf(`/v1${newer}`), '/log-in?invitation=…');
  assert.equal(await redirectOf(`/v1${path}`.replace('?', '/?')), '/log-in?invitation=…');
  assert.equal(await redirectOf(`${path}&work_provider_user_id=1686`), '/link/problem?why=unreadable');
});

test('HEAD and a trailing slash are answered like GET', async () => {
  const path = linkPath(COURIER, '1686', 'new@example.com');
  assert.equal(await redirectOf(path, formClient(service.url), 'HEAD'), '/sign-up?invitation=…');
  assert.equal(await redirectOf(path.replace('?', '/?')), '/sign-up?invitation=…');
});

test('the invitation in the redirect is encrypted, differently each time', async () => {
  const path = linkPath(COURIER, 'DRIVER-1686', 'new@example.com');
  const [first, second] = [await ana.get(path), await ana.get(path)];
  assert.notEqual(first.location, second.location);
  const sealed = (first.location ?? '').split(/[=.]/).map((part) => Buffer.from(part, 'base64url').toString('latin1'));
  assert.doesNotMatch(`${first.location} ${sealed.join(' ')}`, /DRIVER-1686|new@|new%40|Courier/);
});

const refused: [string, string, string][] = [
  ['an unknown work provider', '?wp=Nobody&wp_id=1&email=a@example.com', 'unknown_provider'],
  ['no parameters', '', 'incomplete'],
  ['no driver ID', '?wp=W&email=a@example.com', 'incomplete'],
  ['an empty driver ID', '?wp=W&wp_id=&email=a@example.com', 'incomplete'],
  ['no email', '?wp=W&wp_id=1', 'incomplete'],
  ['a parameter twice', '?wp=W&wp_id=1&wp_id=2&email=a@example.com', 'unreadable'],
  ['no address for an email', '?wp=W&wp_id=1&email=nobody', 'unreadable'],
  ['a driver ID with a control character', '?wp=W&wp_id=1%0A2&email=a@example.com', 'unreadable'],
  ['a driver ID of 256 characters', `?wp=W&wp_id=${'1'.repeat(256)}&email=a@example.com`, 'unreadable'],
  ['bytes that are not UTF-8', '?wp=W&wp_id=%FF&email=a@example.com', 'unreadable'],
  ['a percent sign by itself in the driver ID', '?wp=W&wp_id=100%&email=a@example.com', 'unreadable'],
];
for (const [what, query, why] of refused) {
  test(`${what} is redirected to a page that says what to do`, async () => {
    const location = await redirectOf(`/link-work-provider${query}`);
    assert.equal(location, `/link/problem?why=${why}`);
    const page = await formClient(service.url).get(location);
    assert.equal(page.status, 200);
    assert.match(page.body, /<h1>.+<\/h1>\s*<p>.+<\/p>/s);
  });
}

test('GET and HEAD change no data, and neither does opening the page of the redirect', async () => {
  const { pool } = service.database;
  const before = await allRows(pool);
  for (const client of [formClient(service.url), ana]) {
    for (const email of ['new@example.com', 'ana@example.com', 'added.by+operator@example.com', 'nobody']) {
      const path = linkPath(COURIER, 'left-alone', email);
      await client.get(path, { method: 'HEAD' });
      const { location = '/' } = await client.get(path);
      const opened = await client.get(location);
      assert.ok(opened.status === 200 || opened.status === 302);
    }
  }
  assert.deepEqual(await allRows(pool), before);
});

/** Every row of every table. */
async function allRows(db: Queryable): Promise<Record<string, unknown>> {
  const tables = await db.query<{ name: string }>(
    "select format('%I', tablename) as name from pg_tables where schemaname = 'public' order by 1",
  );
  const found: Record<string, unknown> = {};
  for (const { name } of tables.rows) {
    found[name] = (await db.query(`select to_jsonb(t) as row from ${name} t order by to_jsonb(t)::text`)).rows;
  }
  assert.ok(Object.keys(found).length > 10);
  return found;
}

test('a signed link is accepted until it expires, and refused if it was changed', async () => {
  const { pool } = service.database;
  const { id, name } = await providerWithKey(pool, { name: 'Signing Couriers' });
  const secret = Buffer.from('a secret of thirty-two bytes, ok');
  await addLinkSecret(pool, id, secret);
  const params = { wp: name, wp_id: '1686', email: 'new@example.com' };
  const signed = (expires: string) => ({ expires, signature: sign(secret, { ...params, expires }) });
  const soon = String(Math.floor(Date.now() / 1000) + 60);
  const past = String(Math.floor(Date.now() / 1000) - 1);
  const at = (more: Record<string, string>, driverId = '1686') =>
    redirectOf(linkPath(name, driverId, params.email, more));

  assert.equal(await at(signed(soon)), '/sign-up?invitation=…');
  assert.equal(await at(signed(past)), '/link/problem?why=expired');
  assert.equal(await at(signed(soon), '1687'), '/link/problem?why=forged');
  assert.equal(await at({ ...signed(soon), expires: String(Number(soon) + 9) }), '/link/problem?why=forged');
  assert.equal(await at({ ...signed(soon), signature: 'ff'.repeat(32) }), '/link/problem?why=forged');
  assert.equal(await at({ expires: soon }), '/link/problem?why=forged');
  assert.equal(await at({ signature: signed(soon).signature, expires: '' }), '/link/problem?why=forged');
  assert.equal(await at({}), '/sign-up?invitation=…');
  await pool.query('insert into provider_link_rule (work_provider_id, must_be_signed) values ($1, true)', [id]);
  assert.equal(await at({}), '/link/problem?why=unsigned');
  assert.equal(await at(signed(soon)), '/sign-up?invitation=…');
});

test('a log-in redirects to the link that was opened', async () => {
  const returning = formClient(service.url);
  const { location = '' } = await returning.get(linkPath(COURIER, '1686', 'ana@example.com'));
  const invitation = new URLSearchParams(location.split('?')[1]).get('invitation') ?? '';
  const done = await returning.post('/log-in', { invitation, email: 'ana@example.com', password: PASSWORD });
  assert.equal(done.status, 303);
  assert.equal(done.location, `/link?invitation=${invitation}`);
});
