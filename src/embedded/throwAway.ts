import { chmod, mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openCluster } from './cluster.ts';
import type { Open } from './opened.ts';
import { type Refusal, unless } from './refusal.ts';

/** A new, empty cluster for tests and benches; closing it removes it. As durable as any other, for honest figures. */
export async function openThrowAwayCluster(): Promise<Open | Refusal> {
  const dataDir = await makeTemporaryDataDir();
  const cluster = await openCluster({ dataDir, role: 'server' });
  if (cluster.tag === 'refused') {
    await removeDataDir(dataDir);
    return cluster;
  }
  const close = () => cluster.close().then(() => removeDataDir(dataDir));
  return { ...cluster, close };
}

/** A temporary folder that the database's system user can reach too. */
export async function makeTemporaryDataDir(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'shiftcover-'));
  await chmod(folder, 0o755);
  return folder;
}

/** Removes a data folder for good, with a cluster that is kept outside of it. */
export async function removeDataDir(dataDir: string): Promise<void> {
  const home = await realpath(join(dataDir, 'postgres')).catch(unless('ENOENT'));
  for (const folder of [home, dataDir]) if (folder) await rm(folder, { recursive: true, force: true });
}
