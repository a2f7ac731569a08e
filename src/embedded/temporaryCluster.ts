import { chmod, mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openCluster } from './open.ts';
import { type CannotOpen, ignoreErrno } from './os/errors.ts';
import type { Open } from './sharing/opened.ts';

/** A new, empty cluster for tests and benches, below `folder`; closing it removes it. As durable as that folder, for honest figures. */
export async function openTemporaryCluster(folder = tmpdir()): Promise<Open | CannotOpen> {
  const dataDir = await makeTemporaryDataDir(folder);
  const cluster = await openCluster({ dataDir, role: 'server' });
  if (cluster.tag === 'cannot_open') {
    await removeDataDir(dataDir);
    return cluster;
  }
  const close = () => cluster.close().then(() => removeDataDir(dataDir));
  return { ...cluster, close };
}

/** A temporary folder that the database's system user can reach too. */
export async function makeTemporaryDataDir(folder = tmpdir()): Promise<string> {
  const dataDir = await mkdtemp(join(folder, 'shiftcover-'));
  await chmod(dataDir, 0o755);
  return dataDir;
}

/** Removes a data folder for good, with a cluster that is kept outside of it. */
export async function removeDataDir(dataDir: string): Promise<void> {
  const home = await realpath(join(dataDir, 'postgres')).catch(ignoreErrno('ENOENT'));
  for (const folder of [home, dataDir]) if (folder) await rm(folder, { recursive: true, force: true });
}
