import assert from 'node:assert/strict';
import { test } from 'node:test';
import { formClient, signUpForm } from '../support/formClient.ts';
import { startService } from '../support/service.ts';
import { ask } from '../support/wire.ts';

const service = await startService();
const ana = formClient(service.url);
await ana.post('/sign-up', { ...(await signUpForm(ana, '/sign-up')), email: 'ana@example.com' });

test('a form from another origin is refused, and changes nothing', async () => {
  const form = await signUpForm(formClient(service.url), '/sign-up');
  const foreign: Record<string, string>[] = [
    { origin: 'https://evil.example' },
    { origin: 'null' },
    { origin: '' },
    { origin: `${service.url}.evil.example` },
    { origin: service.url.replace('http:', 'https:').replace(/:\d+$/, '') },
    { origin: service.url.replace('http:', 'https:') },
    { origin: service.url, 'sec-fetch-site': 'cross-site' },
    { origin: service.url, 'sec-fetch-site': 'same-site' },
    { origin: '', referer: 'https://evil.example/sign-up' },
  ];
  for (const [index, headers] of foreign.entries()) {
    const email = `cross${index}@example.com`;
    const answer = await formClient(service.url).post('/sign-up', { ...form, email }, headers);
    assert.equal(answer.status, 403, JSON.stringify(headers));
    assert.match(answer.body, /did not come from one of our pages/);
  }
  const added = await service.database.pool.query("select 1 from customer where email like 'cross%'");
  assert.equal(added.rowCount, 0);
  assert.equal((await ana.post('/log-out', {}, { origin: 'https://evil.example' })).status, 403);
  assert.equal((await ana.get('/change-password')).status, 200, 'still logged in');
});

test('a form of our own pages is accepted by Sec-Fetch-Site, by Origin or by Referer', async () => {
  const own: Record<string, string>[] = [{ origin: 'null', 'sec-fetch-site': 'same-origin' }, { origin: service.url }];
  for (const headers of own) {
    const answer = await formClient(service.url).post(
      '/log-in',
      { email: 'ana@example.com', password: 'not this one' },
      headers,
    );
    assert.equal(answer.status, 422, JSON.stringify(headers));
  }
  const body = 'email=ana%40example.com&password=x';
  const headers = { Referer: `http://localhost/log-in`, 'Content-Type': 'application/x-www-form-urlencoded' };
  assert.equal((await ask(service.url, { method: 'POST', path: '/log-in', body, headers })).status, 422);
});
