import assert from 'node:assert/strict';
import { test } from 'node:test';
import { assertDeclared, type Operation, operationsOf, pathOf, readDocument } from '../../support/document.ts';
import { providerWithKey } from '../../support/provider.ts';
import type { Json } from '../../support/reading.ts';
import { makeOneOfEach, makePausedEndpoint, queriesFor, validBody, valuesFor } from '../../support/requests.ts';
import { startService } from '../../support/service.ts';
import { newTestProvider, testModeDatabase } from '../../support/testMode.ts';
import { ask, type WireAnswer, type WireRequest } from '../../support/wire.ts';

const service = await startService((await testModeDatabase()).env);
const operations = operationsOf(await readDocument(service.url));
const things = await makeOneOfEach(service);
const paused = await makePausedEndpoint(service);
const { key: testKey } = await newTestProvider(service.url);
const other = await providerWithKey(service.database.pool);

/** To a key that is not of test mode there is no such endpoint. */
const isOfTestMode = ({ entry }: Operation) => entry.tags.includes('Test mode');

/** Asks with the key of a work provider that has such an endpoint, unless the request has a key. */
async function askAt(operation: Operation, request: WireRequest): Promise<WireAnswer> {
  const key = isOfTestMode(operation) ? testKey : service.provider.key;
  return await ask(service.url, { ...request, headers: { Authorization: key, ...request.headers } });
}

/** Tested elsewhere: by slow clients, full limits, and databases that go away. */
const TESTED_ELSEWHERE = [408, 429, 503];
/** A bug of the server: declared, and never answered here. */
const NEVER = 500;
const TOO_MANY = '['.repeat(250_001);

/** Requests to an endpoint, valid and invalid, that together get every answer it declares. */
function requestsTo(operation: Operation): WireRequest[] {
  const { method, path } = operation;
  const at = pathOf(operation, valuesFor(path, things));
  const missing = pathOf(operation);
  const example = validBody(operation);
  const body = example === undefined ? {} : { body: JSON.stringify(example) };
  const valid: WireRequest[] = [
    { method, path: at, ...body },
    { method, path: missing, ...body },
    // A PATCH could resume it.
    ...(method === 'PATCH' ? [] : [{ method, path: pathOf(operation, valuesFor(path, paused)), ...body }]),
  ];
  const unknownKeys = isOfTestMode(operation) ? ['test_nobody'] : [' ', 'nobody'];
  const queries = queriesFor(operation).map((query) => ({ method, path: `${at}?${query}`, ...body }));
  if (!operation.needsKey)
    return [...queries, ...valid, ...(method === 'GET' ? [] : [{ method, path: at, body: TOO_MANY }])];
  return [
    ...unknownKeys.map((key) => ({ method, path: at, ...body, headers: { Authorization: key } })),
    { method, path: `${at}?limit=0&nonsense=1`, ...body },
    { method, path: at, body: '{' },
    { method, path: at, body: TOO_MANY },
    ...queries,
    { method, path: at, ...body, headers: { 'Content-Encoding': 'gzip' } },
    ...valid,
  ];
}

const last: Operation[] = operations.filter(({ method }) => method === 'DELETE');
for (const operation of [...operations.filter((each) => !last.includes(each)), ...last]) {
  test(`${operation.method} ${operation.path} answers what it declares, and declares nothing that it never answers`, async () => {
    const seen = new Set<number>();
    for (const request of requestsTo(operation)) {
      const answer = await askAt(operation, request);
      assertDeclared(operation, answer);
      assert.notEqual(answer.status, NEVER);
      seen.add(answer.status);
    }
    const never = operation.statuses.filter(
      (status) => !seen.has(status) && ![...TESTED_ELSEWHERE, NEVER].includes(status),
    );
    assert.deepEqual(never, []);
  });
}

test('every endpoint answers for what is another work provider’s as for what does not exist', async () => {
  const asOther = async (request: WireRequest) =>
    await ask(service.url, { ...request, headers: { Authorization: other.key, ...request.headers } });
  for (const operation of operations.filter(({ path, id }) => path.includes('{id}') && id !== undefined)) {
    const { method, path } = operation;
    const example = validBody(operation);
    const body = example === undefined ? {} : { body: JSON.stringify(example) };
    const ofAnother = await asOther({ method, path: pathOf(operation, valuesFor(path, things)), ...body });
    const missing = await asOther({ method, path: pathOf(operation), ...body });
    assert.equal(ofAnother.status, 404, `${method} ${path}`);
    assert.deepEqual([ofAnother.status, ofAnother.body], [missing.status, missing.body], `${method} ${path}`);
  }
});

test('leaving out anything that is declared required is refused', async () => {
  const taken: string[] = [];
  for (const operation of operations.filter(({ method }) => method !== 'DELETE')) {
    const { id, method, path, entry } = operation;
    const body = validBody(operation);
    const schema = entry.requestBody?.content['application/json'].schema;
    const required: string[] = schema?.required ?? schema?.oneOf?.[0].required ?? [];
    for (const name of required) {
      const { [name]: _left, ...rest } = body;
      const answer = await askAt(operation, {
        method,
        path: pathOf(operation, valuesFor(path, things)),
        body: JSON.stringify(rest),
      });
      if (answer.status !== 400) taken.push(`${id} ${name}: ${answer.status}`);
    }
    for (const { name } of (entry.parameters ?? []).filter((each: Json) => each.required && each.in === 'query'))
      taken.push(`${id} has a required parameter ${name}, which this test does not leave out`);
  }
  assert.deepEqual(taken, []);
});

const lists = operations.filter(({ method, entry }) => {
  const answer = entry.responses['200']?.content?.['application/json'].schema;
  return method === 'GET' && answer?.properties?.items !== undefined;
});

test('every list has items, next and more', async () => {
  assert.deepEqual(
    lists.map(({ path }) => path),
    ['/v1/events', '/v1/shifts', '/v1/disputes', '/v1/endpoints', '/v1/deliveries'],
  );
  for (const { path } of lists) {
    const { body } = await service.ask({ path });
    assert.deepEqual(Object.keys(JSON.parse(body)), ['items', 'next', 'more'], path);
  }
});

test('no list has anything of another work provider', async () => {
  const reads = operations.filter(({ method, path, needsKey }) => method === 'GET' && needsKey && !path.includes('{'));
  assert.ok(reads.length > 2);
  for (const { path } of reads) {
    const answer = await ask(service.url, { path, headers: { Authorization: other.key } });
    const text = answer.body;
    for (const { id } of Object.values(things).filter((each) => each.id)) assert.ok(!text.includes(id as string), path);
    if (answer.status === 200 && text.includes('"items"')) assert.deepEqual(JSON.parse(text).items, [], path);
  }
});
