import { chmod, mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openCluster } from './open.ts';
import { type CannotOpen, ignoreErrno } from './os/errors.ts';
import type { OpenCluster } from './sharing/opened.ts';

/** Opens a new, empty cluster in a temporary folder inside `parent`, for tests and benches. `close` removes it. */
export async function openTemporaryCluster(parent = tmpdir()): Promise<OpenCluster | CannotOpen> {
  const dataDir = await makeTemporaryDataDir(parent);
  const cluster = await openCluster({ dataDir, role: 'server' });
  if (cluster.tag === 'cannot_open') {
    await removeDataDir(dataDir);
    return cluster;
  }
  const close = () => cluster.close().then(() => removeDataDir(dataDir));
  return { ...cluster, close };
}

/** Makes a temporary folder that the database's system user can reach. */
export async function makeTemporaryDataDir(parent = tmpdir()): Promise<string> {
  const dataDir = await mkdtemp(join(parent, 'shiftcover-'));
  await chmod(dataDir, 0o755);
  return dataDir;
}

/** Removes a data folder and its cluster, which may be outside of it. */
export async function removeDataDir(dataDir: string): Promise<void> {
  const clusterFolder = await realpath(join(dataDir, 'postgres')).catch(ignoreErrno('ENOENT'));
  for (const folder of [clusterFolder, dataDir]) if (folder) await rm(folder, { recursive: true, force: true });
}
