import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { openCluster } from '../../../src/embedded/open.ts';
import { makeTemporaryDataDir, removeDataDir } from '../../../src/embedded/temporaryCluster.ts';
import { atEnd } from '../../support/atEnd.ts';
import { asOwner, openHere, openInOtherProcess, query } from '../../support/otherProcess.ts';

let dataDir: string;
before(async () => {
  dataDir = await makeTemporaryDataDir();
});
atEnd(() => removeDataDir(dataDir));

test('two commands that start at once on an empty folder both work, and the one that started PostgreSQL waits for the other', async () => {
  const both = await Promise.all([openInOtherProcess(dataDir, 'command'), openInOtherProcess(dataDir, 'command')]);
  const [first, second] = both.toSorted((a, b) => Number(b.started) - Number(a.started));
  assert.deepEqual([first?.started, second?.started], [true, false]);
  if (!first || !second) return;
  await query(asOwner(second), 'create table kept as select 42 as answer; grant select on kept to public');

  const ending = first.close();
  assert.equal(await Promise.race([ending, sleep(300, 'waiting')]), 'waiting');
  await second.close();
  await ending;
});

test('a command that starts while another is ending waits, then opens the database itself', async () => {
  const first = await openHere(dataDir, 'command');
  const [second] = await Promise.all([sleep(5).then(() => openHere(dataDir, 'command')), first.close()]);
  assert.deepEqual(await query(second, 'select answer from kept'), [{ answer: 42 }]);
  await second.close();
});

test('a server waits until a running command has ended', async () => {
  const command = await openInOtherProcess(dataDir, 'command');
  const opening = openHere(dataDir, 'server');
  assert.equal(await Promise.race([opening, sleep(300, 'waiting')]), 'waiting');
  await command.close();
  await (await opening).close();
});

test('while a server runs, a second one is refused at once, and a command shares its database and leaves it running', async () => {
  const server = await openInOtherProcess(dataDir, 'server');
  const another = await openCluster({ dataDir, role: 'server' });
  assert.deepEqual(another, {
    tag: 'cannot_open',
    why: `DATA_DIR ${dataDir} is in use by another running server (process ${server.pid}): stop it, or let both use one database by DATABASE_URL`,
  });

  const command = await openHere(dataDir, 'command');
  assert.equal(command.started, false);
  assert.deepEqual(await query(command, 'select answer from kept'), [{ answer: 42 }]);
  await command.close();
  assert.deepEqual(await query(server, 'select answer from kept'), [{ answer: 42 }]);
  await server.close();
});
