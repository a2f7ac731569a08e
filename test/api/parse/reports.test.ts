import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ReadBy } from '../../../src/api/parse/eventTime.ts';
import { type Parsed, parseBatch, parseOne } from '../../../src/api/parse/reports.ts';
import { MOST_ITEMS } from '../../../src/api/wire/report.ts';
import { instantOf } from '../../../src/core/time/instant.ts';

const READ_BY: ReadBy = { timeZone: 'Europe/London', zoneChanged: false, now: instantOf('2026-03-02T12:00Z') };
const TIME = '"timestamp":"2026-03-01T08:30:00Z"';

/** A row: a body of shift/login as JSON text, and `ok` or the words of its refusal. */
function one(json: string, expected: string): void {
  assert.equal(`${json}  →  ${resultOf(parseOne(JSON.parse(json), 'login', READ_BY))}`, `${json}  →  ${expected}`);
}

function batch(json: string, expected: string): void {
  assert.equal(`${json}  →  ${resultOf(parseBatch(JSON.parse(json), 'login', READ_BY))}`, `${json}  →  ${expected}`);
}

function resultOf(parsed: Parsed): string {
  return parsed.tag === 'parsed'
    ? 'ok'
    : parsed.code === 'INVALID_DATA'
      ? parsed.detail
      : `${parsed.code} ${parsed.detail}`;
}

function identifierOf(json: string): string | undefined {
  const parsed = parseOne(JSON.parse(json), 'login', READ_BY);
  return parsed.tag === 'parsed' ? parsed.reports[0]?.identifier : undefined;
}

test('a login by either identifier becomes a report, with the text as sent', () => {
  const parsed = parseOne({ driverId: '1686', timestamp: '2026-03-01 08:30:00.1234567+01' }, 'login', READ_BY);
  const occurredAt = instantOf('2026-03-01T07:30:00.123456Z');
  const asSent = '2026-03-01 08:30:00.1234567+01';
  const report = {
    identifierKind: 'driverId',
    identifier: '1686',
    kind: 'login',
    occurredAt,
    reading: 'offset',
    zone: null,
    ambiguous: false,
    reference: '',
    asSent,
  };
  assert.deepEqual(parsed, { tag: 'parsed', reports: [report] });

  const byNumber = parseOne({ policyId: 'C1', timestamp: '2026-07-01T08:30' }, 'logout', {
    ...READ_BY,
    now: instantOf('2026-07-02T00:00Z'),
  });
  const inSummer = { occurredAt: instantOf('2026-07-01T07:30Z'), reading: 'local', asSent: '2026-07-01T08:30' };
  const readIn = { zone: 'Europe/London', ambiguous: false, reference: '' };
  assert.deepEqual(byNumber, {
    tag: 'parsed',
    reports: [{ identifierKind: 'policyId', identifier: 'C1', kind: 'logout', ...inSummer, ...readIn }],
  });
});

test('in a repeated hour a login in doubt is read early and a logout late', () => {
  const body = { driverId: '1', timestamp: '2025-10-26T01:30' };
  const reading = (kind: 'login' | 'logout') => {
    const parsed = parseOne(body, kind, READ_BY);
    return parsed.tag === 'parsed' ? parsed.reports[0]?.reading : parsed.detail;
  };
  assert.deepEqual([reading('login'), reading('logout')], ['repeated_earlier', 'repeated_later']);
});

test('an event names its driver in exactly one way', () => {
  one(`{"driverId":"1",${TIME}}`, 'ok');
  one(`{"policyId":"C1",${TIME}}`, 'ok');
  one(`{${TIME}}`, 'driverId or policyId is missing');
  one(`{"driverId":"1","policyId":"C1",${TIME}}`, 'send driverId or policyId, not both');
  one(`{"driverId":"1","policyId":null,${TIME}}`, 'send driverId or policyId, not both');
  one(`{"driverId":null,"policyId":"C1",${TIME}}`, 'send driverId or policyId, not both');
  one(`{"driver_id":"1",${TIME}}`, 'driverId or policyId is missing; for driver_id write driverId');
  one(`{"customer-number":"1",${TIME}}`, 'driverId or policyId is missing; for customer-number write customerNumber');
  one(`{"driver":"1",${TIME}}`, 'driverId or policyId is missing; for driver write driverId');
  one(`{"rider":"1",${TIME}}`, 'driverId or policyId is missing');
  one('{"driverId":"1","TimeStamp":"2026-03-01T08:30:00Z"}', 'timestamp is missing; for TimeStamp write timestamp');
});

test('an identifier is a string: nothing is converted', () => {
  for (const value of ['1686', '0', 'null', 'true', '[]', '["1"]', '{}', '1.5']) {
    one(`{"driverId":${value},${TIME}}`, 'driverId must be a string');
    one(`{"policyId":${value},${TIME}}`, 'policyId must be a string');
  }
  one(`{"driverId":"",${TIME}}`, 'driverId is empty');
  one(`{"policyId":"",${TIME}}`, 'policyId is empty');
});

test('an identifier has at most 255 characters, however many bytes they take', () => {
  for (const character of ['a', 'é', '漢', '😀']) {
    one(`{"driverId":"${character.repeat(255)}",${TIME}}`, 'ok');
    one(`{"driverId":"${character.repeat(256)}",${TIME}}`, 'driverId is longer than 255 characters');
  }
  one(`{"policyId":"${'Z'.repeat(255)}",${TIME}}`, 'ok');
  one(`{"policyId":"${'Z'.repeat(256)}",${TIME}}`, 'policyId is longer than 255 characters');
});

test('an identifier is well-formed and has no control characters', () => {
  for (const lone of ['\\ud83d', '\\ude00', 'a\\ud83db', '\\ude00\\ud83d'])
    one(`{"driverId":"${lone}",${TIME}}`, 'driverId is not well-formed Unicode');
  for (const control of ['\\u0000', 'a\\nb', '\\t', '\\u001f', '\\u007f', '\\u0085', '\\u009f', 'a\\r\\n']) {
    one(`{"driverId":"${control}",${TIME}}`, 'driverId contains a control character');
  }
  one(`{"driverId":"\\ud83d\\ude00",${TIME}}`, 'ok');
});

test('an identifier is unchanged: no trimming, case folding or normalising', () => {
  for (const text of [
    ' 1 ',
    'a',
    'A',
    'é',
    'e\u0301',
    '\u00a0',
    '\u200b',
    '\ufeff1',
    '\u2028',
    'ﬁ',
    "'; drop table event; --",
    '<b>',
    '%00',
    '0',
    '007',
    '__proto__',
  ]) {
    assert.equal(identifierOf(JSON.stringify({ driverId: text, timestamp: '2026-03-01T08:30Z' })), text);
  }
});

test('a customer number is of the letters A-Z and digits', () => {
  one(`{"policyId":"ABC123XYZ0",${TIME}}`, 'ok');
  for (const text of ['abc', 'C-1', ' C1', 'C1 ', 'É1', 'Ａ１', '١', 'C_1', '*']) {
    one(`{"policyId":"${text}",${TIME}}`, 'policyId may contain only the letters A-Z and digits');
  }
});

test('the timestamp is required, and is a string', () => {
  one('{"driverId":"1"}', 'timestamp is missing');
  for (const value of ['null', 'true', '[]', '{}'])
    one(`{"driverId":"1","timestamp":${value}}`, 'timestamp must be a string');
  const example = 'timestamp must be an ISO-8601 date and time such as 2026-03-01T08:30:00+00:00';
  for (const value of ['""', '7', '1e400']) one(`{"driverId":"1","timestamp":${value}}`, example);
  one(
    '{"driverId":"1","timestamp":1772352000}',
    `${example}, not a number of seconds since 1970: write 2026-03-01T08:00:00Z`,
  );
  one('{"driverId":"1","timestamp":"1999-12-31T23:59Z"}', 'timestamp lies before the year 2000');
  one('{"driverId":"1","timestamp":"2026-03-03T12:01Z"}', 'timestamp lies more than 24 hours ahead of now');
});

test('unknown members are ignored, and the members of __proto__ do not count', () => {
  one(`{"driverId":"1",${TIME},"note":{"deep":[1,2]},"constructor":1,"toString":null}`, 'ok');
  one(`{"driverId":"1",${TIME},"__proto__":{"policyId":"C1"}}`, 'ok');
  one(`{"__proto__":{"driverId":"1","timestamp":"2026-03-01T08:30Z"}}`, 'driverId or policyId is missing');
  assert.equal(({} as Record<string, unknown>)['driverId'], undefined);
});

test('of a repeated member the last counts, as in JSON everywhere', () => {
  assert.equal(identifierOf(`{"driverId":"1","driverId":"2",${TIME}}`), '2');
  one(`{"driverId":"1","driverId":null,${TIME}}`, 'driverId must be a string');
});

test('a single event is an object and a batch is a list', () => {
  for (const json of ['null', '1', '"text"', 'true']) {
    assert.match(resultOf(parseOne(JSON.parse(json), 'login', READ_BY)), /JSON object/);
    assert.match(resultOf(parseBatch(JSON.parse(json), 'login', READ_BY)), /JSON list/);
  }
  assert.match(
    resultOf(parseOne([{ driverId: '1', timestamp: '2026-03-01T08:30Z' }], 'login', READ_BY)),
    /one JSON object.*batch/,
  );
  assert.match(
    resultOf(parseBatch({ driverId: '1', timestamp: '2026-03-01T08:30Z' }, 'login', READ_BY)),
    /JSON list.*shift/,
  );
  batch('[]', 'the list is empty');
});

test('a batch may mix identifiers and repeat itself, and comes in the order sent', () => {
  const items = ['{"driverId":"1"', '{"policyId":"C1"', '{"driverId":"1"'].map((item) => `${item},${TIME}}`);
  const parsed = parseBatch(JSON.parse(`[${items.join()}]`), 'login', READ_BY);
  assert.deepEqual(parsed.tag === 'parsed' && parsed.reports.map((report) => report.identifier), ['1', 'C1', '1']);
});

test('one bad item refuses a whole batch, and the first is named, counted from 1', () => {
  const good = `{"driverId":"1",${TIME}}`;
  batch(`[${good},${good},{"driverId":7,${TIME}}]`, 'item 3: driverId must be a string');
  batch(`[{"driverId":"1"},${good},{}]`, 'item 1: timestamp is missing');
  batch(`[${good},{"policyId":"c1",${TIME}}]`, 'item 2: policyId may contain only the letters A-Z and digits');
  for (const item of ['null', '1', '"text"', '[]', `[${good}]`])
    batch(`[${good},${item}]`, 'item 2: must be a JSON object');
});

test('the newer names are the same identifiers, and exactly one of the four is allowed', () => {
  for (const [older, newer] of [
    ['driverId', 'workProviderUserId'],
    ['policyId', 'customerNumber'],
  ] as const) {
    const timestamp = '2026-03-01T08:30:00Z';
    assert.deepEqual(
      parseOne({ [newer]: 'C1', timestamp }, 'login', READ_BY),
      parseOne({ [older]: 'C1', timestamp }, 'login', READ_BY),
    );
    one(`{"${older}":"C1","${newer}":"C1",${TIME}}`, `send ${older} or ${newer}, not both`);
  }
  one(`{"driverId":"1","customerNumber":"C1",${TIME}}`, 'send driverId or customerNumber, not both');
  one(
    `{"driverId":"1","policyId":"C1","customerNumber":"C1",${TIME}}`,
    'send driverId or policyId or customerNumber, not more than one',
  );
  one(`{"customerNumber":"c1",${TIME}}`, 'customerNumber may contain only the letters A-Z and digits');
  one(`{"workProviderUserId":7,${TIME}}`, 'workProviderUserId must be a string');
});

test('a batch of over 10,000 items is refused before its items are read', () => {
  const item = { driverId: '1', timestamp: '2026-03-01T08:30Z' };
  assert.equal(
    resultOf(
      parseBatch(
        Array.from({ length: MOST_ITEMS }, () => item),
        'login',
        READ_BY,
      ),
    ),
    'ok',
  );
  assert.equal(
    resultOf(parseBatch(Array(MOST_ITEMS + 1).fill(null), 'login', READ_BY)),
    'PAYLOAD_TOO_LARGE the list has 10001 items; send at most 10000 at a time',
  );
});
