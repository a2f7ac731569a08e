import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { suite, test } from 'node:test';
import { checkSignature, sign } from '../../../src/accounts/linking/linkSignature.ts';
import { providerTerms } from '../../../src/accounts/terms.ts';
import { clock, SECOND } from '../../../src/core/time/instant.ts';
import { linksMustBeSigned } from '../../../src/store/provider/linkSecrets.ts';
import { atEnd } from '../../support/atEnd.ts';
import { freshDatabase } from '../../support/freshDatabase.ts';
import { providerWithKey } from '../../support/provider.ts';
import { operatorOf } from '../../support/runCommand.ts';
import { runServer } from '../../support/runServer.ts';

const { url, database } = await freshDatabase();
const { pool } = database;
const { text, json, refused } = operatorOf(url);
const folder = await mkdtemp(join(tmpdir(), 'shiftcover-terms-'));
atEnd(() => rm(folder, { recursive: true }));

void suite('link secrets and terms', { concurrency: 2 }, () => {
  test('a link secret is shown once, signs links, and counts until it is revoked', async () => {
    const { id: provider, name } = await providerWithKey(pool);
    const made = await json('provider', 'link-secret', name);
    assert.match(made.secret, /^link_[\w-]{43}$/);
    assert.equal(made.mustBeSigned, false);
    assert.ok(!(await text('audit')).includes(made.secret));
    const params = {
      wp: name,
      wp_id: '1686',
      email: 'ana@example.com',
      expires: String(Math.floor(clock() / SECOND) + 60),
    };
    const check = async () =>
      await checkSignature(pool, provider, { ...params, signature: sign(Buffer.from(made.secret), params) }, clock());
    assert.equal(await check(), 'signed');
    const revoked = await json('provider', 'link-secret', name, '--revoke', String(made.id));
    assert.deepEqual([revoked.revoked, revoked.inForce], [true, []]);
    assert.equal(await check(), 'forged');
    const [code, why] = await refused('provider', 'link-secret', name, '--revoke', String(made.id));
    assert.deepEqual([code, why], [1, `${name} has no link secret ${made.id} in force; it has none in force`]);
  });

  test('signed links are required only once there is a secret, and allowed unsigned again', async () => {
    const { id: provider, name } = await providerWithKey(pool);
    const [code, why] = await refused('provider', 'link-secret', name, '--require');
    assert.ok(code === 1 && why.startsWith(`${name} has no link secret yet; make one: npx shiftcover`));
    await text('provider', 'link-secret', name);
    assert.match(
      await text('provider', 'link-secret', name, '--require'),
      /count only when they are signed; in force: \d+ \(made /,
    );
    assert.equal(await linksMustBeSigned(pool, provider), true);
    assert.equal((await json('provider', 'link-secret', name, '--no-require')).mustBeSigned, false);
    assert.equal(await linksMustBeSigned(pool, provider), false);
    assert.equal((await refused('provider', 'link-secret', name, '--require', '--revoke', '1'))[0], 2);
    assert.equal((await refused('provider', 'link-secret', 'Nobody Ltd'))[0], 1);
  });

  test('the terms of a work provider are recorded in versions that never change', async () => {
    const { id: provider, name } = await providerWithKey(pool);
    const file = join(folder, 'terms.txt');
    await writeFile(file, 'Ours.\n');
    const record = ['provider', 'terms', name, '--file', file, '--version'];
    assert.deepEqual(await json(...record, '2026-01'), { workProvider: name, version: '2026-01', characters: 5 });
    await writeFile(file, 'Ours, anew.\n');
    assert.match((await refused(...record, '2026-01'))[1], /never changed$/);
    await text(...record, '2026-02');
    assert.deepEqual(await providerTerms(pool, provider), { version: '2026-02', text: 'Ours, anew.' });
    assert.equal((await refused('provider', 'terms', name, '--file', join(folder, 'none'), '--version', '3'))[0], 2);
    assert.equal((await refused('provider', 'terms', name))[0], 2);
  });

  test('the insurer cannot give a version of its terms another text, and says so in one line', async () => {
    const file = join(folder, 'insurer.txt');
    const env = { DATABASE_URL: url, INSURER_TERMS_FILE: file, INSURER_TERMS_VERSION: '2026-01', DATA_DIR: folder };
    await writeFile(file, 'One text.');
    await (await runServer(env)).stop();
    await (await runServer(env)).stop();
    await writeFile(file, 'Another text.');
    await assert.rejects(
      runServer(env),
      /shiftcover: INSURER_TERMS_VERSION must be new, because 2026-01 has had another text\.\n$/,
    );
  });
});
