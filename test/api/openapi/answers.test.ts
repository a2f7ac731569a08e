import assert from 'node:assert/strict';
import { test } from 'node:test';
import { assertDeclared, type Operation, operationsOf, pathOf, theDocument } from '../../support/document.ts';
import { providerWithKey } from '../../support/provider.ts';
import { oneOfEverything, queriesTo, rightBody, somethingInTheWay, valuesFor } from '../../support/requests.ts';
import { startService } from '../../support/service.ts';
import { testModeDatabase } from '../../support/testMode.ts';
import { ask, type WireRequest } from '../../support/wire.ts';

const service = await startService((await testModeDatabase()).env);
const operations = operationsOf(await theDocument(service.url));
const things = await oneOfEverything(service);
const inTheWay = await somethingInTheWay(service);
const other = await providerWithKey(service.database.pool);

/** Declared everywhere, and provoked elsewhere: by slow clients, full limits, and databases that go away. */
const ELSEWHERE = [408, 429, 503];
/** A fault of ours: declared, and never to be seen. */
const NEVER = 500;
const TOO_MANY = '['.repeat(250_001);

/** What may be sent to an endpoint, right and wrong: the document says which answers that can have. */
function requestsTo(operation: Operation): WireRequest[] {
  const { method, path } = operation;
  const at = pathOf(operation, valuesFor(path, things));
  const missing = pathOf(operation);
  const example = rightBody(operation);
  const body = example === undefined ? {} : { body: JSON.stringify(example) };
  const right: WireRequest[] = [
    { method, path: at, ...body },
    { method, path: missing, ...body },
    // A PATCH could take out of the way what is in it.
    ...(method === 'PATCH' ? [] : [{ method, path: pathOf(operation, valuesFor(path, inTheWay)), ...body }]),
  ];
  const queries = queriesTo(operation).map((query) => ({ method, path: `${at}?${query}`, ...body }));
  if (!operation.needsKey) return [...queries, ...right];
  return [
    { method, path: at, ...body, headers: { Authorization: ' ' } },
    { method, path: at, ...body, headers: { Authorization: 'nobody' } },
    { method, path: `${at}?limit=0&nonsense=1`, ...body },
    { method, path: at, body: '{' },
    { method, path: at, body: TOO_MANY },
    ...queries,
    { method, path: at, ...body, headers: { 'Content-Encoding': 'gzip' } },
    ...right,
  ];
}

const last: Operation[] = operations.filter(({ method }) => method === 'DELETE');
for (const operation of [...operations.filter((each) => !last.includes(each)), ...last]) {
  test(`${operation.method} ${operation.path} answers what it declares, and declares nothing that it never answers`, async () => {
    const seen = new Set<number>();
    for (const request of requestsTo(operation)) {
      const answer = await service.ask(request);
      assertDeclared(operation, answer);
      assert.notEqual(answer.status, NEVER);
      seen.add(answer.status);
    }
    const never = operation.statuses.filter((status) => !seen.has(status) && ![...ELSEWHERE, NEVER].includes(status));
    assert.deepEqual(never, []);
  });
}

test('what is one work provider’s is to another as if it were not there, at every endpoint', async () => {
  const asOther = async (request: WireRequest) =>
    await ask(service.url, { ...request, headers: { Authorization: other.key, ...request.headers } });
  for (const operation of operations.filter(({ path, id }) => path.includes('{id}') && id !== undefined)) {
    const { method, path } = operation;
    const example = rightBody(operation);
    const body = example === undefined ? {} : { body: JSON.stringify(example) };
    const theirs = await asOther({ method, path: pathOf(operation, valuesFor(path, things)), ...body });
    const nobodys = await asOther({ method, path: pathOf(operation), ...body });
    assert.equal(theirs.status, 404, `${method} ${path}`);
    assert.deepEqual([theirs.status, theirs.body], [nobodys.status, nobodys.body], `${method} ${path}`);
  }
});

test('no list of one work provider shows anything of another', async () => {
  const lists = operations.filter(({ method, path, needsKey }) => method === 'GET' && needsKey && !path.includes('{'));
  assert.ok(lists.length > 2);
  for (const { path } of lists) {
    const theirs = await ask(service.url, { path, headers: { Authorization: other.key } });
    const text = theirs.body;
    for (const { id } of Object.values(things).filter((each) => each.id)) assert.ok(!text.includes(id as string), path);
    if (theirs.status === 200 && text.includes('"items"')) assert.deepEqual(JSON.parse(text).items, [], path);
  }
});
