import assert from 'node:assert/strict';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { atEnd } from '../support/atEnd.ts';
import { runCommand } from '../support/runCommand.ts';
import { runServer } from '../support/runServer.ts';
import { newTestProvider } from '../support/testMode.ts';
import { ask } from '../support/wire.ts';

const DATA_DIR = await mkdtemp(join(tmpdir(), 'shiftcover-modes-'));
await chmod(DATA_DIR, 0o755);
atEnd(() => rm(DATA_DIR, { recursive: true, force: true }));

const providers = async (...options: string[]) => {
  const { stdout, stderr } = await runCommand({ DATA_DIR }, ['provider', 'list', '--json', ...options]);
  assert.equal(stderr, '');
  return (JSON.parse(stdout) as { name: string }[]).map(({ name }) => name);
};

test('the embedded PostgreSQL holds both modes in separate databases, also after a restart', async () => {
  const first = await runServer({ DATA_DIR });
  const { key, workProvider } = await newTestProvider(first.url);
  await first.stop();
  const again = await runServer({ DATA_DIR });
  assert.equal((await ask(again.url, { path: '/v1/events', headers: { Authorization: key } })).status, 200);
  assert.deepEqual([await providers(), await providers('--test')], [[], [workProvider]]);
  await again.stop();
  const off = await runServer({ DATA_DIR, TEST_MODE: 'off' });
  assert.equal((await ask(off.url, { path: '/v1/events', headers: { Authorization: key } })).status, 401);
  await off.stop();
});
