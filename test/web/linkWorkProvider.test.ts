import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sign } from '../../src/accounts/linking/linkSignature.ts';
import { addCustomer } from '../../src/store/customer/customers.ts';
import type { Queryable } from '../../src/store/postgres/database.ts';
import { providerWithKey } from '../support/provider.ts';
import { startService } from '../support/service.ts';
import { linkFor, PASSWORD, signUpForm, type Visitor, visitor } from '../support/visitor.ts';

const COURIER = 'Courier & Söhne Ltd';

const service = await startService();
await providerWithKey(service.database.pool, { name: COURIER });
await addCustomer(service.database.pool, {
  number: 'OP1',
  email: 'Added.By+operator@example.com',
  name: undefined,
  from: -Infinity,
});
const ana = visitor(service.url);
await ana.post('/sign-up', { ...(await signUpForm(ana, '/sign-up')), email: 'ana@example.com' });

/** Where a link leads, without what is sealed. */
async function leadsTo(path: string, who: Visitor = visitor(service.url), method = 'GET'): Promise<string> {
  const seen = await who.ask(path, { method });
  assert.equal(seen.status, 302, `${path}: ${seen.status}`);
  assert.match(seen.location ?? '', /^\/[a-z]/, 'an address of our own, without a host');
  return (seen.location ?? '').replace(/invitation=[\w.-]+/, 'invitation=…');
}

test('an email that no customer has leads to sign up', async () => {
  assert.equal(await leadsTo(linkFor(COURIER, '1686', 'new@example.com')), '/sign-up?invitation=…');
});

test("a customer's email leads to log in, in any case of its letters", async () => {
  assert.equal(await leadsTo(linkFor(COURIER, '1686', 'ANA@example.com')), '/log-in?invitation=…');
});

test('a customer whom an operator added, and who has no password, counts as having an account', async () => {
  assert.equal(await leadsTo(linkFor(COURIER, '1686', 'added.by+operator@example.com')), '/log-in?invitation=…');
});

test('signed in with that email leads to the linking page, with another to a page that says so', async () => {
  assert.equal(await leadsTo(linkFor(COURIER, '1686', 'Ana@Example.com'), ana), '/link?invitation=…');
  assert.equal(await leadsTo(linkFor(COURIER, '1686', 'new@example.com'), ana), '/link/other-account?invitation=…');
  assert.equal(
    await leadsTo(linkFor(COURIER, '1686', 'added.by+operator@example.com'), ana),
    '/link/other-account?invitation=…',
  );
});

test('a sign-in that is not one counts as none', async () => {
  const forger = visitor(service.url);
  const cookies = forger.cookies as Map<string, string>;
  for (const token of ['x', '', 'A'.repeat(43), '%00', '../../etc']) {
    cookies.set('sign_in', token);
    assert.equal(await leadsTo(linkFor(COURIER, '1686', 'ana@example.com'), forger), '/log-in?invitation=…');
  }
});

test('a plus sign and %20 are both a space in a name, and an email keeps its plus however it is written', async () => {
  const name = encodeURIComponent(COURIER);
  for (const wp of [name, name.replaceAll('%20', '+')]) {
    for (const email of ['added.by%2Boperator@example.com', 'added.by+operator%40example.com']) {
      assert.equal(await leadsTo(`/link-work-provider?wp=${wp}&wp_id=16%2086&email=${email}`), '/log-in?invitation=…');
    }
  }
});

test('the newer names and address lead to the same, and both names of one thing lead nowhere', async () => {
  const path = linkFor(COURIER, '1686', 'ana@example.com');
  const newer = path.replace('wp=', 'work_provider=').replace('wp_id=', 'work_provider_user_id=');
  assert.equal(await leadsTo(newer), '/log-in?invitation=…');
  assert.equal(await leadsTo(`/v1${newer}`), '/log-in?invitation=…');
  assert.equal(await leadsTo(`/v1${path}`.replace('?', '/?')), '/log-in?invitation=…');
  assert.equal(await leadsTo(`${path}&work_provider_user_id=1686`), '/link/problem?why=unreadable');
});

test('HEAD leads where GET leads, and a trailing slash changes nothing', async () => {
  const path = linkFor(COURIER, '1686', 'new@example.com');
  assert.equal(await leadsTo(path, visitor(service.url), 'HEAD'), '/sign-up?invitation=…');
  assert.equal(await leadsTo(path.replace('?', '/?')), '/sign-up?invitation=…');
});

test('what was asked travels sealed: neither driver ID nor email can be read, and each sealing differs', async () => {
  const path = linkFor(COURIER, 'DRIVER-1686', 'new@example.com');
  const [once, again] = [await ana.ask(path), await ana.ask(path)];
  assert.notEqual(once.location, again.location);
  const sealed = (once.location ?? '').split(/[=.]/).map((part) => Buffer.from(part, 'base64url').toString('latin1'));
  assert.doesNotMatch(`${once.location} ${sealed.join(' ')}`, /DRIVER-1686|new@|new%40|Courier/);
});

const unclear: [string, string, string][] = [
  ['an unknown work provider', '?wp=Nobody&wp_id=1&email=a@example.com', 'unknown_provider'],
  [
    'a name in another case',
    `?wp=${encodeURIComponent(COURIER.toLowerCase())}&wp_id=1&email=a@example.com`,
    'unknown_provider',
  ],
  [
    'a name with a space too many',
    `?wp=${encodeURIComponent(COURIER)}%20&wp_id=1&email=a@example.com`,
    'unknown_provider',
  ],
  ['no parameters', '', 'incomplete'],
  ['no driver ID', '?wp=W&email=a@example.com', 'incomplete'],
  ['an empty driver ID', '?wp=W&wp_id=&email=a@example.com', 'incomplete'],
  ['no email', '?wp=W&wp_id=1', 'incomplete'],
  ['a parameter twice', '?wp=W&wp_id=1&wp_id=2&email=a@example.com', 'unreadable'],
  ['no address for an email', '?wp=W&wp_id=1&email=nobody', 'unreadable'],
  ['a driver ID with a control character', '?wp=W&wp_id=1%0A2&email=a@example.com', 'unreadable'],
  ['a driver ID of 256 characters', `?wp=W&wp_id=${'1'.repeat(256)}&email=a@example.com`, 'unreadable'],
  ['bytes that are not UTF-8', '?wp=W&wp_id=%FF&email=a@example.com', 'unreadable'],
  ['a percent sign by itself', '?wp=W&wp_id=100%&email=a@example.com', 'unreadable'],
];
for (const [what, query, why] of unclear) {
  test(`${what} leads to a page that says what to do`, async () => {
    const there = await leadsTo(`/link-work-provider${query}`);
    assert.equal(there, `/link/problem?why=${why}`);
    const page = await visitor(service.url).ask(there);
    assert.equal(page.status, 200);
    assert.match(page.body, /<h1>.+<\/h1>\s*<p>.+<\/p>/s);
  });
}

test('neither GET nor HEAD changes anything that is kept, even when every page behind the redirect is opened', async () => {
  const { pool } = service.database;
  const before = await everything(pool);
  for (const who of [visitor(service.url), ana]) {
    for (const email of ['new@example.com', 'ana@example.com', 'added.by+operator@example.com', 'nobody']) {
      const path = linkFor(COURIER, 'left-alone', email);
      await who.ask(path, { method: 'HEAD' });
      const { location = '/' } = await who.ask(path);
      const opened = await who.ask(location);
      assert.ok(opened.status === 200 || opened.status === 302);
    }
  }
  assert.deepEqual(await everything(pool), before);
});

/** Every row of every table that is ours. */
async function everything(db: Queryable): Promise<Record<string, unknown>> {
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

test('a signed link is taken while it holds, and neither late nor changed', async () => {
  const { pool } = service.database;
  const { id, name } = await providerWithKey(pool, { name: 'Signing Couriers' });
  const secret = Buffer.from('a secret of thirty-two bytes, ok');
  await pool.query('insert into provider_link_secret (work_provider_id, secret) values ($1, $2)', [id, secret]);
  const params = { wp: name, wp_id: '1686', email: 'new@example.com' };
  const signed = (expires: string) => ({ expires, signature: sign(secret, { ...params, expires }) });
  const soon = String(Math.floor(Date.now() / 1000) + 60);
  const past = String(Math.floor(Date.now() / 1000) - 1);
  const at = (more: Record<string, string>, driverId = '1686') => leadsTo(linkFor(name, driverId, params.email, more));

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

test('a log-in with the password leads on to the link that was opened', async () => {
  const returning = visitor(service.url);
  const { location = '' } = await returning.ask(linkFor(COURIER, '1686', 'ana@example.com'));
  const invitation = new URLSearchParams(location.split('?')[1]).get('invitation') ?? '';
  const done = await returning.post('/log-in', { invitation, email: 'ana@example.com', password: PASSWORD });
  assert.equal(done.status, 303);
  assert.equal(done.location, `/link?invitation=${invitation}`);
});
