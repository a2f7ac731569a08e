import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startService } from '../../support/service.ts';
import { eventCount, theLog } from '../../support/theLog.ts';

const service = await startService();

type Body = string | Uint8Array;

function post(path: string, body: Body, headers: Record<string, string> = {}) {
  return service.ask({ method: 'POST', path, headers, body });
}

const AT = '2026-03-01T08:00:00Z';
const item = (more: object = {}) => ({ driverId: 'D1', timestamp: AT, ...more });
const json = (value: unknown) => JSON.stringify(value);

const REFUSED_ONE: [string, Body, RegExp][] = [
  ['nothing', '', /empty/],
  ['blanks', ' \n', /JSON/],
  ['no JSON', 'driverId=D1&timestamp=now', /JSON/],
  ['JSON cut short', json(item()).slice(0, -1), /JSON/],
  ['JSON and more', `${json(item())}{}`, /JSON/],
  ['NaN', '{"driverId":"D1","timestamp":NaN}', /JSON/],
  ['bytes that are no UTF-8', Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x7d]), /UTF-8/],
  ['UTF-16', Buffer.from(json(item()), 'utf16le'), /JSON/],
  ['half a character', Buffer.from(json(item({ driverId: 'é' }))).fill(0x41, 14, 15), /UTF-8/],
  ['two byte order marks', `\uFEFF\uFEFF${json(item())}`, /JSON/],
  ['null', 'null', /JSON object/],
  ['a number', '5', /JSON object/],
  ['a text', '"D1"', /JSON object/],
  ['a list', json([item()]), /batch/],
  ['an empty object', '{}', /missing/],
  ['no identifier', json({ timestamp: AT }), /driverId or policyId is missing/],
  ['both identifiers', json(item({ policyId: 'ABC12' })), /not both/],
  ['a member given twice', `{"driverId":"D1","driverId":"D2","timestamp":"${AT}"}`, /same member twice/],
  [
    'a member given twice, once escaped',
    `{"driverId":"D1","driver\\u0049d":"D2","timestamp":"${AT}"}`,
    /same member twice/,
  ],
  ['the same member twice inside an unknown one', `{"driverId":"D1","timestamp":"${AT}","a":[{"b":1,"b":1}]}`, /twice/],
  ['both identifiers, one of them null', json(item({ policyId: null })), /not both/],
  ['a number as driver ID', json(item({ driverId: 1686 })), /driverId must be a string/],
  ['null as driver ID', json(item({ driverId: null })), /driverId must be a string/],
  ['a list as driver ID', json(item({ driverId: ['D1'] })), /driverId must be a string/],
  ['an empty driver ID', json(item({ driverId: '' })), /driverId is empty/],
  ['a driver ID of 256 characters', json(item({ driverId: '🛵'.repeat(256) })), /255/],
  ['a NUL in the driver ID', '{"driverId":"a\\u0000b","timestamp":"2026-03-01T08:00:00Z"}', /control/],
  ['a line end in the driver ID', json(item({ driverId: 'a\nb' })), /control/],
  ['a C1 control character in the driver ID', json(item({ driverId: 'a\u0085b' })), /control/],
  [
    'half a surrogate pair in the driver ID',
    '{"driverId":"\\ud83d","timestamp":"2026-03-01T08:00:00Z"}',
    /well-formed/,
  ],
  ['a customer number in small letters', json({ policyId: 'abc12', timestamp: AT }), /A-Z/],
  ['a customer number with a space', json({ policyId: 'ABC 12', timestamp: AT }), /A-Z/],
  ['digits of another script in the customer number', json({ policyId: 'ABC١٢', timestamp: AT }), /A-Z/],
  ['no timestamp', json({ driverId: 'D1' }), /timestamp is missing/],
  ['null as timestamp', json(item({ timestamp: null })), /timestamp must be a string/],
  ['seconds since 1970', json(item({ timestamp: 1_772_352_000 })), /seconds since 1970: write 2026-03-01T08:00:00Z/],
  ['a date without a time', json(item({ timestamp: '2026-03-01' })), /ISO-8601/],
  ['a time without a date', json(item({ timestamp: '08:00:00Z' })), /ISO-8601/],
  ['30 February', json(item({ timestamp: '2026-02-30T08:00:00Z' })), /ISO-8601/],
  ['a zone annotation', json(item({ timestamp: '2026-03-01T08:00:00+00:00[Europe/London]' })), /ISO-8601/],
  ['the word now', json(item({ timestamp: 'now' })), /ISO-8601/],
  ['a time of the last century', json(item({ timestamp: '1999-12-31T23:59:59Z' })), /2000/],
  ['a time 25 hours ahead', json(item({ timestamp: ahead({ hours: 25 }) })), /24 hours/],
];

function ahead(by: Temporal.DurationLike): string {
  return Temporal.Now.instant().add(by).toString();
}

for (const [what, body, detail] of REFUSED_ONE) {
  test(`a body with ${what} is INVALID_DATA with a reason, and stores nothing`, async () => {
    const before = await eventCount(service.database.pool);
    const answer = await post('/v1/shift/login', body);
    const { error, detail: said, docs, ...part } = JSON.parse(answer.body) as Record<string, string>;
    assert.deepEqual([answer.status, error, docs], [400, 'INVALID_DATA', '/docs/errors#invalid_data']);
    assert.ok(Object.keys(part).every((name) => name === 'param' || name === 'value'));
    assert.match(said as string, detail);
    assert.equal(await eventCount(service.database.pool), before);
  });
}

const ACCEPTED_ONE: [string, Body, Record<string, string>?][] = [
  ['no Content-Type', json(item())],
  ['the JSON type', json(item()), { 'Content-Type': 'application/json' }],
  ['the type of forms', json(item()), { 'Content-Type': 'application/x-www-form-urlencoded' }],
  ['a multipart type', json(item()), { 'Content-Type': 'multipart/form-data; boundary=x' }],
  ['an empty Content-Type', json(item()), { 'Content-Type': '' }],
  ['a malformed Content-Type', json(item()), { 'Content-Type': 'jason; ;;=/' }],
  ['a Content-Type that claims another charset', json(item()), { 'Content-Type': 'application/json; charset=utf-16' }],
  ['Content-Encoding identity', json(item()), { 'Content-Encoding': 'identity' }],
  ['a byte order mark', `\uFEFF${json(item())}`],
  ['blanks around it', `\r\n\t ${json(item())} \n`],
  ['unknown members', json(item({ note: 'x', shift: { a: [1] }, __proto__: 1 }))],
  ['colons and quotes in its texts', json(item({ 'a:"b:': 'c:"\\":', d: ['{"e":1,"e":2}'] }))],
  ['a member named __proto__', `{"__proto__":{"policyId":"A"},"driverId":"D1","timestamp":"${AT}"}`],
  ['a driver ID of 255 characters', json(item({ driverId: '🛵'.repeat(255) }))],
  ['an unknown customer number', json({ policyId: 'ZZ99', timestamp: AT })],
  ['a time 23 hours ahead', json(item({ timestamp: ahead({ hours: 23 }) }))],
  ['a time years ago', json(item({ timestamp: '2000-01-01T00:00:00Z' }))],
];
for (const [what, body, headers] of ACCEPTED_ONE) {
  test(`a body with ${what} is accepted`, async () => {
    const answer = await post('/v1/shift/login', body, headers);
    assert.deepEqual([answer.status, answer.body], [202, '{"status":"PENDING"}']);
  });
}

test('identifiers are stored byte-exact: no trimming, case folding or normalising', async () => {
  const exact = [
    ' D1',
    'D1 ',
    'd1',
    'D1',
    'é',
    'e\u0301',
    '\u00a0',
    '../..',
    "'; drop table event; --",
    '\u202eD1',
    '1e3',
    '001',
    '\uFEFF',
  ];
  const at = '2026-03-02T08:00:00Z';
  assert.equal(
    (await post('/v1/batch/login', json(exact.map((driverId) => ({ driverId, timestamp: at }))))).status,
    202,
  );
  const stored = (await theLog(service.database.pool)).filter((event) => event.asSent === at);
  assert.deepEqual(
    stored.map((event) => event.identifier),
    exact,
  );
});

const ENCODINGS = ['gzip', 'br', 'deflate', 'gzip, identity', 'nonsense'];
test('a compressed body is refused unread', async () => {
  for (const encoding of ENCODINGS) {
    const answer = await post('/v1/shift/login', json(item()), { 'Content-Encoding': encoding });
    assert.equal(`${answer.status} ${answer.body.slice(0, 30)}`, '415 {"error":"UNSUPPORTED_ENCODING', encoding);
  }
});
