import assert from 'node:assert/strict';
import { hostname } from 'node:os';
import { test } from 'node:test';
import { ForbiddenAddressError } from '../../../src/webhooks/http/errors.ts';
import { guardedLookup, openGuardedPost } from '../../../src/webhooks/http/guardedPost.ts';
import { startReceiver } from '../../support/receiver.ts';

const receiver = await startReceiver();
const post = openGuardedPost(['127.0.0.1'], 1_500);

test('the headers and the body arrive as given, and the answer comes back', async () => {
  receiver.answers({ tag: 'status', status: 202, body: 'thanks' });
  const posted = await post.post(`${receiver.url}/a?b=c`, { 'x-own': '1' }, '{"é":1}');
  assert.deepEqual({ ...posted, durationMs: 0 }, { tag: 'answered', status: 202, body: 'thanks', durationMs: 0 });
  const got = receiver.received.at(-1);
  assert.deepEqual(
    [got?.path, got?.headers['x-own'], got?.headers['content-type'], got?.body],
    ['/a?b=c', '1', 'application/json', '{"é":1}'],
  );
});

test('a redirect is an answer, and nobody goes where it points', async () => {
  receiver.answers({ tag: 'redirect', to: `${receiver.url}/elsewhere` });
  const posted = await post.post(`${receiver.url}/here`, {}, '{}');
  assert.equal(posted.tag === 'answered' && posted.status, 307);
  assert.equal(receiver.received.at(-1)?.path, '/here');
});

test('of an answer that never ends 64 KiB are read', async () => {
  receiver.answers({ tag: 'huge' });
  const posted = await post.post(receiver.url, {}, '{}');
  assert.equal(posted.tag === 'answered' && posted.body.length, 64 * 1024);
});

test('no answer in time, an answer that breaks off, and none at all are failures with a reason', async () => {
  receiver.answers({ tag: 'silence' });
  assert.deepEqual(await errorOf(receiver.url), 'there was no whole answer within 1.5 s');
  receiver.answers({ tag: 'drip' });
  assert.deepEqual(await errorOf(receiver.url), 'there was no whole answer within 1.5 s');
  receiver.answers({ tag: 'break off' });
  assert.match(await errorOf(receiver.url), /cut off/);
  receiver.answers({ tag: 'hang up' });
  assert.match(await errorOf(receiver.url), /cut off/);
  receiver.answers({ tag: 'no http' });
  assert.equal(await errorOf(receiver.url), 'what came back is not HTTP');
  assert.equal(await errorOf('http://127.0.0.1:1/'), 'the connection was refused');
});

const UNKNOWN = 'no address on the open internet is known for this host';

test('a name is given on only when every address it leads to may be reached', async () => {
  const found: string[] = [];
  const reached = (mayReach: (host: string, address: string) => boolean) =>
    new Promise((resolve) => {
      guardedLookup(mayReach)('localhost', { all: true }, (error, addresses) => resolve(error ?? addresses));
    });
  assert.ok(Array.isArray(await reached((_host, address) => found.push(address) > 0)));
  assert.ok(found.length > 0);
  for (const one of found) {
    const error = await reached((host, address) => host === 'localhost' && address !== one);
    assert.ok(error instanceof ForbiddenAddressError);
  }
});

test('a name that leads to a place of ours fails just like one that is not known', async () => {
  const guarded = openGuardedPost([]);
  for (const host of ['ip6-localhost', hostname(), 'nothing.invalid']) {
    const posted = await guarded.post(receiver.url.replace('http://127.0.0.1', `https://${host}`), {}, '{}');
    const error = posted.tag === 'failed' ? posted.error : '';
    assert.equal(error.replace('the host could not be looked up just now', UNKNOWN), UNKNOWN, host);
  }
});

async function errorOf(url: string): Promise<string> {
  const posted = await post.post(url, {}, '{}');
  assert.equal(posted.tag, 'failed');
  return posted.tag === 'failed' ? posted.error : '';
}
