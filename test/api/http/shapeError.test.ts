import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type TSchema, Type } from 'typebox';
import { Compile } from 'typebox/compile';
import { errorsOfFirst, isLarge } from '../../../src/api/http/firstMisfit.ts';
import { shapeError } from '../../../src/api/http/shapeError.ts';

const Query = Type.Object(
  {
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 500 })),
    receipt: Type.Optional(Type.String({ pattern: '^[0-9a-f-]{36}$', description: 'The Request-Id of an answer.' })),
    outcome: Type.Optional(Type.Unsafe({ type: 'string', enum: ['pending', 'voided'] })),
  },
  { additionalProperties: false },
);
const Manifest = Type.Object({
  drivers: Type.Array(Type.Object({ driverId: Type.String({ minLength: 1 }), logins: Type.Array(Type.String()) }), {
    minItems: 1,
  }),
});

const CASES: [TSchema, 'address' | 'body', unknown, string, param?: string][] = [
  [Query, 'address', { limit: 0 }, 'limit must be at least 1'],
  [Query, 'address', { limit: 501 }, 'limit must be at most 500'],
  [Query, 'address', { limit: 'many' }, 'limit must be a whole number'],
  [Query, 'address', { receipt: 'x' }, 'receipt is not well-formed: The Request-Id of an answer.'],
  [Query, 'address', { outcome: 'lost' }, 'outcome must be one of pending, voided'],
  [
    Query,
    'address',
    { driver: '7' },
    'unknown parameter driver; this endpoint takes limit, receipt, outcome',
    'driver',
  ],
  [Query, 'address', { Receipt_: '7' }, 'unknown parameter Receipt_; write receipt', 'Receipt_'],
  [Manifest, 'body', null, 'the body must be a JSON object'],
  [Manifest, 'body', {}, 'drivers is missing'],
  [Manifest, 'body', { Drivers: [] }, 'drivers is missing; for Drivers write drivers', 'drivers'],
  [Manifest, 'body', { drivers: [] }, 'drivers is an empty list'],
  [Manifest, 'body', { drivers: [{ logins: [] }] }, 'drivers[0].driverId is missing'],
  [Manifest, 'body', { drivers: [{ driverId: '', logins: [] }] }, 'drivers[0].driverId is empty'],
  [
    Manifest,
    'body',
    { drivers: [{ driverId: 'D', logins: ['a', 7] }] },
    'drivers[0].logins[1] must be a string',
    'drivers[0].logins[1]',
  ],
];

for (const [schema, part, value, sentence, param] of CASES) {
  test(`${JSON.stringify(value)} as the ${part}: ${sentence}`, () => {
    for (const errors of [Compile(schema).Errors(value), errorsOfFirst({ schema, value })]) {
      const refusal = shapeError(errors, { schema, value, part });
      assert.equal(refusal.detail, sentence);
      if (param !== undefined) assert.equal(refusal.at?.param, param);
    }
  });
}

const Bounded = Type.Object({ types: Type.Array(Type.String(), { maxItems: 3 }) }, { additionalProperties: false });
const LARGE: [TSchema, object, string][] = [
  [Bounded, { types: Array(100_000).fill(0) }, 'types must have at most 3 items'],
  [
    Bounded,
    { types: [], ...Object.fromEntries(Array.from({ length: 100_000 }, (_, n) => [`m${n}`, n])) },
    'unknown member m0; this body takes types',
  ],
  [Manifest, { drivers: [{ driverId: 'D', logins: Array(100_000).fill(0) }] }, 'drivers[0].logins[0] must be a string'],
];
for (const [schema, value, sentence] of LARGE) {
  test(`of a large value the first error is found alone: ${sentence}`, () => {
    assert.ok(isLarge(value));
    const errors = errorsOfFirst({ schema, value });
    assert.ok(errors.length < 10, `${errors.length} errors`);
    assert.equal(shapeError(errors, { schema, value, part: 'body' }).detail, sentence);
  });
}
