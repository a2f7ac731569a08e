import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline/promises';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { openCluster } from '../../src/embedded/open.ts';
import type { Role } from '../../src/embedded/postmaster/owner.ts';
import type { OpenCluster } from '../../src/embedded/sharing/opened.ts';
import { atEnd } from './atEnd.ts';

/** The program that opens a cluster in a process of its own. */
export const OPENER = fileURLToPath(new URL('opener.ts', import.meta.url));

/** A cluster that another process of ours has opened. */
type OtherProcess = OpenCluster & {
  readonly pid: number;
  /** Kills the process with SIGKILL. */
  kill(): Promise<void>;
};

/**
 * Opens a cluster in another process, as another system user where `spawnAs` names one. Throws if it cannot be opened.
 */
export async function openInOtherProcess(
  dataDir: string,
  role: Role,
  spawnAs: { readonly uid?: number; readonly gid?: number } = {},
  env: NodeJS.ProcessEnv = {},
): Promise<OtherProcess> {
  const child = spawn(process.execPath, [OPENER, dataDir, role], {
    ...spawnAs,
    cwd: '/',
    env: { ...process.env, ...env },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const ended = once(child, 'exit').then(() => {});
  atEnd(() => child.kill('SIGKILL') && ended);
  const [line] = (await once(createInterface(child.stdout), 'line')) as [string];
  const opened = JSON.parse(line) as OpenCluster;
  assert.equal(opened.tag, 'open', line);
  return {
    ...opened,
    pid: child.pid ?? 0,
    close: () => {
      child.stdin.end();
      return ended;
    },
    kill: () => {
      child.kill('SIGKILL');
      return ended;
    },
  };
}

/** Opens a cluster in this process; it is closed at the end. Throws if it cannot be opened. */
export async function openHere(dataDir: string, role: Role, say?: (line: string) => void): Promise<OpenCluster> {
  const cluster = await openUntilClosed(dataDir, role, say);
  atEnd(cluster.close);
  return cluster;
}

/** Opens a cluster that outlives the test in which it is opened. Throws if it cannot be opened. */
export async function openUntilClosed(dataDir: string, role: Role, say?: (line: string) => void): Promise<OpenCluster> {
  const cluster = await openCluster({ dataDir, role, ...(say && { say }) });
  assert.equal(cluster.tag, 'open', JSON.stringify(cluster));
  return cluster;
}

/** The connection of the owner of the tables. */
export function asOwner({ ownerConnectionString }: OpenCluster): { readonly connectionString: string } {
  return { connectionString: ownerConnectionString };
}

/** Runs one statement on a connection of its own and returns its rows. */
export async function query(
  { connectionString }: { readonly connectionString: string },
  sql: string,
): Promise<Record<string, unknown>[]> {
  const client = new pg.Client(connectionString);
  client.on('error', () => {});
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(sql)).rows;
  } finally {
    await client.end();
  }
}
