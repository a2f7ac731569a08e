import assert from 'node:assert/strict';
import { test } from 'node:test';
import { clock, MINUTE } from '../../src/core/time/instant.ts';
import { suspendCustomer } from '../../src/store/customer/customers.ts';
import { readPage, signedInMember } from '../support/member.ts';
import { type Service, startService } from '../support/service.ts';
import { visitor } from '../support/visitor.ts';

const silent = await startService();
const [byMail, byPhone] = await Promise.all([
  startService({ INSURER_NAME: 'Fairway Mutual', INSURER_EMAIL: 'help@fairway.example' }),
  startService({ INSURER_NAME: 'Fairway Mutual', INSURER_PHONE: '+44 20 7946 0018' }),
]);

async function told({
  url,
  database: { pool },
}: Service): Promise<{ start: string; taken: string; suspended: string }> {
  const ana = await signedInMember(pool, 'ANA2');
  await suspendCustomer(pool, ana.number, clock() - MINUTE, 'unpaid');
  return {
    start: (await visitor(url).ask('/log-in')).body,
    taken: await readPage(url, '/link/problem?why=taken', ana),
    suspended: await readPage(url, '/my-cover', ana),
  };
}

test('an insurer that gave an address or a number is named with it on every page, and may be contacted', async () => {
  for (const [service, how] of [
    [byMail, 'mailto:help@fairway.example'],
    [byPhone, 'tel:+442079460018'],
  ] as const) {
    const { start, taken, suspended } = await told(service);
    assert.ok(start.includes('Need help? Contact Fairway Mutual.') && start.includes(how), how);
    assert.match(taken, /If it is yours, contact us/);
    assert.match(suspended, /suspended since .* What to do: Contact us/);
  }
});

test('no page says to contact an insurer that gave neither', async () => {
  const pages = await told(silent);
  assert.match(pages.taken, /linked to someone else/);
  assert.match(pages.suspended, /suspended since/);
  for (const page of Object.values(pages)) assert.doesNotMatch(page, /contact|need help|What to do/i);
});
