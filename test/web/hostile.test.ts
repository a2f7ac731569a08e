import assert from 'node:assert/strict';
import { test } from 'node:test';
import { LIMITS } from '../../src/app/server.ts';
import { strictQuery } from '../../src/web/http/query.ts';
import { startService } from '../support/service.ts';
import { linkFor, PASSWORD, type Seen, signUpForm, visitor } from '../support/visitor.ts';
import { ask, openWire } from '../support/wire.ts';

const service = await startService();
const COURIER = service.provider.name;
const ana = visitor(service.url);
await ana.post('/sign-up', { ...(await signUpForm(ana, '/sign-up')), email: 'ana@example.com' });

/** What people who mean harm, and programs gone wrong, put into parameters and fields. */
const HOSTILE = [
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

/** An answer that harms nobody: no fault of ours, no way off our pages, nothing that was sent in it unescaped. */
function assertHarmless(seen: Seen, what: string): void {
  assert.ok(seen.status < 500, `${what}: ${seen.status}`);
  if (seen.location !== undefined) assert.match(seen.location, /^\/(?![/\\])[\w/?=&.%*+-]*$/, what);
  assert.doesNotMatch(seen.body, /<script(?! src="\/assets)|<img|' onfocus=/, what);
  const cookies = seen.headers.getSetCookie().filter((cookie) => !cookie.startsWith('invitation='));
  assert.deepEqual(
    cookies.filter((cookie) => !cookie.startsWith('sign_in=;')),
    [],
    what,
  );
}

test('no parameter of any page, whatever it holds, makes it fail, leave us, or say what was sent', async () => {
  const stranger = visitor(service.url);
  const valid: Readonly<Record<string, string>> = {
    wp: encodeURIComponent(COURIER),
    wp_id: '1686',
    email: 'a%40example.com',
  };
  for (const value of HOSTILE) {
    for (const parameter of ['wp', 'wp_id', 'email', 'expires', 'signature']) {
      const query = Object.entries({ ...valid, [parameter]: value })
        .map(([name, each]) => `${name}=${each}`)
        .join('&');
      const seen = await stranger.ask(`/link-work-provider?${query}`);
      assertHarmless(seen, `${parameter}=${value}`);
      assert.equal(seen.status, 302, `${parameter}=${value}`);
      assert.doesNotMatch(seen.location ?? '', /too_many/);
    }
  }
});

test('the same in every parameter of every page at once, signed in and not', async () => {
  for (const value of HOSTILE.filter((each) => each.length < 1_000)) {
    const query = PARAMETERS.map((name) => `${name}=${value}`).join('&');
    for (const page of PAGES) {
      for (const who of [visitor(service.url), ana])
        assertHarmless(await who.ask(`${page}?${query}`), `${page} ${value}`);
    }
  }
});

test('the same in every field of every form', async () => {
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
  for (const value of HOSTILE) {
    const body = FIELDS.map((name) => `${name}=${value}`).join('&');
    for (const form of FORMS) assertHarmless(await visitor(service.url).post(form, body), `${form} ${value}`);
  }
});

test('a log-in leads to one of our own pages, whatever the form says', async () => {
  const WANTED: [string, string][] = [
    ['/my-data', '/my-data'],
    ['https://evil.example/', '/my-cover'],
    ['//evil.example', '/my-cover'],
    ['/\\evil.example', '/my-cover'],
    ['/my-data/../../evil', '/my-cover'],
    ['/my-data\r\nX: y', '/my-cover'],
    ['/log-out', '/my-cover'],
  ];
  for (const [to, leads] of WANTED) {
    const done = await visitor(service.url).post('/log-in', { email: 'ana@example.com', password: PASSWORD, to });
    assert.deepEqual([done.status, done.location], [303, leads]);
  }
});

test('whatever Host says, no address of an answer names it', async () => {
  for (const host of ['evil.example', 'evil.example:80', '127.0.0.1@evil.example', '[::1]', '']) {
    const path = linkFor(COURIER, '1686', 'new@example.com');
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

test('a form from anywhere but our own pages is refused, and does nothing', async () => {
  const form = await signUpForm(visitor(service.url), '/sign-up');
  const elsewhere: Record<string, string>[] = [
    { origin: 'https://evil.example' },
    { origin: 'null' },
    { origin: '' },
    { origin: `${service.url}.evil.example` },
    { origin: service.url.replace('http:', 'https:').replace(/:\d+$/, '') },
    { origin: service.url, 'sec-fetch-site': 'cross-site' },
    { origin: service.url, 'sec-fetch-site': 'same-site' },
    { origin: '', referer: 'https://evil.example/sign-up' },
  ];
  for (const [index, headers] of elsewhere.entries()) {
    const email = `cross${index}@example.com`;
    const seen = await visitor(service.url).post('/sign-up', { ...form, email }, headers);
    assert.equal(seen.status, 403, JSON.stringify(headers));
    assert.match(seen.body, /did not come from one of our pages/);
  }
  const made = await service.database.pool.query("select 1 from customer where email like 'cross%'");
  assert.equal(made.rowCount, 0);
  assert.equal((await ana.post('/log-out', {}, { origin: 'https://evil.example' })).status, 403);
  assert.equal((await ana.ask('/change-password')).status, 200, 'still logged in');
});

test('a form of ours passes by Sec-Fetch-Site, or by Origin or Referer where a browser sends no such thing', async () => {
  const ours: Record<string, string>[] = [{ origin: 'null', 'sec-fetch-site': 'same-origin' }, { origin: service.url }];
  for (const headers of ours) {
    const seen = await visitor(service.url).post(
      '/log-in',
      { email: 'ana@example.com', password: 'not this one' },
      headers,
    );
    assert.equal(seen.status, 422, JSON.stringify(headers));
  }
  const body = 'email=ana%40example.com&password=x';
  const headers = { Referer: `http://localhost/log-in`, 'Content-Type': 'application/x-www-form-urlencoded' };
  assert.equal((await ask(service.url, { method: 'POST', path: '/log-in', body, headers })).status, 422);
});

test('every page is fenced: no foreign script, no frame, no referrer, no copy in a cache', async () => {
  for (const page of ['/log-in', '/link/problem', '/my-cover', '/nowhere', linkFor(COURIER, '1', 'a@example.com')]) {
    const { headers } = await visitor(service.url).ask(page);
    assert.match(headers.get('content-security-policy') ?? '', /default-src 'none'.*frame-ancestors 'none'/);
    assert.doesNotMatch(headers.get('content-security-policy') ?? '', /unsafe|\*/);
    assert.equal(headers.get('referrer-policy'), 'no-referrer');
    assert.equal(headers.get('x-content-type-options'), 'nosniff');
    assert.equal(headers.get('cache-control'), 'no-store');
    assert.equal(headers.get('strict-transport-security'), null);
  }
});

test('an address without a page is a page that says so to browsers, and JSON to programs', async () => {
  const page = await visitor(service.url).ask('/nowhere?x=<script>');
  assert.equal(page.status, 404);
  assert.match(page.body, /<h1>There is no such page<\/h1>/);
  for (const [path, accept] of [
    ['/nowhere', '*/*'],
    ['/v1/nowhere', 'text/html'],
  ] as const) {
    const answer = await ask(service.url, { path, headers: { Accept: accept, Authorization: service.provider.key } });
    assert.deepEqual([answer.status, JSON.parse(answer.body).error], [404, 'NOT_FOUND']);
  }
});

test('a form that is far too large is refused with a page', async () => {
  const seen = await visitor(service.url).post('/sign-up', `name=${'x'.repeat(70_000)}`);
  assert.equal(seen.status, 413);
  assert.match(seen.body, /<h1>We could not take that<\/h1>/);
});

test('whoever posts form after form is asked to wait', async () => {
  const caller = visitor(service.url);
  let seen = await caller.post('/forgot', { email: 'x' });
  for (let sent = 1; sent <= LIMITS.formsPerMinute && seen.status !== 429; sent++)
    seen = await caller.post('/forgot', { email: 'x' });
  assert.equal(seen.status, 429);
  assert.match(seen.body, /<h1>Too many tries<\/h1>/);
  assert.ok(Number(seen.headers.get('retry-after')) > 0);
});

test('whoever opens link after link is sent to a page that asks to wait', async () => {
  const caller = visitor(service.url);
  const path = linkFor(COURIER, '1686', 'new@example.com');
  const opened = await Promise.all(Array.from({ length: LIMITS.linksPerMinute + 1 }, () => caller.ask(path)));
  assert.ok(opened.every(({ status }) => status === 302));
  assert.ok(opened.some(({ location }) => location === '/link/problem?why=too_many'));
});

test('the first page is small: with its stylesheet and icon less than 50 KB', async () => {
  const page = await visitor(service.url).ask('/log-in');
  const assets = [...page.body.matchAll(/(?:href|src)="(\/assets\/[^"]+)"/g)].map((match) => match[1] as string);
  const bodies = await Promise.all(assets.map(async (path) => (await visitor(service.url).ask(path)).body));
  assert.ok(assets.length >= 2);
  assert.ok([page.body, ...bodies].join('').length < 50_000);
});

test('an address of very many parameters of one name is read in no time', () => {
  const began = performance.now();
  assert.equal(strictQuery(`/?${'a=1&'.repeat(60_000)}`)?.get('a')?.length, 60_000);
  assert.ok(performance.now() - began < 1_000);
});
