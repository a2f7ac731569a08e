import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createConfig, lintFromString } from '@redocly/openapi-core';
import { STATUS } from '../../../src/api/http/answers.ts';
import { openPage } from '../../support/browser.ts';
import { operationsOf, readDocument, readRawDocument } from '../../support/document.ts';
import type { Json } from '../../support/reading.ts';
import { startService } from '../../support/service.ts';
import { testModeDatabase } from '../../support/testMode.ts';

const service = await startService((await testModeDatabase()).env);
const raw = await readRawDocument(service.url);
const document = await readDocument(service.url);
const operations = operationsOf(document);

test('the document is OpenAPI 3.1 without an error or a warning', async () => {
  assert.match(document.openapi, /^3\.1/);
  // The endpoints about health have no 4xx.
  const config = await createConfig({
    extends: ['recommended'],
    rules: { 'operation-4xx-response': 'off', 'info-contact': 'error' },
  });
  const problems = await lintFromString({ source: JSON.stringify(raw), absoluteRef: '/openapi.json', config });
  assert.deepEqual(
    problems.map(({ ruleId, message, location }) => `${ruleId}: ${message} ${location[0]?.pointer}`),
    [],
  );
});

test('each body of an answer or a request has an example', () => {
  const without = operations.flatMap(({ id, entry }) =>
    [...Object.entries<Json>(entry.responses), ['request', entry.requestBody ?? {}] as const]
      .filter(([, { content }]) => content && content['application/json'].example === undefined)
      .map(([status]) => `${id} ${status}`),
  );
  assert.deepEqual(without, []);
});

test('the document has the web hooks too', () => {
  assert.equal(document.webhooks.notice.post.operationId, 'receiveNotice');
  assert.equal(document.webhooks.notice.post.requestBody.content['application/json'].schema.oneOf.length, 9);
  assert.deepEqual(Object.keys(document.webhooks.challenge.post.responses), ['200']);
  assert.deepEqual(Object.keys(document.webhooks.introduction.post.responses), ['200', '204', '404']);
});

test('what a program gets a type for has a name, and no schema is of an unknown type', () => {
  const names = Object.keys(raw.components.schemas);
  for (const name of ['Event', 'Shift', 'Error', 'Notice', 'ShiftEndedNotice', 'Report', 'ReportByDriverId'])
    assert.ok(names.includes(name), name);
  const unnamed = operations.flatMap(({ id, path, method }) =>
    Object.entries<Json>(raw.paths[path][method.toLowerCase()].responses)
      .filter(([status, { content }]) => Number(status) >= 400 && !content?.['application/json'].schema.$ref)
      .map(([status]) => `${id} ${status}`),
  );
  // The later versions of the contract have an error of their own.
  assert.deepEqual(unnamed, ['beginShift 400', 'endShift 400', 'endShift 404']);
  const unknown: string[] = [];
  lookInto(raw.components.schemas, 'schemas', unknown);
  assert.deepEqual(unknown, []);
});

/** Collects the properties of which a generator could make only `unknown` or `never`. */
function lookInto(value: Json, path: string, unknown: string[]): void {
  if (typeof value !== 'object' || value === null) return;
  for (const [name, each] of Object.entries<Json>(value.properties ?? {})) {
    if (!['type', '$ref', 'anyOf', 'oneOf'].some((key) => key in each)) unknown.push(`${path}.${name}`);
  }
  for (const [name, each] of Object.entries<Json>(value)) lookInto(each, `${path}.${name}`, unknown);
}

test('nothing with a default is required', () => {
  const parameters = operations.flatMap(({ id, entry }) =>
    (entry.parameters ?? []).map((each: Json) => ({ id, each })),
  );
  const required = parameters.filter(({ each }) => each.required && each.schema.default !== undefined);
  assert.deepEqual(required, []);
});

test('every endpoint has a unique operationId, a known tag and a summary', () => {
  assert.ok(operations.length > 15);
  assert.equal(new Set(operations.map(({ id }) => id)).size, operations.length);
  const known = new Set(document.tags.map(({ name }: Json) => name));
  const incomplete = operations.filter(({ entry }) => !entry.summary || !known.has(entry.tags?.[0]));
  assert.deepEqual(
    incomplete.map(({ id }) => id),
    [],
  );
});

test('/docs/reference shows the endpoints in a browser without requests to another host', async () => {
  const page = await openPage(service.url, { viewport: { width: 1280, height: 900 } });
  const toOtherHosts: string[] = [];
  const errors: string[] = [];
  page.on('request', (request) => {
    if (!request.url().startsWith(service.url) && !/^(data|blob):/.test(request.url()))
      toOtherHosts.push(request.url());
  });
  page.on('pageerror', (error) => errors.push(error.message));
  await page.route(
    (url) => url.origin !== new URL(service.url).origin,
    (route) => route.abort(),
  );
  await page.goto('/docs/reference');
  await page.getByRole('heading', { name: 'Shiftcover', level: 1 }).waitFor({ timeout: 30_000 });
  await page.getByText('A driver logs in').first().waitFor({ timeout: 30_000 });
  assert.deepEqual(toOtherHosts, []);
  assert.deepEqual(errors, []);
});

test('/docs has snippets in three languages, with a key of test mode at the press of a button', async () => {
  const page = await openPage(service.url);
  await page.goto('/');
  await page.getByRole('link', { name: 'How to report logins and logouts' }).click();
  await page.getByRole('button', { name: 'Get a test key' }).click();
  const given = page.getByRole('status');
  await given.filter({ hasText: 'test_' }).waitFor();
  const key = ((await given.textContent()) ?? '').replace('Your key: ', '');
  const shown = async () =>
    (await page.locator('pre:visible').allTextContents()).filter(
      (each) => each.includes('shift/login') || each.includes('client.login'),
    );
  assert.ok((await shown()).every((each) => each.startsWith('curl') && each.includes(key)));
  for (const [tab, begins] of [
    ['Python', 'import datetime'],
    ['TypeScript', 'import process'],
  ] as const) {
    await page.locator('.tabs', { hasText: 'shift/login' }).locator('summary', { hasText: tab }).first().click();
    const [snippet, ...more] = await shown();
    assert.ok(snippet?.startsWith(begins) && snippet.includes(`'${key}'`) && more.length === 0, snippet ?? tab);
  }
  for (const guide of ['first-event', 'clients', 'batches-and-retries', 'time-zones', 'repair']) {
    await page.goto(`/docs/guides/${guide}`);
    const texts = await page.locator('pre').allTextContents();
    assert.ok(
      texts.some((each) => each.includes(key)),
      guide,
    );
    assert.deepEqual(texts.join().match(/SHIFTCOVER_KEY(?!=)/g), null, guide);
  }
});

test('/docs explains each code, and every link between its pages leads somewhere', async () => {
  const page = async (path: string) => (await service.ask({ path })).body;
  const errors = await page('/docs/errors');
  for (const code of Object.keys(STATUS)) assert.ok(errors.includes(`id="${code.toLowerCase()}"`), code);
  const menu = [...(await page('/docs')).matchAll(/<li><a href="([^"]+)">/g)].map(([, href]) => href as string);
  assert.ok(menu.length > 8);
  const broken: string[] = [];
  for (const path of menu.filter((each) => each !== '/docs/reference')) {
    for (const [, href] of (await page(path)).matchAll(/href="(\/[^"]*|[^":]*\.md[^"]*)"/g)) {
      const [file, anchor] = (href as string).split('#');
      const target = await service.ask({ path: file as string });
      if (target.status !== 200 || (anchor && !target.body.includes(`id="${anchor}"`))) broken.push(`${path}: ${href}`);
    }
  }
  assert.deepEqual(broken, []);
});
