import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { ReadBy } from '../../../src/api/parse/eventTime.ts';
import { type Parsed, parseBatch, parseOne } from '../../../src/api/parse/reports.ts';
import { instantOf } from '../../../src/core/time/instant.ts';

const READ_BY: ReadBy = { timeZone: 'Europe/London', zoneChanged: false, now: instantOf('2026-03-02T12:00Z') };

/** Texts that a refusal can only have by repeating what was sent. */
const marked = fc.string({ unit: 'binary', maxLength: 12 }).map((text) => `\u2603<${text}>`);
const anything = fc.oneof(marked, fc.jsonValue(), fc.constantFrom('1', 'C1', '', null, undefined, '2026-03-01T08:30Z'));
const members = fc.record(
  {
    driverId: anything,
    policyId: anything,
    workProviderUserId: anything,
    customerNumber: anything,
    timestamp: anything,
    [`\u2603`]: anything,
  },
  { requiredKeys: [] },
);
const bodies = fc.oneof(members, fc.array(fc.oneof(members, anything), { maxLength: 5 }), anything);

test('any JSON is parsed or refused: nothing throws', () => {
  const property = fc.property(bodies, (body) => {
    for (const parse of [parseOne, parseBatch]) {
      const { tag } = parse(body, 'login', READ_BY);
      assert.ok(tag === 'parsed' || tag === 'refused');
    }
  });
  fc.assert(property, { numRuns: 2_000 });
});

test('a refusal is one short sentence that repeats nothing of what was sent', () => {
  const seen = new Set<string>();
  const property = fc.property(bodies, (body) => {
    for (const parsed of [parseOne(body, 'login', READ_BY), parseBatch(body, 'login', READ_BY)]) {
      if (parsed.tag === 'parsed') continue;
      assert.match(parsed.detail, /^[A-Za-z0-9 ,;:/+.-]{12,200}$/);
      assert.match(
        parsed.detail,
        /^(the |item \d+: |send |driverId |policyId |workProviderUserId |customerNumber |timestamp |must be )/,
      );
      seen.add(parsed.detail.replace(/^item \d+: /, ''));
    }
  });
  fc.assert(property, { numRuns: 2_000 });
  assert.ok(seen.size >= 8, [...seen].join('\n'));
});

test('a batch is accepted when every item alone is, its reports are those of the items, and a refusal names all that are bad', () => {
  const item = fc.oneof(
    {
      weight: 6,
      arbitrary: fc.record({ driverId: fc.string({ minLength: 1 }), timestamp: fc.constant('2026-03-01T08:30Z') }),
    },
    members,
  );
  const property = fc.property(fc.array(item, { minLength: 1, maxLength: 6 }), (items) => {
    const alone = items.map((each) => parseOne(each, 'login', READ_BY));
    const together = parseBatch(items, 'login', READ_BY);
    const bad = alone.flatMap((each, index) => (each.tag === 'refused' ? [{ ...each, index }] : []));
    const [first] = bad;
    if (!first) return assert.deepEqual(together, { tag: 'parsed', reports: alone.flatMap(reportsOf) });
    assert.equal(detailOf(together), `item ${first.index + 1}: ${first.detail}`);
    assert.deepEqual(
      together.tag === 'refused' && together.items?.map(({ param, detail }) => [param, detail]),
      bad.map(({ index, at, detail }) => [at?.param ? `[${index}].${at.param}` : `[${index}]`, detail]),
    );
  });
  fc.assert(property, { numRuns: 1_000 });
});

function reportsOf(parsed: Parsed) {
  return parsed.tag === 'parsed' ? parsed.reports : [];
}

function detailOf(parsed: Parsed | undefined): string {
  return parsed?.tag === 'refused' ? parsed.detail : '';
}
