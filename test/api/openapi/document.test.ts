import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createConfig, lintFromString } from '@redocly/openapi-core';
import { aVisitor } from '../../support/browser.ts';
import { operationsOf, theDocument } from '../../support/document.ts';
import type { Json } from '../../support/reading.ts';
import { startService } from '../../support/service.ts';
import { testModeDatabase } from '../../support/testMode.ts';

const service = await startService((await testModeDatabase()).env);
const document = await theDocument(service.url);
const operations = operationsOf(document);

test('the document is OpenAPI 3.1 without a fault or a warning', async () => {
  assert.match(document.openapi, /^3\.1/);
  // Asking whether the server is up cannot be wrong.
  const config = await createConfig({ extends: ['recommended'], rules: { 'operation-4xx-response': 'off' } });
  const problems = await lintFromString({ source: JSON.stringify(document), absoluteRef: '/openapi.json', config });
  assert.deepEqual(
    problems.map(({ ruleId, message, location }) => `${ruleId}: ${message} ${location[0]?.pointer}`),
    [],
  );
});

test('each answer that has a body has an example of it, and each request too', () => {
  const without = operations.flatMap(({ id, entry }) =>
    [...Object.entries<Json>(entry.responses), ['request', entry.requestBody ?? {}] as const]
      .filter(([, { content }]) => content && content['application/json'].example === undefined)
      .map(([status]) => `${id} ${status}`),
  );
  assert.deepEqual(without, []);
});

test('what is sent to work providers is in it too', () => {
  assert.equal(document.webhooks.notice.post.operationId, 'receiveNotice');
  assert.ok(document.webhooks.notice.post.requestBody.content['application/json'].schema.properties.type);
  assert.deepEqual(Object.keys(document.webhooks.introduction.post.responses), ['200', '204', '404']);
});

test('every endpoint has a name of its own, a tag, and words', () => {
  assert.ok(operations.length > 15);
  assert.equal(new Set(operations.map(({ id }) => id)).size, operations.length);
  const known = new Set(document.tags.map(({ name }: Json) => name));
  const speechless = operations.filter(({ entry }) => !entry.summary || !known.has(entry.tags?.[0]));
  assert.deepEqual(
    speechless.map(({ id }) => id),
    [],
  );
});

test('/docs shows the endpoints in a browser that reaches no other host', async () => {
  const page = await aVisitor(service.url, { viewport: { width: 1280, height: 900 } });
  const elsewhere: string[] = [];
  const faults: string[] = [];
  page.on('request', (request) => {
    if (!request.url().startsWith(service.url) && !/^(data|blob):/.test(request.url())) elsewhere.push(request.url());
  });
  page.on('pageerror', (fault) => faults.push(fault.message));
  await page.route(
    (url) => url.origin !== new URL(service.url).origin,
    (route) => route.abort(),
  );
  await page.goto('/docs');
  await page.getByRole('heading', { name: 'Shiftcover', level: 1 }).waitFor({ timeout: 30_000 });
  await page.getByText('A driver logs in').first().waitFor({ timeout: 30_000 });
  assert.deepEqual(elsewhere, []);
  assert.deepEqual(faults, []);
});
