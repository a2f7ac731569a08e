import assert from 'node:assert/strict';
import process from 'node:process';
import { after, test } from 'node:test';
import fc from 'fast-check';
import { Pool } from 'undici';
import { assertDeclared, type Operation, operationsOf, pathOf, theDocument } from '../../support/document.ts';
import { oneOfEverything, rightBody, valuesFor } from '../../support/requests.ts';
import { startService } from '../../support/service.ts';
import { testModeDatabase } from '../../support/testMode.ts';

/** How many requests each endpoint gets, and which: always the same, but for `npm run hostile`, which asks for more and for others. */
const REQUESTS = Number(process.env['HOSTILE_REQUESTS'] ?? 1_000);
const SEED = process.env['HOSTILE_REQUESTS'] === undefined ? 1 : Date.now() % 2 ** 31;
const AT_ONCE = 8;

const service = await startService({ ...(await testModeDatabase()).env, READS_PER_MINUTE: '1000000' });
const operations = operationsOf(await theDocument(service.url));
const things = await oneOfEverything(service);
const pool = new Pool(service.url, { connections: AT_ONCE });
after(async () => await pool.close());

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
const written = fc.oneof(
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

/** Values in the place of one that is right: of every type, too deep, too long. */
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

/** The example with some members replaced, dropped or added; or no JSON at all. */
function bodyOf(example: unknown): fc.Arbitrary<string> {
  const bent = fc
    .tuple(
      fc.constant(example),
      fc.dictionary(fc.constantFrom(...membersOf(example), '__proto__', 'x'), wrong, { maxKeys: 3 }),
    )
    .map(([right, changes]) => JSON.stringify(bend(right, changes)));
  const broken = fc.constantFrom(
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
    { weight: 4, arbitrary: bent },
    { weight: 1, arbitrary: broken },
    { weight: 1, arbitrary: wrong.map((value) => JSON.stringify(value)) },
  );
}

function membersOf(example: unknown): string[] {
  const [first] = Array.isArray(example) ? example : [example];
  return typeof first === 'object' && first !== null ? Object.keys(first) : [];
}

function bend(right: unknown, changes: Readonly<Record<string, unknown>>): unknown {
  if (Array.isArray(right)) return [...right, ...right.map((item) => bend(item, changes))];
  return typeof right === 'object' && right !== null ? { ...right, ...changes } : changes;
}

function hostileTo(operation: Operation): fc.Arbitrary<Hostile> {
  const { entry, path } = operation;
  const names = (entry.parameters ?? []).filter(({ in: place }: { in: string }) => place === 'query');
  const name = fc.constantFrom(...names.map((each: { name: string }) => each.name), 'x', '__proto__');
  const query = fc.array(fc.tuple(name, written), { maxLength: 3 });
  const known = Object.values(valuesFor(path, things));
  return fc.record({
    key: fc.oneof(
      { weight: 12, arbitrary: fc.constant(service.provider.key) },
      { weight: 1, arbitrary: fc.constantFrom(undefined, '', 'Bearer', 'nobody', 'x'.repeat(3_000)) },
    ),
    query: query.map((pairs) => pairs.map(([left, right]) => `${left}=${right}`).join('&')),
    id: fc.oneof(
      written.filter((value) => value !== ''),
      fc.constantFrom(...known.map(encodeURIComponent), 'x'),
    ),
    body: bodyOf(rightBody(operation) ?? null),
  });
}

async function send(operation: Operation, { key, query, id, body }: Hostile): Promise<void> {
  const path = pathOf(operation, { id: 'ID', policyId: 'ID' }).replace('ID', id);
  const answer = await pool.request({
    method: operation.method,
    path: `${path}?${query}`.slice(0, 8_000),
    headers: key === undefined ? {} : { Authorization: key },
    ...(rightBody(operation) === undefined ? {} : { body }),
  });
  const headers = new Map(Object.entries(answer.headers).map(([name, value]) => [name, String(value)]));
  const got = { status: answer.statusCode, headers, body: await answer.body.text() };
  assert.ok(got.status < 500, `${got.status} ${got.body}`);
  // What makes the address another one, or none at all, is answered as such.
  if (got.status === 404 || (got.status === 400 && !operation.statuses.includes(400)) || got.status === 414) return;
  assertDeclared(operation, got);
}

for (const operation of operations.filter(({ method }) => method !== 'DELETE')) {
  test(`${operation.method} ${operation.path} takes ${REQUESTS} hostile requests without a fault of ours`, async () => {
    const requests = fc.sample(hostileTo(operation), { numRuns: REQUESTS, seed: SEED });
    const next = requests.values();
    await Promise.all(
      Array.from({ length: AT_ONCE }, async () => {
        for (const request of next) {
          await send(operation, request).catch((fault) => {
            throw new Error(`${JSON.stringify(request)}: ${fault}`);
          });
        }
      }),
    );
  });
}
