import assert from 'node:assert/strict';
import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { hostname } from 'node:os';
import { test } from 'node:test';
import { ForbiddenAddressError } from '../../../src/webhooks/http/errors.ts';
import { guardedLookup, openGuardedPost } from '../../../src/webhooks/http/guardedPost.ts';
import { atEnd } from '../../support/atEnd.ts';
import { startReceiver } from '../../support/receiver.ts';
import { until } from '../../support/until.ts';

const receiver = await startReceiver();
const post = openGuardedPost(['127.0.0.1:*'], { timeoutMs: 1_500 });

test('headers and body arrive as given, and the answer is returned', async () => {
  receiver.answerWith({ tag: 'status', status: 202, body: 'thanks' });
  const posted = await post.post(`${receiver.url}/a?b=c`, { 'x-own': '1' }, '{"é":1}');
  assert.deepEqual(
    { ...posted, durationMs: 0 },
    {
      tag: 'answered',
      status: 202,
      body: 'thanks',
      isShown: false,
      durationMs: 0,
    },
  );
  const got = receiver.received.at(-1);
  assert.deepEqual(
    [got?.path, got?.headers['x-own'], got?.headers['content-type'], got?.body],
    ['/a?b=c', '1', 'application/json', '{"é":1}'],
  );
});

test('a redirect is an answer, and is not followed', async () => {
  receiver.answerWith({ tag: 'redirect', to: `${receiver.url}/elsewhere` });
  const posted = await post.post(`${receiver.url}/here`, {}, '{}');
  assert.equal(posted.tag === 'answered' && posted.status, 307);
  assert.equal(receiver.received.at(-1)?.path, '/here');
});

test('64 KiB of an endless answer are read', async () => {
  receiver.answerWith({ tag: 'endless' });
  const posted = await post.post(receiver.url, {}, '{}');
  assert.equal(posted.tag === 'answered' && posted.body.length, 64 * 1024);
});

test('an answer that is late, truncated or missing is a failure with a sentence that says why', async () => {
  receiver.answerWith({ tag: 'no answer' });
  assert.deepEqual(await errorOf(receiver.url), 'there was no whole answer within 1.5 s');
  receiver.answerWith({ tag: 'other protocol' });
  assert.deepEqual(await errorOf(receiver.url), 'there was no whole answer within 1.5 s');
  receiver.answerWith({ tag: 'slow' });
  assert.deepEqual(await errorOf(receiver.url), 'there was no whole answer within 1.5 s');
  receiver.answerWith({ tag: 'truncated' });
  assert.match(await errorOf(receiver.url), /cut off/);
  receiver.answerWith({ tag: 'hang up' });
  assert.match(await errorOf(receiver.url), /cut off/);
  receiver.answerWith({ tag: 'not http' });
  assert.equal(await errorOf(receiver.url), 'what came back is not HTTP');
  assert.equal(await errorOf('http://127.0.0.1:1/'), 'the connection was refused');
});

const UNKNOWN = 'no address on the open internet is known for this host';

test('a host name is used only when every address it leads to is allowed', async () => {
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

test('a host name of our own network fails like an unknown one', async () => {
  const guarded = openGuardedPost([]);
  for (const host of ['ip6-localhost', hostname(), 'nothing.invalid']) {
    const posted = await guarded.post(receiver.url.replace('http://127.0.0.1', `https://${host}`), {}, '{}');
    const error = posted.tag === 'failed' ? posted.error : '';
    assert.equal(error.replace('the host could not be looked up just now', UNKNOWN), UNKNOWN, host);
  }
});

test('a connection that a receiver keeps open is closed here in the end', async () => {
  const server = createServer((socket) => {
    socket.on('error', () => {});
    socket.once('data', () => socket.write('HTTP/1.1 204 No Content\r\n\r\n'));
  });
  atEnd(() => server.close());
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const { port } = server.address() as AddressInfo;
  const [socket, posted] = await Promise.all([
    once(server, 'connection').then(([each]) => each as Socket),
    post.post(`http://127.0.0.1:${port}/`, {}, '{}'),
  ]);
  assert.equal(posted.tag, 'answered');
  await until(() => socket.readableEnded);
});

async function errorOf(url: string): Promise<string> {
  const posted = await post.post(url, {}, '{}');
  assert.equal(posted.tag, 'failed');
  return posted.tag === 'failed' ? posted.error : '';
}
