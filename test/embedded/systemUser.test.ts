import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { chmod, chown, realpath, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { openCluster } from '../../src/embedded/open.ts';
import { makeTemporaryDataDir, removeDataDir } from '../../src/embedded/temporaryCluster.ts';
import { atEnd } from '../support/atEnd.ts';
import { asOwner, OPENER, openHere, openInOtherProcess, query } from '../support/otherProcess.ts';

const skip = process.getuid?.() === 0 ? false : 'only root can take on other system users';
const NOBODY = { uid: 65534, gid: 65534 };
const OTHER_USER = { uid: 65533, gid: 65533 };

test('for root with a closed DATA_DIR and a strict umask the database is outside DATA_DIR, and is found again', {
  skip,
}, async () => {
  const dataDir = join(await temporaryDataDir(0o700), 'data');
  atEnd(() => removeDataDir(dataDir));
  const usualMask = process.umask(0o077);
  atEnd(() => process.umask(usualMask));

  const lines: string[] = [];
  const cluster = await openHere(dataDir, 'server', (line) => lines.push(line));
  const home = await realpath(join(dataDir, 'postgres'));
  assert.match(home, /^\/var\/lib\/shiftcover\/[0-9a-f]{12}$/);
  assert.match(lines.join(), new RegExp(`^${dataDir} is closed to .*: the database is kept in ${home}$`));
  const { uid } = await stat(join(home, 'data'));
  assert.notEqual(uid, 0);
  await query(asOwner(cluster), 'create table kept as select 42 as answer; grant select on kept to public');
  // Another program that runs as the database's system user gets in as neither role.
  for (const role of [cluster, asOwner(cluster)]) {
    process.seteuid?.(uid);
    await assert.rejects(query(role, 'select'), /Peer authentication failed/).finally(() => process.seteuid?.(0));
  }
  await cluster.close();

  const again = await openHere(dataDir, 'server', (line) => lines.push(line));
  assert.deepEqual(await query(again, 'select answer from kept'), [{ answer: 42 }]);
  assert.equal(lines.length, 1);
  await again.close();

  // An empty new database in place of a lost one would hide the loss.
  await rm(home, { recursive: true });
  assert.match(
    JSON.stringify(await openCluster({ dataDir, role: 'server' })),
    /postgres is a link to a folder that is gone/,
  );
});

test('an ordinary user runs it under their own user, in UTF-8 whatever the locale, and no other user can open it', {
  skip,
}, async (t) => {
  const dataDir = await temporaryDataDir(0o755);
  if (!canRun(NOBODY)) return t.skip('this checkout is closed to other system users');
  await chown(dataDir, NOBODY.uid, NOBODY.gid);

  const cluster = await openInOtherProcess(dataDir, 'server', NOBODY, { LC_ALL: 'C' });
  assert.equal((await stat(join(dataDir, 'postgres/data'))).uid, NOBODY.uid);
  assert.deepEqual(await query(cluster, 'show server_encoding'), [{ server_encoding: 'UTF8' }]);
  await cluster.close();

  const { stdout } = spawnSync(process.execPath, [OPENER, dataDir, 'command'], {
    ...OTHER_USER,
    cwd: '/',
    encoding: 'utf8',
  });
  assert.match(stdout, /"cannot_open".*belongs to nobody: run as that user or as root/);
  await (await openHere(dataDir, 'command')).close();
});

async function temporaryDataDir(mode: number): Promise<string> {
  const folder = await makeTemporaryDataDir();
  atEnd(() => removeDataDir(folder));
  await chmod(folder, mode);
  return folder;
}

function canRun(user: { uid: number; gid: number }): boolean {
  const args = ['-e', 'require("node:fs").accessSync(process.argv[1], 4)', OPENER];
  return spawnSync(process.execPath, args, { ...user, cwd: '/' }).status === 0;
}
