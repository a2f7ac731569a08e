import assert from 'node:assert/strict';
import { test } from 'node:test';
import { strictQuery } from '../../src/web/http/query.ts';
import { type FormAnswer, formClient, linkPath, PASSWORD, signUpForm } from '../support/formClient.ts';
import { startService } from '../support/service.ts';
import { openWire } from '../support/wire.ts';

const service = await startService({ KEYLESS_PER_MINUTE: '1000000', TRUST_PROXY: '127.0.0.1' });
const COURIER = service.provider.name;
const ana = formClient(service.url);
await ana.post('/sign-up', { ...(await signUpForm(ana, '/sign-up')), email: 'ana@example.com' });

/** Values of attackers and of broken programs, percent-encoded. */
const VALUES = [
  '',
  ' ',
  '%',
  '%00',
  '%0d%0aSet-Cookie:%20sign_in=x',
  '%FF%FE',
  '%ED%A0%80',
  '%C0%AF',
  '%E2%80%AE',
  '%F0%9F%9A%97',
  '%25%32%65',
  '+++',
  '&&&===',
  '#fragment',
  '..%2f..%2f..%2fetc%2fpasswd',
  'https://evil.example/',
  '//evil.example/',
  '%2F%2Fevil.example',
  '%5C%5Cevil.example',
  '/%09/evil.example',
  'javascript:alert(1)',
  '%3Cscript%3Ealert(1)%3C%2Fscript%3E',
  '%22%3E%3Cimg%20src=x%20onerror=alert(1)%3E',
  "'%20onfocus='alert(1)",
  '%24%7B7*7%7D',
  '{{7*7}}',
  "'%20or%201=1--",
  '1;drop%20table%20event',
  '$1',
  'null',
  'undefined',
  'NaN',
  '-1',
  '1e309',
  '99999999999999999999',
  '__proto__',
  'constructor',
  'toString',
  'eyJhbGciOiJub25lIn0..',
  'eyJhbGciOiJkaXIiLCJlbmMiOiJBMjU2R0NNIn0....',
  'a.b.c.d.e',
  'ana@example.com%00',
  'ana@example.com%0aBcc:eve@evil.example',
  '%22ana%20silva%22@example.com',
  'a@b',
  'A'.repeat(300),
  '%C3%A9'.repeat(255),
  'x'.repeat(7_000),
];

const PARAMETERS = ['wp', 'wp_id', 'email', 'expires', 'signature', 'invitation', 'why', 'done', 'to', 'token', 'week'];
const PAGES = [
  '/link-work-provider',
  '/sign-up',
  '/log-in',
  '/link',
  '/link/other-account',
  '/link/problem',
  '/forgot',
  '/set-password',
  '/verify',
  '/verify/first',
  '/terms/work-provider',
  '/change-password',
  '/',
  '/my-cover',
];

/** No server error, no redirect to another site, no unescaped input, and no cookie but that of an invitation. */
function assertHarmless(answer: FormAnswer, what: string): void {
  assert.ok(answer.status < 500, `${what}: ${answer.status}`);
  if (answer.location !== undefined) assert.match(answer.location, /^\/(?![/\\])[\w/?=&.%*+-]*$/, what);
  assert.doesNotMatch(answer.body, /<script(?! src="\/assets)|<img|' onfocus=/, what);
  const cookies = answer.headers.getSetCookie().filter((cookie) => !cookie.startsWith('invitation='));
  assert.deepEqual(
    cookies.filter((cookie) => !cookie.startsWith('sign_in=;')),
    [],
    what,
  );
}

test('a link redirects to one of our pages, whatever its parameters hold', async () => {
  const client = formClient(service.url);
  const valid: Readonly<Record<string, string>> = {
    wp: encodeURIComponent(COURIER),
    wp_id: '1686',
    email: 'a%40example.com',
  };
  for (const value of VALUES) {
    for (const parameter of ['wp', 'wp_id', 'email', 'expires', 'signature']) {
      const query = Object.entries({ ...valid, [parameter]: value })
        .map(([name, each]) => `${name}=${each}`)
        .join('&');
      const answer = await client.get(`/link-work-provider?${query}`);
      assertHarmless(answer, `${parameter}=${value}`);
      assert.equal(answer.status, 302, `${parameter}=${value}`);
      assert.doesNotMatch(answer.location ?? '', /too_many/);
    }
  }
});

test('every page answers harmlessly whatever its parameters hold, signed in and signed out', async () => {
  for (const value of VALUES.filter((each) => each.length < 1_000)) {
    const query = PARAMETERS.map((name) => `${name}=${value}`).join('&');
    for (const page of PAGES) {
      for (const client of [formClient(service.url), ana])
        assertHarmless(await client.get(`${page}?${query}`), `${page} ${value}`);
    }
  }
});

test('every form answers harmlessly whatever its fields hold', async () => {
  const FORMS = [
    '/sign-up',
    '/log-in',
    '/link',
    '/link/other-account',
    '/forgot',
    '/set-password',
    '/verify',
    '/change-password',
    '/verify/again',
  ];
  const FIELDS = [
    'invitation',
    'name',
    'email',
    'phone',
    'password',
    'insurer_terms',
    'provider_terms',
    'token',
    'to',
    'decision',
    'old_password',
    'new_password',
  ];
  for (const value of VALUES) {
    const body = FIELDS.map((name) => `${name}=${value}`).join('&');
    for (const form of FORMS) assertHarmless(await formClient(service.url).post(form, body), `${form} ${value}`);
  }
});

test('a log-in redirects to one of our pages, whatever the form says', async () => {
  const DESTINATIONS: [string, string][] = [
    ['/my-data', '/my-data'],
    ['https://evil.example/', '/my-cover'],
    ['//evil.example', '/my-cover'],
    ['/\\evil.example', '/my-cover'],
    ['/my-data/../../evil', '/my-cover'],
    ['/my-data\r\nX: y', '/my-cover'],
    ['/log-out', '/my-cover'],
  ];
  for (const [to, destination] of DESTINATIONS) {
    const answer = await formClient(service.url).post('/log-in', { email: 'ana@example.com', password: PASSWORD, to });
    assert.deepEqual([answer.status, answer.location], [303, destination]);
  }
});

test('of a proxy that names no IP address, its own is recorded', async () => {
  for (const address of ['203.0.113.7', '1.2.3.4:5678', 'un:known', '[::1]', 'x'.repeat(300)]) {
    const form = { email: 'nobody@example.com', password: PASSWORD };
    await formClient(service.url).post('/log-in', form, { 'X-Forwarded-For': address });
  }
  const { rows } = await service.database.pool.query(
    "select distinct host(address::inet) as address from audit where about = 'an unknown email' order by 1",
  );
  assert.deepEqual(rows, [{ address: '127.0.0.1' }, { address: '203.0.113.7' }]);
});

test('no header of an answer contains the Host header of the request', async () => {
  for (const host of ['evil.example', 'evil.example:80', '127.0.0.1@evil.example', '[::1]', '']) {
    const path = linkPath(COURIER, '1686', 'new@example.com');
    const wire = await openWire(service.url);
    wire.send(
      `GET ${path} HTTP/1.1\r\nHost: ${host}\r\nX-Forwarded-Host: evil.example\r\nForwarded: host=evil.example\r\n\r\n`,
    );
    const { status, headers } = await wire.answer();
    wire.hangUp();
    assert.equal(status, 302);
    assert.match(headers.get('location') ?? '', /^\/sign-up\?/);
    assert.doesNotMatch(JSON.stringify([...headers]), /evil/);
  }
});

test('a query of 60000 equal parameters is parsed within a second', () => {
  const start = performance.now();
  assert.equal(strictQuery(`/?${'a=1&'.repeat(60_000)}`)?.get('a')?.length, 60_000);
  assert.ok(performance.now() - start < 1_000);
});

test('a driver ID is shown with all of its characters, and what a reader would miss is named; what forms send is exact', async () => {
  const driverId = ' \u202e1686\u200b';
  const { location = '' } = await ana.get(linkPath(COURIER, driverId, 'ana@example.com'));
  const page = await ana.get(location);
  assert.match(
    page.body,
    /&lt;U\+202E&gt;1686&lt;U\+200B&gt; \(begins with a blank, holds a character that is not seen\)/,
  );
  assert.doesNotMatch(page.body, /[\u202e\u200b]/);
  const invitation = /name="invitation" value="([^"]+)"/.exec(page.body)?.[1] ?? '';
  await ana.post('/link', {
    invitation,
    provider_terms: /name="provider_terms" type="checkbox" value="([^"]+)"/.exec(page.body)?.[1] ?? 'yes',
    decision: 'agree',
  });
  const links = await ana.get('/links');
  assert.match(links.body, /Driver ID +&lt;U\+202E&gt;1686&lt;U\+200B&gt; \(begins with a blank/);
  const stored = await service.database.pool.query('select 1 from link where driver_id = $1', [driverId]);
  assert.equal(stored.rowCount, 1);
});
