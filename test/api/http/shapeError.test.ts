import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type TSchema, Type } from 'typebox';
import { Compile } from 'typebox/compile';
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
    const refusal = shapeError(Compile(schema).Errors(value), { schema, value, part });
    assert.equal(refusal.detail, sentence);
    if (param !== undefined) assert.equal(refusal.at?.param, param);
  });
}
