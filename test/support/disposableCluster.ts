import process from 'node:process';
import { after } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { makeTemporaryDataDir, removeDataDir } from '../../src/embedded/temporaryCluster.ts';
import { openHere, query } from './otherProcess.ts';
import { childrenOf, postmasterPid } from './processes.ts';

/** A PostgreSQL that a test may break. It is removed after the tests of the file. */
type DisposableCluster = {
  readonly url: string;
  /** Kills it. Nothing starts it again. */
  kill(): Promise<void>;
  start(): Promise<void>;
  /** Suspends all its processes: connections stay open and get no answer. */
  suspend(): Promise<void>;
  resume(): void;
  /** Changes a setting for all connections; undefined resets it. */
  set(name: string, value: string | undefined): Promise<void>;
};

/** Opens an empty cluster. */
export async function disposableCluster(): Promise<DisposableCluster> {
  const dataDir = await makeTemporaryDataDir();
  // A cluster opened as by a command is not restarted when it is killed.
  let cluster = await openHere(dataDir, 'command');
  let suspended: number[] = [];
  const resume = () => {
    for (const pid of suspended.splice(0)) process.kill(pid, 'SIGCONT');
  };
  after(async () => {
    resume();
    await cluster.close();
    await removeDataDir(dataDir);
  });
  return {
    url: cluster.connectionString,
    kill: async () => {
      process.kill(await postmasterPid(dataDir), 'SIGKILL');
      await sleep(200);
    },
    start: async () => {
      cluster = await openHere(dataDir, 'command');
    },
    suspend: async () => {
      const parent = await postmasterPid(dataDir);
      process.kill(parent, 'SIGSTOP');
      suspended = [parent, ...childrenOf(parent)];
      for (const pid of suspended) process.kill(pid, 'SIGSTOP');
    },
    resume,
    set: (name, value) => setForAll(cluster.connectionString, name, value),
  };
}

async function setForAll(url: string, name: string, value: string | undefined): Promise<void> {
  const superuser = new URL(url);
  superuser.username = 'postgres';
  const connection = { connectionString: superuser.href };
  await query(connection, value === undefined ? `alter system reset ${name}` : `alter system set ${name} = '${value}'`);
  await query(connection, 'select pg_reload_conf()');
  await sleep(200);
}
