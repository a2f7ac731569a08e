import assert from 'node:assert/strict';
import process from 'node:process';
import { test } from 'node:test';
import fc from 'fast-check';
import { Pool } from 'undici';
import { atEnd } from '../../support/atEnd.ts';
import { assertDeclared, type Operation, operationsOf, pathOf, readDocument } from '../../support/document.ts';
import { makeOneOfEach, validBody, valuesFor } from '../../support/requests.ts';
import { startService } from '../../support/service.ts';
import { testModeDatabase } from '../../support/testMode.ts';

/** Requests to each endpoint. They are always the same, except under `npm run hostile`, which sends more and others. */
const REQUESTS = Number(process.env['HOSTILE_REQUESTS'] ?? 300);
const SEED = process.env['HOSTILE_REQUESTS'] === undefined ? 1 : Date.now() % 2 ** 31;
const AT_ONCE = 8;

const service = await startService({
  ...(await testModeDatabase()).env,
  READS_PER_MINUTE: '1000000',
  KEYLESS_PER_MINUTE: '1000000',
});
const operations = operationsOf(await readDocument(service.url));
const things = await makeOneOfEach(service);
const pool = new Pool(service.url, { connections: AT_ONCE });
atEnd(async () => await pool.close());

type Hostile = { readonly key: string | undefined; readonly query: string; readonly id: string; readonly body: string };

const text = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc.constantFrom(
    '',
    '\0',
    '\ud800',
    '../..',
    '%00',
    '%zz',
    "'; drop table event; --",
    '😀'.repeat(300),
    '9'.repeat(400),
  ),
);
const encoded = fc.oneof(
  text.map((value) => encodeURIComponent(value.toWellFormed())),
  fc.constantFrom(
    '%',
    '%zz',
    '%00',
    '%ff',
    '%ED%A0%80',
    '+',
    '2026-13-45T99:99:99Z',
    '0000-01-01T00:00:00Z',
    '-1',
    '1e9',
    'true',
  ),
);

/** Values in the place of a valid one: of every type, too deep, too long. */
const wrong = fc.oneof(
  fc.jsonValue({ maxDepth: 3 }),
  text,
  fc.constantFrom(
    null,
    0,
    -1,
    1e308,
    true,
    [],
    {},
    [[]],
    { $ref: '#' },
    '2026-02-30T00:00:00Z',
    '0000-01-01T00:00:00Z',
  ),
);

/** The example with some members replaced or added; or a text that is not JSON. */
function bodyOf(example: unknown): fc.Arbitrary<string> {
  const changed = fc
    .tuple(
      fc.constant(example),
      fc.dictionary(fc.constantFrom(...membersOf(example), '__proto__', 'x'), wrong, { maxKeys: 3 }),
    )
    .map(([valid, changes]) => JSON.stringify(change(valid, changes)));
  const malformed = fc.constantFrom(
    '',
    '{',
    '[',
    'null',
    '"',
    '{"a":1}{',
    '[[[[[[[[',
    '\ufeff{}',
    '{"__proto__":{"a":1}}',
    '\ud800',
  );
  return fc.oneof(
    { weight: 4, arbitrary: changed },
    { weight: 1, arbitrary: malformed },
    { weight: 1, arbitrary: wrong.map((value) => JSON.stringify(value)) },
  );
}

function membersOf(example: unknown): string[] {
  const [first] = Array.isArray(example) ? example : [example];
  return typeof first === 'object' && first !== null ? Object.keys(first) : [];
}

function change(valid: unknown, changes: Readonly<Record<string, unknown>>): unknown {
  if (Array.isArray(valid)) return [...valid, ...valid.map((item) => change(item, changes))];
  return typeof valid === 'object' && valid !== null ? { ...valid, ...changes } : changes;
}

function hostileTo(operation: Operation): fc.Arbitrary<Hostile> {
  const { entry, path } = operation;
  const names = (entry.parameters ?? []).filter(({ in: place }: { in: string }) => place === 'query');
  const name = fc.constantFrom(...names.map((each: { name: string }) => each.name), 'x', '__proto__');
  const query = fc.array(fc.tuple(name, encoded), { maxLength: 3 });
  const known = Object.values(valuesFor(path, things));
  return fc.record({
    key: fc.oneof(
      { weight: 12, arbitrary: fc.constant(service.provider.key) },
      { weight: 1, arbitrary: fc.constantFrom(undefined, '', 'Bearer', 'nobody', 'x'.repeat(3_000)) },
    ),
    query: query.map((pairs) => pairs.map(([left, right]) => `${left}=${right}`).join('&')),
    id: fc.oneof(
      encoded.filter((value) => value !== ''),
      fc.constantFrom(...known.map(encodeURIComponent), 'x'),
    ),
    body: bodyOf(validBody(operation) ?? null),
  });
}

async function send(operation: Operation, { key, query, id, body }: Hostile): Promise<void> {
  const path = pathOf(operation, { id: 'ID', policyId: 'ID' }).replace('ID', id);
  const answer = await pool.request({
    method: operation.method,
    path: `${path}?${query}`.slice(0, 8_000),
    headers: key === undefined ? {} : { Authorization: key },
    ...(validBody(operation) === undefined ? {} : { body }),
  });
  const headers = new Map(Object.entries(answer.headers).map(([name, value]) => [name, String(value)]));
  const received = { status: answer.statusCode, headers, body: await answer.body.text() };
  assert.ok(received.status < 500, `${received.status} ${received.body}`);
  // The text made the path another one, or a malformed one.
  if (
    received.status === 404 ||
    (received.status === 400 && !operation.statuses.includes(400)) ||
    received.status === 414
  )
    return;
  assertDeclared(operation, received);
}

for (const operation of operations.filter(({ method }) => method !== 'DELETE')) {
  test(`${operation.method} ${operation.path} answers ${REQUESTS} hostile requests as it declares, and none by 5xx`, async () => {
    const requests = fc.sample(hostileTo(operation), { numRuns: REQUESTS, seed: SEED });
    const next = requests.values();
    await Promise.all(
      Array.from({ length: AT_ONCE }, async () => {
        for (const request of next) {
          await send(operation, request).catch((error) => {
            throw new Error(`${JSON.stringify(request)}: ${error}`);
          });
        }
      }),
    );
  });
}
