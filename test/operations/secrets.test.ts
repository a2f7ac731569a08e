import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, test } from 'node:test';
import { sealSecretsAnew } from '../../src/operations/secrets.ts';
import { addLinkSecret, linkSecretsInForce } from '../../src/store/provider/linkSecrets.ts';
import { setSignUpHook } from '../../src/store/provider/signUpHooks.ts';
import { sealingKeyOf, useSealingKeys } from '../../src/store/seal.ts';
import { makeWebHookSecret, secretNamed } from '../../src/store/secrets.ts';
import { addTestDelivery } from '../../src/store/webhook/deliveries.ts';
import { dueDelivery } from '../../src/store/webhook/dueDeliveries.ts';
import { addEndpoint, rotateSecret } from '../../src/store/webhook/endpoints.ts';
import { atEnd } from '../support/atEnd.ts';
import { providerWithKey } from '../support/provider.ts';
import { placeOf, startReceiver } from '../support/receiver.ts';
import { operatorOf } from '../support/runCommand.ts';
import { startService } from '../support/service.ts';
import { until } from '../support/until.ts';

const dataDir = await mkdtemp(join(tmpdir(), 'shiftcover-secrets-'));
atEnd(() => rm(dataDir, { recursive: true }));
const receiver = await startReceiver();
const env = { SECRETS_KEY: '', DATA_DIR: dataDir };
const service = await startService({ ...env, WEBHOOK_ALLOW_PRIVATE: placeOf(receiver) });
const { pool } = service.database;
const keyFile = join(dataDir, 'secrets.key');
const keysInFile = async () => (await readFile(keyFile, 'utf8')).trim().split('\n').map(sealingKeyOf);
const use = (...keys: ReturnType<typeof sealingKeyOf>[]) => useSealingKeys(() => keys);
const keys = await keysInFile();
use(...keys);
afterEach(async () => use(...(await keysInFile())));

const other = await providerWithKey(pool);
const secrets = [makeWebHookSecret(), makeWebHookSecret(), makeWebHookSecret()] as const;
const input = { url: `${receiver.url}/hooks`, description: '', email: null, types: [] };
const endpoint = await addEndpoint(pool, service.provider.id, input, secrets[0]);
await rotateSecret(pool, service.provider.id, endpoint.id, secrets[1]);
await setSignUpHook(pool, service.provider.id, 'https://example.com/drivers', secrets[2]);
await addLinkSecret(pool, service.provider.id, Buffer.from('link_secret'));
const invitation = await secretNamed(pool, 'invitation');

const SEALED = `select secret as sealed from endpoint union all select former_secret from endpoint where former_secret is not null
  union all select secret from sign_up_hook union all select secret from provider_link_secret union all select value from secret`;
const sealed = async () => (await pool.query<{ sealed: string }>(SEALED)).rows.map((row) => row.sealed);

async function allAreRead(): Promise<void> {
  const delivery = await addTestDelivery(pool, service.provider.id, endpoint.id, 'endpoint.tested');
  await pool.query("update delivery set state = 'waiting' where id = $1", [delivery]);
  assert.deepEqual((await dueDelivery(pool, delivery))?.secrets, [secrets[1], secrets[0]]);
  const [link] = await linkSecretsInForce(pool, service.provider.id);
  assert.equal(link?.secret.toString(), 'link_secret');
  assert.deepEqual(await secretNamed(pool, 'invitation'), invitation);
}

test('every secret at rest is sealed with a key that is not in the database, in a file of its owner', async () => {
  assert.equal((await stat(keyFile)).mode & 0o777, 0o600);
  const found = await sealed();
  assert.equal(found.length, 6);
  for (const each of found) assert.match(each, new RegExp(`^sealed\\.${keys[0]?.id}\\.[\\w-]+$`));
  await allAreRead();
});

test('secrets are sealed anew with another key, and the former one is not needed any more', async () => {
  const next = sealingKeyOf(randomBytes(32).toString('base64'));
  use(next, ...keys);
  const actor = { tag: 'operator', name: 'a tester' } as const;
  assert.deepEqual(await sealSecretsAnew(pool, actor), { keyId: next.id, sealed: 6 });
  assert.deepEqual(await sealSecretsAnew(pool, actor), { keyId: next.id, sealed: 0 });
  use(next);
  await allAreRead();
  use(...keys);
  await assert.rejects(allAreRead(), new RegExp(`sealed with key ${next.id}, which is not among the keys`));
  use(...keys, next);
  assert.equal((await sealSecretsAnew(pool, actor)).sealed, 6);
});

test('a sealed secret that is changed, or put in the place of another, is not opened', async () => {
  await addLinkSecret(pool, other.id, Buffer.from('link_other'));
  await pool.query(
    `update provider_link_secret set secret = (select secret from provider_link_secret where work_provider_id = $1)
     where work_provider_id = $2`,
    [service.provider.id, other.id],
  );
  await assert.rejects(linkSecretsInForce(pool, other.id), /authenticate/);
  await pool.query('delete from provider_link_secret where work_provider_id = $1', [other.id]);
});

test('the command rotates the key in the file while a server runs, which goes on', async () => {
  const operator = operatorOf(service.databaseUrl, env);
  const { keyId, sealed: count } = await operator.json('secrets', 'rotate');
  assert.equal(count, 6);
  assert.deepEqual(
    (await keysInFile()).map(({ id }) => id),
    [keyId, keys[0]?.id],
  );
  assert.equal((await stat(keyFile)).mode & 0o777, 0o600);
  await service.ask({ method: 'POST', path: '/v1/endpoints', body: JSON.stringify({ url: `${receiver.url}/next` }) });
  await service.ask({
    method: 'POST',
    path: '/v1/shift/login',
    body: JSON.stringify({ driverId: '1', timestamp: new Date().toISOString() }),
  });
  await receiver.until(2);
  await operator.text('secrets', 'rotate', '--invitations');
  use(...(await keysInFile()));
  assert.notDeepEqual(await secretNamed(pool, 'invitation'), invitation);
});

test('a rotation adds its key after another one has ended, so that it keeps the key of that one', async () => {
  const before = await keysInFile();
  const other = await pool.connect();
  await other.query("begin; select pg_advisory_xact_lock(hashtext('shiftcover sealing'))");
  const rotating = operatorOf(service.databaseUrl, env).json('secrets', 'rotate');
  const waits = "select from pg_locks where locktype = 'advisory' and not granted";
  await until(async () => (await pool.query(waits)).rowCount === 1);
  assert.deepEqual(await keysInFile(), before);
  await other.query('commit');
  other.release();
  await rotating;
  assert.deepEqual((await keysInFile()).slice(1), before);
});

test('a start with other keys is refused with the id of the key that is missing', async () => {
  const SECRETS_KEY = randomBytes(32).toString('base64');
  const [code, why] = await operatorOf(service.databaseUrl, { SECRETS_KEY }).refused('provider', 'list');
  assert.equal(code, 1);
  assert.match(why, /sealed with key [\da-f]{8}, which is not among the keys of SECRETS_KEY or secrets\.key/);
  const [bad, say] = await operatorOf(service.databaseUrl, { SECRETS_KEY: 'short' }).refused('provider', 'list');
  assert.equal(bad, 2);
  assert.doesNotMatch(say, /short/);
});
