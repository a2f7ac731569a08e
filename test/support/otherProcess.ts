import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline/promises';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { openCluster } from '../../src/embedded/open.ts';
import type { Role } from '../../src/embedded/postmaster/owner.ts';
import type { OpenCluster } from '../../src/embedded/sharing/opened.ts';

/** The program that opens a cluster in a process of its own. */
export const opener = fileURLToPath(new URL('opener.ts', import.meta.url));

/** A cluster held open by another process of ours. */
export type OtherProcess = OpenCluster & { pid: number; said: string[]; kill(): Promise<void> };

/** Opens a cluster in another process, which may be one of another system user. */
export async function openInOtherProcess(
  dataDir: string,
  role: Role,
  spawnAs: { uid?: number; gid?: number } = {},
  env: NodeJS.ProcessEnv = {},
) {
  const child = spawn(process.execPath, [opener, dataDir, role], {
    ...spawnAs,
    cwd: '/',
    env: { ...process.env, ...env },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const [line] = (await once(createInterface(child.stdout), 'line')) as [string];
  const told = JSON.parse(line) as OtherProcess;
  assert.equal(told.tag, 'open', line);
  const close = () => {
    child.stdin.end();
    return endOf(child);
  };
  const kill = () => {
    child.kill('SIGKILL');
    return endOf(child);
  };
  return { ...told, pid: child.pid ?? 0, close, kill } satisfies OtherProcess;
}

async function endOf(child: ChildProcess): Promise<void> {
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
}

/** Opens a cluster in this process, which has to work. */
export async function openHere(
  dataDir: string,
  role: Role,
  say: (line: string) => void = () => {},
): Promise<OpenCluster> {
  const cluster = await openCluster({ dataDir, role, say });
  assert.equal(cluster.tag, 'open', JSON.stringify(cluster));
  return cluster;
}

/** Runs one statement on a connection of its own. */
export async function ask(cluster: { connectionString: string }, sql: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client(cluster.connectionString);
  client.on('error', () => {});
  await client.connect();
  return client.query(sql).then(
    (result) => client.end().then(() => result.rows as Record<string, unknown>[]),
    (error) => client.end().then(() => Promise.reject(error)),
  );
}
