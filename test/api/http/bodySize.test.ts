import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startService } from '../../support/service.ts';

const service = await startService();
const batch = (body: string) => service.ask({ method: 'POST', path: '/v1/batch/login', body });
const item = (number: number, more = {}) => ({ driverId: `D${number}`, timestamp: '2026-03-02T08:00:00Z', ...more });

for (const [what, body] of [
  ['four million lists in one another', '['.repeat(4_000_000) + ']'.repeat(4_000_000)],
  ['two million empty objects', `[${'{},'.repeat(2_000_000)}{}]`],
  ['two million numbers beside a valid item', JSON.stringify([{ ...item(1), more: Array(2_000_000).fill(0) }])],
] as const) {
  test(`a body of ${what} is refused before it is parsed`, async () => {
    const answer = await batch(body);
    assert.equal(answer.status, 413);
    assert.match(answer.body, /"PAYLOAD_TOO_LARGE".*too many values/);
  });
}

test('the largest batch is accepted, with extra members and with brackets in its texts', async () => {
  const more = { note: '[{,"\\'.repeat(60), a: 1, b: [2, 3], c: { d: null } };
  const answer = await batch(JSON.stringify(Array.from({ length: 10_000 }, (_, number) => item(number, more))));
  assert.equal(answer.status, 202);
});
