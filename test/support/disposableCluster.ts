import { execFileSync } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import process from 'node:process';
import { setTimeout as sleep } from 'node:timers/promises';
import { makeTemporaryDataDir, removeDataDir } from '../../src/embedded/temporaryCluster.ts';
import { atEnd } from './atEnd.ts';
import { openUntilClosed } from './otherProcess.ts';
import { childrenOf, postmasterPid } from './processes.ts';

/** A PostgreSQL that a test may break. It is removed after the tests of the file. */
type DisposableCluster = {
  readonly url: string;
  /** As the owner of the tables. */
  readonly ownerUrl: string;
  /** Kills it. Nothing starts it again. */
  kill(): Promise<void>;
  start(): Promise<void>;
  /** Suspends all its processes: connections stay open and get no answer. */
  suspend(): Promise<void>;
  resume(): void;
  /** A standby: a copy that replays the log and gets no more of it. Restarts the cluster to copy it. */
  standby(): Promise<DisposableCluster & { promote(): Promise<void> }>;
  /** Changes a setting for all connections; undefined resets it. */
  set(name: string, value: string | undefined): Promise<void>;
};

/** Opens an empty cluster. */
export async function disposableCluster(): Promise<DisposableCluster> {
  return await open(await makeTemporaryDataDir());
}

async function open(dataDir: string): Promise<DisposableCluster> {
  // A cluster opened as by a command is not restarted when it is killed.
  let cluster = await openUntilClosed(dataDir, 'command');
  let suspended: number[] = [];
  const resume = () => {
    for (const pid of suspended.splice(0)) process.kill(pid, 'SIGCONT');
  };
  atEnd(async () => {
    resume();
    await cluster.close();
    await removeDataDir(dataDir);
  });
  return {
    url: cluster.connectionString,
    ownerUrl: cluster.ownerConnectionString,
    kill: async () => {
      process.kill(await postmasterPid(dataDir), 'SIGKILL');
      await sleep(200);
    },
    start: async () => {
      cluster = await openUntilClosed(dataDir, 'command');
    },
    suspend: async () => {
      const parent = await postmasterPid(dataDir);
      process.kill(parent, 'SIGSTOP');
      suspended = [parent, ...childrenOf(parent)];
      for (const pid of suspended) process.kill(pid, 'SIGSTOP');
    },
    resume,
    standby: async () => {
      const copy = await makeTemporaryDataDir();
      await cluster.close();
      execFileSync('mkdir', ['-m', '711', join(copy, 'postgres')]);
      execFileSync('cp', ['-a', join(dataDir, 'postgres/data'), join(copy, 'postgres')]);
      await writeFile(join(copy, 'postgres/data/standby.signal'), '');
      cluster = await openUntilClosed(dataDir, 'command');
      return { ...(await open(copy)), promote: () => promote(copy) };
    },
    set: (name, value) => setForAll(dataDir, name, value),
  };
}

/** In the file that `alter system` writes: nobody may log in as a superuser. */
async function setForAll(dataDir: string, name: string, value: string | undefined): Promise<void> {
  const file = join(dataDir, 'postgres/data/postgresql.auto.conf');
  const others = (await readFile(file, 'utf8')).split('\n').filter((line) => !line.startsWith(`${name} =`));
  await writeFile(file, [...others, value === undefined ? '' : `${name} = '${value}'`, ''].join('\n'));
  process.kill(await postmasterPid(dataDir), 'SIGHUP');
  await sleep(200);
}

async function promote(dataDir: string): Promise<void> {
  await writeFile(join(dataDir, 'postgres/data/promote'), '');
  process.kill(await postmasterPid(dataDir), 'SIGUSR1');
}
