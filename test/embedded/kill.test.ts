import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { readFile, realpath, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { startedAt } from '../../src/embedded/os/processes.ts';
import { makeTemporaryDataDir, removeDataDir } from '../../src/embedded/temporaryCluster.ts';
import { atEnd } from '../support/atEnd.ts';
import { asOwner, openHere, openInOtherProcess, query } from '../support/otherProcess.ts';
import { childrenOf, parentOf, postmasterPid } from '../support/processes.ts';
import { until } from '../support/until.ts';

let dataDir: string;
before(async () => {
  dataDir = await makeTemporaryDataDir();
});
atEnd(() => removeDataDir(dataDir));

test('after kill -9 of the server its PostgreSQL stops by itself, and the next server opens with all data', async () => {
  const server = await openInOtherProcess(dataDir, 'server');
  await query(asOwner(server), 'create table kept as select 42 as answer; grant select on kept to public');
  const postmaster = await postmasterPid(dataDir);
  await server.kill();

  const next = await openHere(dataDir, 'server');
  assert.equal(await startedAt(postmaster), undefined);
  assert.deepEqual(await query(next, 'select answer from kept'), [{ answer: 42 }]);
  await next.close();
});

test('a PostgreSQL whose server and watchdog were both killed is stopped and replaced', async () => {
  const server = await openInOtherProcess(dataDir, 'server');
  const orphan = await postmasterPid(dataDir);
  const watchdog = parentOf(orphan);
  for (const pid of [...childrenOf(watchdog).filter((child) => child !== orphan), watchdog])
    process.kill(pid, 'SIGKILL');
  await server.kill();
  await sleep(100);
  assert.ok(await startedAt(orphan), 'no process is left to stop it');

  const next = await openHere(dataDir, 'server');
  assert.equal(await startedAt(orphan), undefined);
  assert.notEqual(await postmasterPid(dataDir), orphan);
  assert.deepEqual(await query(next, 'select answer from kept'), [{ answer: 42 }]);
  await next.close();
});

test('a PostgreSQL that is killed under a running server is started again', async () => {
  const lines: string[] = [];
  const server = await openHere(dataDir, 'server', (line) => lines.push(line));
  const killed = await postmasterPid(dataDir);
  process.kill(killed, 'SIGKILL');
  await until(async () => lines.length > 0 && (await answers(server)));
  assert.match(lines[0] ?? '', /^PostgreSQL has stopped by itself and is started again/);
  assert.notEqual(await postmasterPid(dataDir), killed);
  await server.close();
});

test('a postmaster.pid left by a sudden stop does not prevent the start, even when another program has its pid by now', async () => {
  const server = await openInOtherProcess(dataDir, 'server');
  const file = join(dataDir, 'postgres/data/postmaster.pid');
  const left = await readFile(file, 'utf8');
  await server.close();

  const { uid, gid } = await stat(await realpath(join(dataDir, 'postgres/data')));
  const otherProgram = spawn('sleep', ['60'], process.getuid?.() === 0 ? { uid, gid } : {});
  atEnd(() => otherProgram.kill());
  await writeFile(file, left.replace(/^\d+/, String(otherProgram.pid)));
  const next = await openHere(dataDir, 'server');
  await next.close();
});

function answers(cluster: { connectionString: string }): Promise<boolean> {
  return query(cluster, 'select').then(
    () => true,
    () => false,
  );
}
