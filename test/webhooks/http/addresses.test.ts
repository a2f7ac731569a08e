import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readConfig } from '../../../src/config/config.ts';
import { isPublic } from '../../../src/webhooks/http/addresses.ts';
import { openGuardedPost } from '../../../src/webhooks/http/guardedPost.ts';

const listed = (text: string): string[] => text.trim().split(/\s+/);
const PUBLIC = ['1.1.1.1', '8.8.8.8', '100.63.255.255', '172.15.0.1', '172.32.0.1', '192.169.0.1', '223.255.255.255'];
const PUBLIC_6 = ['2606:4700:4700::1111', '2a00:1450::1', '2400:cb00::1'];
const PRIVATE = listed(`
  0.0.0.0 0.1.2.3 10.0.0.1 100.64.0.1 100.127.255.255 127.0.0.1 127.255.255.254 169.254.169.254
  172.16.0.1 172.31.255.255 192.0.0.1 192.0.2.1 192.168.1.1 198.18.0.1 198.51.100.1 203.0.113.1
  224.0.0.1 239.255.255.255 240.0.0.1 255.255.255.255
`);
const PRIVATE_6 = listed(`
  :: ::1 ::ffff:127.0.0.1 ::ffff:8.8.8.8 ::127.0.0.1 64:ff9b::7f00:1 64:ff9b:1::1 100::1 2001::1
  2001:db8::1 2002:7f00:1:: 3fff::1 fc00::1 fd00:ec2::254 fe80::1 fe80::1%lo fec0::1 ff02::1
`);

for (const address of [...PUBLIC, ...PUBLIC_6]) {
  test(`${address} is on the open internet`, () => assert.equal(isPublic(address), true));
}
for (const address of [...PRIVATE, ...PRIVATE_6, 'localhost', '', '1.2.3']) {
  test(`${address || 'an empty text'} is not on the open internet`, () => assert.equal(isPublic(address), false));
}

const post = openGuardedPost([]);
const REFUSED = listed(`
  http://example.com/ ftp://example.com/ example.com https:// https://name:word@example.com/
  https://127.0.0.1/ https://0x7f.1/ https://2130706433/ https://017700000001/ https://127.1/
  https://127.0.0.1./ https://１２７.0.0.1/ https://[::1]/ https://[::ffff:127.0.0.1]/
  https://[::ffff:169.254.169.254]/ https://0/ https://localhost/ https://a.localhost/
  https://LOCALHOST./ http://1.1.1.1/ https://169.254.169.254/latest
`).concat(`https://example.com/${'a'.repeat(2_050)}`);
for (const url of REFUSED) {
  test(`${url.slice(0, 60)} is refused without being looked up`, async () => {
    assert.equal(typeof post.refusalOf(url), 'string');
    const posted = await post.post(url, {}, '{}');
    assert.equal(posted.tag === 'failed' && posted.error, post.refusalOf(url));
  });
}
for (const url of ['https://example.com/hooks?a=b', 'https://1.1.1.1:8443/', 'https://[2606:4700::1]/']) {
  test(`${url} may be used`, () => assert.equal(post.refusalOf(url), undefined));
}

test('the configuration takes hosts, addresses and ranges, and refuses everything else', () => {
  const read = (value: string) => readConfig({ WEBHOOK_ALLOW_PRIVATE: value });
  const good = read(' hooks.internal:80, 10.0.0.0/8:443,[::1]:9000,[fd00::/8]:1 ');
  assert.deepEqual(good.tag === 'config' && good.config.webhookAllowPrivate, [
    'hooks.internal:80',
    '10.0.0.0/8:443',
    '[::1]:9000',
    '[fd00::/8]:1',
  ]);
  for (const bad of [
    '10.0.0.0/99:80',
    'https://hooks.internal:80',
    '[::1/200]:80',
    '::1:80',
    'a b:80',
    'hooks.internal',
    '10.0.0.1:0',
    'h:70000',
    'h:*',
  ])
    assert.equal(read(bad).tag, 'refused', bad);
});

test('what is allowed by name, address or range may be used, also without TLS, and nothing else', () => {
  const onPremises = openGuardedPost(['10.1.0.0/16:80', 'hooks.internal:80', '192.168.7.7:80', '[fd00::/8]:80']);
  for (const host of [
    '10.1.2.3',
    'hooks.internal',
    'HOOKS.internal',
    '192.168.7.7',
    '[fd12::1]',
    '[::ffff:10.1.2.3]',
  ]) {
    assert.equal(onPremises.refusalOf(`http://${host}/`), undefined, host);
    assert.equal(typeof onPremises.refusalOf(`http://${host}:8080/`), 'string', `${host}, another port`);
  }
  for (const host of ['10.2.0.1', '192.168.7.8', '[fe80::1]', 'localhost', '8.8.8.8']) {
    assert.equal(typeof onPremises.refusalOf(`http://${host}/`), 'string', host);
  }
});
