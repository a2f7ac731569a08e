import assert from 'node:assert/strict';
import { test } from 'node:test';
import { LIMITS } from '../../src/app/server.ts';
import { formClient, linkPath } from '../support/formClient.ts';
import type { Json } from '../support/reading.ts';
import { startService } from '../support/service.ts';
import { ask } from '../support/wire.ts';

const service = await startService();
const COURIER = service.provider.name;

test('every page forbids foreign scripts, frames, referrers and caching', async () => {
  for (const page of ['/log-in', '/link/problem', '/my-cover', '/nowhere', linkPath(COURIER, '1', 'a@example.com')]) {
    const { headers } = await formClient(service.url).get(page);
    assert.match(headers.get('content-security-policy') ?? '', /default-src 'none'.*frame-ancestors 'none'/);
    assert.doesNotMatch(headers.get('content-security-policy') ?? '', /unsafe|\*/);
    assert.equal(headers.get('referrer-policy'), 'no-referrer');
    assert.equal(headers.get('x-content-type-options'), 'nosniff');
    assert.equal(headers.get('cache-control'), 'no-store');
    assert.equal(headers.get('strict-transport-security'), null);
  }
});

test('an unknown address is answered with a page to browsers, and with JSON to other clients', async () => {
  const page = await formClient(service.url).get('/nowhere?x=<script>');
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

test('a form that is too large is answered 413 with a page', async () => {
  const answer = await formClient(service.url).post('/sign-up', `name=${'x'.repeat(70_000)}`);
  assert.equal(answer.status, 413);
  assert.match(answer.body, /<h1>We could not take that<\/h1>/);
});

test('an address that posts too many forms is answered 429 with a page', async () => {
  const client = formClient(service.url);
  let answer = await client.post('/forgot', { email: 'x' });
  for (let sent = 1; sent <= LIMITS.formsPerMinute && answer.status !== 429; sent++)
    answer = await client.post('/forgot', { email: 'x' });
  assert.equal(answer.status, 429);
  assert.match(answer.body, /<h1>Too many tries<\/h1>/);
  assert.ok(Number(answer.headers.get('retry-after')) > 0);
});

test('an address that opens too many links is redirected to a page that asks to wait', async () => {
  const client = formClient(service.url);
  const path = linkPath(COURIER, '1686', 'new@example.com');
  const opened = await Promise.all(Array.from({ length: LIMITS.linksPerMinute + 1 }, () => client.get(path)));
  assert.ok(opened.every(({ status }) => status === 302));
  assert.ok(opened.some(({ location }) => location === '/link/problem?why=too_many'));
});

test('the pages can be put on the home screen: manifest, icons of their sizes, and the colour of the paper', async () => {
  const client = formClient(service.url);
  const { body } = await client.get('/log-in');
  const linked = (rel: string) => new RegExp(`<link rel="${rel}" href="([^"]+)"`).exec(body)?.[1] ?? assert.fail(rel);
  const manifest: Json = JSON.parse((await client.get(linked('manifest'))).body);
  assert.deepEqual([manifest.start_url, manifest.display, manifest.lang], ['/my-cover', 'standalone', 'en']);
  for (const [src, size] of [
    [linked('apple-touch-icon'), 180],
    [manifest.icons.find((icon: Json) => icon.sizes === '512x512').src, 512],
  ]) {
    const icon = Buffer.from(await (await fetch(new URL(src, service.url))).arrayBuffer());
    // Source: PNG, 11.2.1: width and height of the header chunk.
    assert.deepEqual(
      [icon.toString('latin1', 1, 4), icon.readUInt32BE(16), icon.readUInt32BE(20)],
      ['PNG', size, size],
    );
  }
  const css = (await client.get(linked('stylesheet'))).body;
  const papers = [...css.matchAll(/--paper: (#\w+);/g)].map((match) => match[1]);
  assert.deepEqual(
    [...body.matchAll(/name="theme-color" content="([^"]+)"/g)].map((match) => match[1]),
    papers,
  );
  assert.equal(manifest.theme_color, papers[0]);
});

test('the log-in page with its style sheet and icon is less than 50 KB', async () => {
  const page = await formClient(service.url).get('/log-in');
  const assets = [...page.body.matchAll(/(?:href|src)="(\/assets\/[^"]+)"/g)].map((match) => match[1] as string);
  const bodies = await Promise.all(assets.map(async (path) => (await formClient(service.url).get(path)).body));
  assert.ok(assets.length >= 2);
  assert.ok([page.body, ...bodies].join('').length < 50_000);
});
