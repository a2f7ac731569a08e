import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { makeWebHookSecret } from '../../src/store/secrets.ts';
import { signedHeaders } from '../../src/webhooks/sign.ts';
import { atEnd } from '../support/atEnd.ts';
import { until } from '../support/until.ts';

const guide = await readFile(new URL('../../docs/web-hooks.md', import.meta.url), 'utf8');
const folder = await mkdtemp(join(tmpdir(), 'shiftcover-guide-'));
await symlink(new URL('../../node_modules', import.meta.url), join(folder, 'node_modules'));
atEnd(() => rm(folder, { recursive: true }));

const RECEIVERS = [
  { language: 'python', file: 'receiver.py', run: 'python3' },
  { language: 'ts', file: 'receiver.ts', run: process.execPath },
];
for (const { language, file, run } of RECEIVERS) {
  const missing = spawnSync(run, ['--version']).error !== undefined;
  test(`the ${language} receiver in docs/web-hooks.md takes each genuine notice once, and refuses all others`, {
    skip: missing,
  }, async () => {
    const snippet = new RegExp(`\`\`\`${language}\n([^]*?)\`\`\``).exec(guide)?.[1] ?? '';
    await writeFile(join(folder, file), snippet);
    const secret = makeWebHookSecret();
    const port = await freePort();
    const env = { ...process.env, WEBHOOK_SECRET: secret, PORT: String(port) };
    const child = spawn(run, [join(folder, file)], { env, stdio: ['ignore', 'pipe', 'pipe'] });
    atEnd(() => child.kill('SIGKILL'));
    let output = '';
    child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
    const url = `http://127.0.0.1:${port}/hooks`;
    await listening(url);

    const body = '{"type":"shift.started","timestamp":"2026-03-02T08:00:00Z","data":{"driverId":"Zoë 1686"}}';
    const post = async (headers: Record<string, string>, sent = body) =>
      (await fetch(url, { method: 'POST', headers, body: sent })).status;
    const headers = signedHeaders('msg_1', new Date(), body, [makeWebHookSecret(), secret]);
    assert.deepEqual([await post(headers), await post(headers)], [204, 204]);
    assert.equal(await post(headers, body.replace('started', 'ended')), 401);
    assert.equal(await post(signedHeaders('msg_2', new Date(), body, [makeWebHookSecret()])), 401);
    assert.equal(await post(signedHeaders('msg_3', new Date(Date.now() - 600_000), body, [secret])), 401);
    assert.equal(await post({}), 401);
    const challenge = '{"type":"endpoint.challenge","timestamp":"2026-03-02T08:00:00Z","data":{"challenge":"abc"}}';
    const signed = signedHeaders('chl_1', new Date(), challenge, [secret]);
    const echo = await fetch(url, { method: 'POST', headers: signed, body: challenge });
    assert.deepEqual([echo.status, await echo.json()], [200, { challenge: 'abc' }]);
    while (!output.includes('1686')) await once(child.stdout, 'data');
    assert.equal(output.split('shift.started').length, 2);
  });
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const { port } = probe.address() as AddressInfo;
  probe.close();
  await once(probe, 'close');
  return port;
}

async function listening(url: string): Promise<void> {
  const listens = () =>
    fetch(url, { method: 'POST' }).then(
      () => true,
      () => false,
    );
  await until(listens, () => 'the receiver did not listen');
}
