import assert from 'node:assert/strict';
import { test } from 'node:test';
import { EncryptJWT, generateSecret } from 'jose';
import { openInvitation, sealInvitation } from '../../../src/accounts/linking/invitation.ts';
import { secretNamed } from '../../../src/store/secrets.ts';
import { freshDatabase } from '../../support/freshDatabase.ts';
import { newInvitation } from '../../support/signUps.ts';

const { pool } = (await freshDatabase()).database;
const invitation = await newInvitation(pool, 'ana@example.com', { driverId: 'Ünï 16+86', signed: true });
const HEADER = { alg: 'dir', enc: 'A256GCM' };

test('a sealed invitation opens unchanged, and its token reveals nothing of it', async () => {
  const token = await sealInvitation(pool, invitation);
  assert.deepEqual(await openInvitation(pool, token), invitation);
  const readable = token
    .split('.')
    .map((part) => Buffer.from(part, 'base64url').toString('latin1'))
    .join(' ');
  assert.ok(!readable.includes('ana@') && !readable.includes(invitation.workProviderName));
});

test('a token that was changed, cut short or made up does not open', async () => {
  const token = await sealInvitation(pool, invitation);
  const parts = token.split('.');
  const changed = parts.map((part, index) => {
    const other = part === '' ? 'AAAA' : (part.startsWith('A') ? 'B' : 'A') + part.slice(1);
    return parts.with(index, other).join('.');
  });
  const plain = `${Buffer.from('{"alg":"none"}').toString('base64url')}.${Buffer.from(JSON.stringify({ invitation })).toString('base64url')}.`;
  for (const bad of [...changed, token.slice(0, -4), plain, '', '.', '....', 'x', undefined, 'a'.repeat(5000)]) {
    assert.equal(await openInvitation(pool, bad), undefined, `opened ${bad}`);
  }
});

test('a token that has expired, has another audience or another key does not open', async () => {
  const key = await secretNamed(pool, 'invitation');
  const now = Math.floor(Date.now() / 1000);
  const seal = async (audience: string, expires: number | undefined, under: Uint8Array | CryptoKey) => {
    const sealing = new EncryptJWT({ invitation }).setProtectedHeader(HEADER).setAudience(audience);
    return await (expires === undefined ? sealing : sealing.setExpirationTime(expires)).encrypt(under);
  };
  assert.deepEqual(await openInvitation(pool, await seal('invitation', now + 60, key)), invitation);
  assert.equal(await openInvitation(pool, await seal('invitation', now - 1, key)), undefined);
  assert.equal(await openInvitation(pool, await seal('invitation', undefined, key)), undefined);
  assert.equal(await openInvitation(pool, await seal('something else', now + 60, key)), undefined);
  assert.equal(
    await openInvitation(pool, await seal('invitation', now + 60, await generateSecret('A256GCM'))),
    undefined,
  );
});
