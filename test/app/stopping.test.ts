import assert from 'node:assert/strict';
import { once } from 'node:events';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { atEnd } from '../support/atEnd.ts';
import { runServer } from '../support/runServer.ts';

const dataDir = await mkdtemp(join(tmpdir(), 'shiftcover-stop-'));
await chmod(dataDir, 0o755);
atEnd(() => rm(dataDir, { recursive: true, force: true }));

test('a server with the embedded PostgreSQL logs no error when it is stopped, also while its jobs are starting', async () => {
  for (const [afterMs, signal] of [
    [0, 'SIGTERM'],
    [50, 'SIGHUP'],
    [400, 'SIGTERM'],
  ] as const) {
    const server = await runServer({ DATA_DIR: dataDir });
    const ended = once(server.process, 'exit');
    await sleep(afterMs);
    server.process.kill(signal);
    assert.deepEqual(await ended, [0, null]);
    assert.ok(!server.logged().includes('"level":50'), server.logged());
  }
});
