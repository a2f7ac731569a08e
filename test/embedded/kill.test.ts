import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { readFile, realpath, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { startedAt } from '../../src/embedded/os/processes.ts';
import { makeTemporaryDataDir, removeDataDir } from '../../src/embedded/temporaryCluster.ts';
import { ask, openHere, openInOtherProcess } from '../support/otherProcess.ts';

let dataDir: string;
before(async () => {
  dataDir = await makeTemporaryDataDir();
});
after(() => removeDataDir(dataDir));

test('after kill -9 of the server its PostgreSQL stops by itself, and the next server opens promptly with all data', async () => {
  const server = await openInOtherProcess(dataDir, 'server');
  await ask(server, 'create table kept as select 42 as answer');
  const postmaster = await postmasterPid();
  await server.kill();

  const begunMs = Date.now();
  const next = await openHere(dataDir, 'server');
  assert.ok(Date.now() - begunMs < 4_000);
  assert.equal(await startedAt(postmaster), undefined);
  assert.deepEqual(await ask(next, 'select answer from kept'), [{ answer: 42 }]);
  await next.close();
});

test('a PostgreSQL whose server and watchdog were both killed is stopped and replaced', async () => {
  const server = await openInOtherProcess(dataDir, 'server');
  const orphan = await postmasterPid();
  const watchdog = parentOf(orphan);
  for (const pid of [...childrenOf(watchdog).filter((child) => child !== orphan), watchdog])
    process.kill(pid, 'SIGKILL');
  await server.kill();
  await sleep(100);
  assert.ok(await startedAt(orphan), 'nobody is left to stop it');

  const next = await openHere(dataDir, 'server');
  assert.equal(await startedAt(orphan), undefined);
  assert.notEqual(await postmasterPid(), orphan);
  assert.deepEqual(await ask(next, 'select answer from kept'), [{ answer: 42 }]);
  await next.close();
});

test('a PostgreSQL that is killed under a running server is started again', async () => {
  const said: string[] = [];
  const server = await openHere(dataDir, 'server', (line) => said.push(line));
  const killed = await postmasterPid();
  process.kill(killed, 'SIGKILL');
  await until(async () => said.length > 0 && (await answers(server)));
  assert.match(said[0] ?? '', /^PostgreSQL has stopped by itself and is started again/);
  assert.notEqual(await postmasterPid(), killed);
  await server.close();
});

test('a postmaster.pid left by a sudden stop is no hindrance, even when another program has its pid by now', async () => {
  const server = await openInOtherProcess(dataDir, 'server');
  const file = join(dataDir, 'postgres/data/postmaster.pid');
  const left = await readFile(file, 'utf8');
  await server.close();

  const { uid, gid } = await stat(await realpath(join(dataDir, 'postgres/data')));
  const stranger = spawn('sleep', ['60'], process.getuid?.() === 0 ? { uid, gid } : {});
  await writeFile(file, left.replace(/^\d+/, String(stranger.pid)));
  const next = await openHere(dataDir, 'server');
  await next.close();
  stranger.kill();
});

async function postmasterPid(): Promise<number> {
  return Number.parseInt(await readFile(join(dataDir, 'postgres/data/postmaster.pid'), 'utf8'), 10);
}

function parentOf(pid: number): number {
  return processes().find((each) => each.pid === pid)?.parent ?? 0;
}

function childrenOf(pid: number): number[] {
  return processes().flatMap((each) => (each.parent === pid ? [each.pid] : []));
}

function processes(): { pid: number; parent: number }[] {
  const rows = execFileSync('ps', ['-A', '-o', 'pid=,ppid='], { encoding: 'utf8' }).trim().split('\n');
  return rows.map((row) => row.trim().split(/\s+/).map(Number)).map(([pid = 0, parent = 0]) => ({ pid, parent }));
}

function answers(cluster: { connectionString: string }): Promise<boolean> {
  return ask(cluster, 'select').then(
    () => true,
    () => false,
  );
}

async function until(holds: () => Promise<boolean>): Promise<void> {
  for (const begunMs = Date.now(); !(await holds()); await sleep(50))
    assert.ok(Date.now() - begunMs < 10_000, 'in time');
}
