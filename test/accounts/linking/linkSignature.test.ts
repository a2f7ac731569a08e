import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { checkSignature, type LinkParams, sign } from '../../../src/accounts/linking/linkSignature.ts';
import { clock, HOUR, SECOND } from '../../../src/core/time/instant.ts';
import { addLinkSecret as makeLinkSecret } from '../../../src/operations/keys.ts';
import {
  addLinkSecret,
  linkRuleOf,
  linksMustBeSigned,
  revokeLinkSecret,
  setLinkRule,
} from '../../../src/store/provider/linkSecrets.ts';
import { freshDatabase } from '../../support/freshDatabase.ts';
import { providerWithKey } from '../../support/provider.ts';

const { pool } = (await freshDatabase()).database;
const provider = await providerWithKey(pool);
const SECRET = 'link_example';
const id = await addLinkSecret(pool, provider.id, Buffer.from(SECRET));

const now = clock();
const inAnHour = String(Math.floor(now / SECOND) + 3600);
const ANA = { wp: provider.name, wp_id: '1686', email: 'ana@example.com', expires: inAnHour };
const signed = (params: typeof ANA, secret = SECRET): LinkParams => ({
  ...params,
  signature: sign(Buffer.from(secret), params),
});
const check = (params: LinkParams, at = now) => checkSignature(pool, provider.id, params, at);

test('a signed link is valid for 30 days at the most, and signatures are required 30 days after the first secret', async () => {
  const days = (count: number) => String(Number(inAnHour) - 3600 + count * 24 * 3600);
  assert.equal(await check(signed({ ...ANA, expires: days(30) })), 'signed');
  assert.equal(await check(signed({ ...ANA, expires: days(31) })), 'valid_too_long');
  const other = await providerWithKey(pool);
  await makeLinkSecret(pool, { tag: 'operator', name: 'otto' }, { provider: other });
  assert.equal(await linksMustBeSigned(pool, other.id), false);
  const rule = await linkRuleOf(pool, other.id);
  assert.ok(rule?.must && rule.from > now + 29 * 24 * HOUR && rule.from < now + 31 * 24 * HOUR);
  await setLinkRule(pool, other.id, true, now - HOUR);
  assert.equal(await linksMustBeSigned(pool, other.id), true);
});

test('a signature is valid until it expires', async () => {
  assert.equal(await check(signed(ANA)), 'signed');
  assert.equal(await check(signed(ANA), now + HOUR + SECOND), 'expired');
  const upper = signed(ANA);
  assert.equal(await check({ ...upper, signature: upper.signature?.toUpperCase() }), 'signed');
});

test('a link without a signature is unsigned, one with half a signature or a wrong one is forged', async () => {
  const { expires, ...plain } = ANA;
  const good = signed(ANA);
  assert.equal(await check(plain), 'unsigned');
  const forged: LinkParams[] = [
    { ...plain, expires },
    { ...plain, signature: good.signature },
    { ...good, wp_id: '1687' },
    { ...good, email: 'Ana@example.com' },
    { ...good, wp: 'Another Ltd' },
    { ...good, expires: String(Number(expires) + 1) },
    { ...good, expires: `${expires} ` },
    { ...good, expires: '1e12' },
    { ...good, signature: '' },
    { ...good, signature: good.signature?.slice(1) },
    { ...good, signature: 'ß'.repeat(64) },
    signed(ANA, 'link_other'),
    signed({ ...ANA, wp_id: '1686\nana@example.com', email: '' }),
  ];
  for (const params of forged) assert.equal(await check(params), 'forged', JSON.stringify(params));
});

test('every secret in force verifies links, a revoked one or that of another work provider does not', async () => {
  const next = await addLinkSecret(pool, provider.id, Buffer.from('link_next'));
  assert.deepEqual([await check(signed(ANA)), await check(signed(ANA, 'link_next'))], ['signed', 'signed']);
  assert.equal(await revokeLinkSecret(pool, provider.id, next), true);
  assert.equal(await revokeLinkSecret(pool, provider.id, next), false);
  assert.deepEqual([await check(signed(ANA)), await check(signed(ANA, 'link_next'))], ['signed', 'forged']);
  const other = await providerWithKey(pool);
  assert.equal(await revokeLinkSecret(pool, other.id, id), false);
  assert.equal(await checkSignature(pool, other.id, signed(ANA), now), 'forged');
});

test('the latest rule decides whether links must be signed', async () => {
  assert.equal(await linksMustBeSigned(pool, provider.id), false);
  await setLinkRule(pool, provider.id, true);
  assert.equal(await linksMustBeSigned(pool, provider.id), true);
  await setLinkRule(pool, provider.id, false);
  assert.equal(await linksMustBeSigned(pool, provider.id), false);
});

const DOCS = readFileSync(new URL('../../../docs/linking.md', import.meta.url), 'utf8');
const sample = (language: string) => new RegExp(`\`\`\`${language}\n([^]*?)\`\`\``).exec(DOCS)?.[1] as string;

test('the example in docs/linking.md has the signature that is written there', () => {
  const example = { wp: 'Courier Ltd', wp_id: '1686', email: 'ana@example.com', expires: '1900000000' };
  assert.ok(DOCS.includes(`\n${sign(Buffer.from(SECRET), example)}\n`));
});

test('the TypeScript in docs/linking.md signs links that are valid', async () => {
  const code = `${sample('ts')}\nconsole.log(signedLink(...process.argv.slice(1)))`;
  const run = ['--input-type=module-typescript', '-e', code, '--', ...ARGUMENTS];
  await assertSigned(execFileSync(process.execPath, run, { encoding: 'utf8' }));
});

const noPython = spawnSync('python3', ['--version']).status !== 0 && 'there is no Python here';

test('the Python in docs/linking.md signs links that are valid', { skip: noPython }, async () => {
  const code = `${sample('python')}\nimport sys\nprint(signed_link(*sys.argv[1:]))`;
  await assertSigned(execFileSync('python3', ['-c', code, ...ARGUMENTS], { encoding: 'utf8' }));
});

const ODD = { wp_id: 'Ünï 16+86&=%', email: 'ana+é@example.com' };
const ARGUMENTS = ['https://cover.example.com', SECRET, provider.name, ODD.wp_id, ODD.email];

async function assertSigned(link: string): Promise<void> {
  const url = new URL(link.trim());
  assert.equal(url.pathname, '/link-work-provider');
  const { wp, wp_id, email, expires, signature } = Object.fromEntries(url.searchParams) as Record<string, string>;
  assert.deepEqual({ wp, wp_id, email }, { wp: provider.name, ...ODD });
  assert.equal(await check({ wp: provider.name, ...ODD, expires, signature }), 'signed');
}
