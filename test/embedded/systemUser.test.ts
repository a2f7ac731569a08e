import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { chmod, chown, realpath, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { openCluster } from '../../src/embedded/open.ts';
import { makeTemporaryDataDir, removeDataDir } from '../../src/embedded/temporaryCluster.ts';
import { ask, opener, openHere, openInOtherProcess } from '../support/otherProcess.ts';

const skip = process.getuid?.() === 0 ? false : 'only root can take on other system users';
const nobody = { uid: 65534, gid: 65534 };
const someoneElse = { uid: 65533, gid: 65533 };

test('for root with a closed DATA_DIR and a strict umask the database is kept outside, and found again', {
  skip,
}, async (t) => {
  const dataDir = join(await temporaryDataDir(t, 0o700), 'data');
  t.after(() => removeDataDir(dataDir));
  const usualMask = process.umask(0o077);
  t.after(() => process.umask(usualMask));

  const said: string[] = [];
  const cluster = await openHere(dataDir, 'server', (line) => said.push(line));
  const home = await realpath(join(dataDir, 'postgres'));
  assert.match(home, /^\/var\/lib\/shiftcover\/[0-9a-f]{12}$/);
  assert.match(said.join(), new RegExp(`^${dataDir} is closed to .*: the database is kept in ${home}$`));
  assert.notEqual((await stat(join(home, 'data'))).uid, 0);
  await ask(cluster, 'create table kept as select 42 as answer');
  await cluster.close();

  const again = await openHere(dataDir, 'server', (line) => said.push(line));
  assert.deepEqual(await ask(again, 'select answer from kept'), [{ answer: 42 }]);
  assert.equal(said.length, 1);
  await again.close();

  // Nothing would be worse than to begin empty because the database was not found.
  await rm(home, { recursive: true });
  assert.match(
    JSON.stringify(await openCluster({ dataDir, role: 'server' })),
    /postgres is a link to a folder that is gone/,
  );
});

test('an ordinary user runs it as themselves, for themselves, in UTF-8 whatever the locale', { skip }, async (t) => {
  const dataDir = await temporaryDataDir(t, 0o755);
  if (!canRun(nobody)) return t.skip('this checkout is closed to other system users');
  await chown(dataDir, nobody.uid, nobody.gid);

  const cluster = await openInOtherProcess(dataDir, 'server', nobody, { LC_ALL: 'C' });
  assert.equal((await stat(join(dataDir, 'postgres/data'))).uid, nobody.uid);
  assert.deepEqual(await ask(cluster, 'show server_encoding'), [{ server_encoding: 'UTF8' }]);
  await cluster.close();

  const { stdout } = spawnSync(process.execPath, [opener, dataDir, 'command'], {
    ...someoneElse,
    cwd: '/',
    encoding: 'utf8',
  });
  assert.match(stdout, /"cannot_open".*belongs to nobody: run as that user or as root/);
  await (await openHere(dataDir, 'command')).close();
});

async function temporaryDataDir(t: TestContext, mode: number): Promise<string> {
  const folder = await makeTemporaryDataDir();
  t.after(() => removeDataDir(folder));
  await chmod(folder, mode);
  return folder;
}

function canRun(user: { uid: number; gid: number }): boolean {
  const look = ['-e', 'require("node:fs").accessSync(process.argv[1], 4)', opener];
  return spawnSync(process.execPath, look, { ...user, cwd: '/' }).status === 0;
}
