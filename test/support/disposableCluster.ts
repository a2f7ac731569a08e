import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import process from 'node:process';
import { after } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { openCluster } from '../../src/embedded/open.ts';
import { makeTemporaryDataDir, removeDataDir } from '../../src/embedded/temporaryCluster.ts';

/** A PostgreSQL that a test may do anything to; gone when the tests of the file are over. */
export type DisposableCluster = {
  readonly url: string;
  /** Kills it and leaves it dead. */
  kill(): Promise<void>;
  start(): Promise<void>;
  /** Stops every one of its processes where it stands; connections stay, and nothing answers. */
  freeze(): Promise<void>;
  thaw(): void;
  /** Changes a setting for everyone, as its superuser; undefined takes it back. */
  set(name: string, value: string | undefined): Promise<void>;
};

export async function disposableCluster(): Promise<DisposableCluster> {
  const dataDir = await makeTemporaryDataDir();
  let cluster = await open(dataDir);
  let frozen: number[] = [];
  const thaw = () => {
    for (const pid of frozen.splice(0)) process.kill(pid, 'SIGCONT');
  };
  after(async () => {
    thaw();
    await cluster.close();
    await removeDataDir(dataDir);
  });
  return {
    url: cluster.connectionString,
    kill: async () => {
      process.kill(await postmaster(dataDir), 'SIGKILL');
      await sleep(200);
    },
    start: async () => {
      cluster = await open(dataDir);
    },
    freeze: async () => {
      const parent = await postmaster(dataDir);
      process.kill(parent, 'SIGSTOP');
      frozen = [parent, ...childrenOf(parent)];
      for (const pid of frozen) process.kill(pid, 'SIGSTOP');
    },
    thaw,
    set: (name, value) => setForAll(cluster.connectionString, name, value),
  };
}

/** As a guest's: nobody starts it again when it is killed. */
async function open(dataDir: string) {
  const cluster = await openCluster({ dataDir, role: 'command' });
  assert.equal(cluster.tag, 'open', JSON.stringify(cluster));
  return cluster;
}

async function postmaster(dataDir: string): Promise<number> {
  return Number.parseInt(await readFile(join(dataDir, 'postgres/data/postmaster.pid'), 'utf8'), 10);
}

function childrenOf(parent: number): number[] {
  const rows = execFileSync('ps', ['-A', '-o', 'pid=,ppid='], { encoding: 'utf8' }).trim().split('\n');
  return rows
    .map((row) => row.trim().split(/\s+/).map(Number))
    .flatMap(([pid = 0, ppid]) => (ppid === parent ? [pid] : []));
}

async function setForAll(url: string, name: string, value: string | undefined): Promise<void> {
  const asSuperuser = new URL(url);
  asSuperuser.username = 'postgres';
  const client = new pg.Client({ connectionString: asSuperuser.href });
  await client.connect();
  await client.query(value === undefined ? `alter system reset ${name}` : `alter system set ${name} = '${value}'`);
  await client.query('select pg_reload_conf()');
  await client.end();
  await sleep(200);
}
