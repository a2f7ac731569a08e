import assert from 'node:assert/strict';
import { test } from 'node:test';
import { challengeAnswer, isGenuine, NotGenuine, verifyWebhook } from '../../client/shiftcover.ts';
import { makeWebHookSecret } from '../../src/store/secrets.ts';
import { signedHeaders } from '../../src/webhooks/sign.ts';

test('a web hook is genuine by any of its signatures, and not when it is old, changed, unsigned or signed with another secret', async () => {
  const [secret, former] = [makeWebHookSecret(), makeWebHookSecret()];
  const body = '{"type":"shift.started","data":{"driverId":"Zoë"}}';
  const headers = (at: Date, ...secrets: string[]) => new Headers(signedHeaders('msg_1', at, body, secrets));
  const now = new Date();
  assert.equal(await isGenuine(body, headers(now, former, secret), secret), true);
  assert.equal(await isGenuine(body.replace('Zoë', 'Zoe'), headers(now, secret), secret), false);
  assert.equal(await isGenuine(body, headers(now, former), secret), false);
  assert.equal(await isGenuine(body, headers(new Date(now.getTime() - 301_000), secret), secret), false);
  assert.equal(await isGenuine(body, new Headers(), secret), false);
  const odd = headers(now, secret);
  odd.set('webhook-timestamp', 'soon');
  assert.equal(await isGenuine(body, odd, secret), false);
});

test('verifyWebhook reads the bytes and the headers of Node, and throws NotGenuine for what is forged', async () => {
  const secret = makeWebHookSecret();
  const data = { driverId: 'Zoë', policyId: null, from: '2026-03-01T08:00:00Z', to: null };
  const body = JSON.stringify({ type: 'link.created', timestamp: '2026-03-01T08:00:01Z', data });
  const headers = signedHeaders('msg_1', new Date(), body, [secret]);
  const notice = await verifyWebhook(Buffer.from(body), headers, secret);
  assert.deepEqual(notice, { id: 'msg_1', type: 'link.created', timestamp: '2026-03-01T08:00:01Z', data });
  await assert.rejects(verifyWebhook(`${body} `, headers, secret), NotGenuine);
  await assert.rejects(verifyWebhook(body, { ...headers, 'webhook-id': 'msg_2' }, secret), NotGenuine);
  await assert.rejects(verifyWebhook(body, { ...headers, 'webhook-signature': 'v1,?? v2,x' }, secret), NotGenuine);
});

test('a challenge is answered with what it holds, and a notice with nothing', () => {
  const base = { id: 'chl_1', timestamp: '2026-03-01T08:00:01Z' };
  const data = { endpointId: 'end_1', challenge: 'abc' };
  assert.equal(challengeAnswer({ ...base, type: 'endpoint.challenge', data }), '{"challenge":"abc"}');
  assert.equal(challengeAnswer({ ...base, type: 'endpoint.tested', data }), undefined);
});

test('a text that cannot be a secret is a TypeError', async () => {
  for (const none of ['', 'whsec_', 'whsec_?'])
    await assert.rejects(
      isGenuine('{}', signedHeaders('msg_1', new Date(), '{}', [makeWebHookSecret()]), none),
      TypeError,
    );
});
