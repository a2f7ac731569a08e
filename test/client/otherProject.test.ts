import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { test } from 'node:test';
import { promisify } from 'node:util';
import { atEnd } from '../support/atEnd.ts';
import { installClient } from '../support/builtClient.ts';

const TSC = new URL('../../node_modules/.bin/tsc', import.meta.url).pathname;
const run = promisify(execFile);

const PROGRAM = `
import { type Client, type Notice, NotStored, shiftcover, verifyWebhook } from '@shiftcover/client';

const client: Client = shiftcover({ url: 'http://127.0.0.1:9', key: 'k', retryForMs: 1 });
export async function report(): Promise<string> {
  try {
    return await client.login({ driverId: '1686' }, new Date(0));
  } catch (error) {
    if (error instanceof NotStored) return error.message;
    throw error;
  }
}
export function idOf(notice: Notice): string {
  return notice.type === 'shift.ended' ? notice.data.shiftId : notice.id;
}
console.log(await report(), typeof verifyWebhook);
`;

/** A project without the types of Node, compiled to an older version of the language. */
const PROJECT = {
  compilerOptions: {
    target: 'es2022',
    module: 'esnext',
    moduleResolution: 'bundler',
    lib: ['es2023', 'dom', 'dom.iterable'],
    types: [],
    strict: true,
    rootDir: '.',
    outDir: 'out',
  },
  include: ['program.ts'],
};

test('the package can be used in another TypeScript project, for an older platform', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'shiftcover-other-project-'));
  atEnd(() => rm(folder, { recursive: true }));
  await installClient(folder);
  await writeFile(join(folder, 'program.ts'), PROGRAM);
  await writeFile(join(folder, 'package.json'), '{"type":"module"}');
  await writeFile(join(folder, 'tsconfig.json'), JSON.stringify(PROJECT));
  await run(process.execPath, [TSC, '-p', folder]).catch((error: { stdout: string }) => assert.fail(error.stdout));
  const { stdout } = await run(process.execPath, [join(folder, 'out/program.js')]);
  assert.match(stdout, /^1 reports are not known to be stored: .* function\n$/);
});
