import assert from 'node:assert/strict';
import { test } from 'node:test';
import { clock, MINUTE } from '../../src/core/time/instant.ts';
import { suspendCustomer } from '../../src/store/customer/suspensions.ts';
import { formClient } from '../support/formClient.ts';
import { type Service, startService } from '../support/service.ts';
import { readPageText, signedInCustomer } from '../support/signedInCustomer.ts';

const withoutContact = await startService();
const [byMail, byPhone] = await Promise.all([
  startService({ INSURER_NAME: 'Fairway Mutual', INSURER_EMAIL: 'help@fairway.example' }),
  startService({ INSURER_NAME: 'Fairway Mutual', INSURER_PHONE: '+44 20 7946 0018' }),
]);

async function openPages({
  url,
  database: { pool },
}: Service): Promise<{ logIn: string; taken: string; suspended: string }> {
  const ana = await signedInCustomer(pool, 'ANA2');
  await suspendCustomer(pool, ana.number, clock() - MINUTE, 'unpaid');
  return {
    logIn: (await formClient(url).get('/log-in')).body,
    taken: await readPageText(url, '/link/problem?why=taken', ana),
    suspended: await readPageText(url, '/my-cover', ana),
  };
}

test('pages name the email or phone of the insurer, and say to contact it', async () => {
  for (const [service, href] of [
    [byMail, 'mailto:help@fairway.example'],
    [byPhone, 'tel:+442079460018'],
  ] as const) {
    const { logIn, taken, suspended } = await openPages(service);
    assert.ok(logIn.includes('Need help? Contact Fairway Mutual.') && logIn.includes(href), href);
    assert.match(taken, /If it is yours, contact us/);
    assert.match(suspended, /suspended since .* What to do: Contact us/);
  }
});

test('without email and phone no page says to contact the insurer', async () => {
  const pages = await openPages(withoutContact);
  assert.match(pages.taken, /linked to someone else/);
  assert.match(pages.suspended, /suspended since/);
  for (const page of Object.values(pages)) assert.doesNotMatch(page, /contact|need help|What to do/i);
});
