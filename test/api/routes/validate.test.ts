import assert from 'node:assert/strict';
import { test } from 'node:test';
import { addCustomer } from '../../../src/store/customer/customers.ts';
import { providerWithKey } from '../../support/provider.ts';
import { startService } from '../../support/service.ts';
import { ask, type WireAnswer } from '../../support/wire.ts';

const service = await startService();
const MOST = 'Z'.repeat(255);
await addCustomer(service.database.pool, {
  number: 'ABC12',
  email: 'Driver+Work@Example.com',
  name: undefined,
  from: -Infinity,
});
await addCustomer(service.database.pool, { number: MOST, email: 'zoë@example.com', name: 'Zoë', from: -Infinity });

async function validated(rest: string): Promise<string> {
  return inShort(await service.ask({ path: `/v1/validate/customer-number/${rest}` }));
}

function inShort({ status, body }: WireAnswer): string {
  if (body === '') return String(status);
  const refusal = JSON.parse(body) as { error: string; detail: string };
  assert.deepEqual(Object.keys(refusal), ['error', 'detail', 'docs']);
  return `${status} ${refusal.error}`;
}

const WRONG_EMAIL = '404 INVALID_CUSTOMER_EMAIL';
const UNKNOWN = '404 INVALID_CUSTOMER';

const TABLE: [string, string, string][] = [
  ['a customer number', 'ABC12', '204'],
  ['the longest customer number', MOST, '204'],
  ['a trailing slash', 'ABC12/', '204'],
  ['percent-encoded letters', '%41BC1%32', '204'],
  ['an unknown parameter', 'ABC12?x=%zz&y', '204'],
  ['another customer number', 'ABC13', UNKNOWN],
  ['small letters', 'abc12', UNKNOWN],
  ['a space', 'ABC12%20', UNKNOWN],
  ['a NUL', 'ABC12%00', UNKNOWN],
  ['a slash', 'ABC12/x', UNKNOWN],
  ['an encoded slash', 'ABC%2F12', UNKNOWN],
  ['a dot-dot', '..%2F..%2Fetc', UNKNOWN],
  ['letters of another script', '%D0%90BC12', UNKNOWN],
  ['a percent sign that escapes nothing', 'ABC12%zz', UNKNOWN],
  ['a percent sign at the end', 'ABC12%', UNKNOWN],
  ['bytes that are no UTF-8', '%ff%fe', UNKNOWN],
  ['half a surrogate pair', '%ED%A0%80', UNKNOWN],
  ['256 characters', `${MOST}Z`, UNKNOWN],
  ['9,000 characters', 'A'.repeat(9_000), UNKNOWN],
  ['nothing', '', UNKNOWN],
  ['an asterisk', '*', UNKNOWN],
  ['the email as it is stored', 'ABC12?email=Driver%2BWork@Example.com', '204'],
  ['the email in other letters', 'ABC12?email=dRIVER%2bwORK%40eXAMPLE.COM', '204'],
  ['the email, its plus sign not encoded', 'ABC12?email=driver+work@example.com', '204'],
  ['the email, its plus sign as a space', 'ABC12?email=driver%20work@example.com', '204'],
  ['an email of more than ASCII', `${MOST}?email=ZO%C3%AB@EXAMPLE.com`, '204'],
  ['an email with another case beyond ASCII', `${MOST}?email=zo%C3%8B@example.com`, WRONG_EMAIL],
  ['another email', 'ABC12?email=other@example.com', WRONG_EMAIL],
  ['an empty email', 'ABC12?email=', WRONG_EMAIL],
  ['an email without a value', 'ABC12?email', WRONG_EMAIL],
  ['two emails, one of them right', 'ABC12?email=driver%2Bwork@example.com&email=x', WRONG_EMAIL],
  ['an email with a NUL', 'ABC12?email=driver%2Bwork@example.com%00', WRONG_EMAIL],
  ['an email that is not UTF-8', 'ABC12?email=%ff', WRONG_EMAIL],
  ['the email of another customer', `${MOST}?email=driver%2Bwork@example.com`, WRONG_EMAIL],
  ['an unknown number with an email', 'ABC13?email=driver%2Bwork@example.com', UNKNOWN],
];
for (const [what, rest, expected] of TABLE) {
  test(`validate with ${what}: ${expected}`, async () => assert.equal(await validated(rest), expected));
}

test('HEAD is answered like GET, without a body', async () => {
  const answer = await service.ask({ method: 'HEAD', path: '/v1/validate/customer-number/ABC12' });
  assert.deepEqual([answer.status, answer.body], [204, '']);
});

test('every check is in the audit log: by which key, about which number, with what result, and without the email', async () => {
  const { key, id } = await providerWithKey(service.database.pool);
  const path = '/v1/validate/customer-number/';
  for (const rest of ['ABC12', 'ABC12?email=x@y', 'NOBODY', '%00']) {
    await ask(service.url, { path: path + rest, headers: { Authorization: key } });
  }
  const found = await service.database.pool.query<{ entry: string; concerned: string | null; from: boolean }>(
    `select action || ' ' || about as entry, customer_number as concerned,
       request_id is not null and address = '127.0.0.1' as from
     from audit where work_provider_id = $1 and key_id = (select id from api_key where work_provider_id = $1) order by id`,
    [id],
  );
  assert.deepEqual(
    found.rows.map(({ concerned, from }) => [concerned, from]),
    [
      ['ABC12', true],
      ['ABC12', true],
      ['NOBODY', true],
      [null, true],
    ],
  );
  assert.deepEqual(
    found.rows.map((row) => row.entry),
    [
      'validated a customer number ABC12: valid',
      'validated a customer number and email ABC12: INVALID_CUSTOMER_EMAIL',
      'validated a customer number NOBODY: INVALID_CUSTOMER',
      'validated a customer number \uFFFD: INVALID_CUSTOMER',
    ],
  );
});

test('over its limit a key is 429 with Retry-After; other keys, and its own events, are not refused', async () => {
  const [busy, other] = [await providerWithKey(service.database.pool), await providerWithKey(service.database.pool)];
  const get = (key: string) =>
    ask(service.url, { path: '/v1/validate/customer-number/ABC12', headers: { Authorization: key } });
  const statuses: number[] = [];
  for (let round = 0; round < 31; round++) {
    const answers = await Promise.all(Array.from({ length: 10 }, () => get(busy.key)));
    statuses.push(...answers.map((answer) => answer.status));
  }
  assert.deepEqual(statuses, [...Array.from({ length: 300 }, () => 204), ...Array.from({ length: 10 }, () => 429)]);

  const limited = await get(busy.key);
  assert.equal(inShort(limited), '429 RATE_LIMITED');
  const seconds = Number(limited.headers.get('retry-after'));
  assert.ok(seconds >= 1 && seconds <= 60, `Retry-After: ${seconds}`);
  assert.ok(limited.headers.get('request-id'));

  assert.equal((await get(other.key)).status, 204);
  const body = JSON.stringify({ driverId: '1', timestamp: '2026-03-01T08:00:00Z' });
  const login = await ask(service.url, {
    method: 'POST',
    path: '/v1/shift/login',
    headers: { Authorization: busy.key },
    body,
  });
  assert.equal(login.status, 202);
});
