import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { after, test } from 'node:test';
import { promisify } from 'node:util';

const CLIENT = new URL('../../client', import.meta.url).pathname;
const TSC = new URL('../../node_modules/.bin/tsc', import.meta.url).pathname;
const run = promisify(execFile);

const PROGRAM = `
import { type Client, type Notice, NotStored, shiftcover, verifyWebhook } from './client/shiftcover.ts';

const client: Client = shiftcover({ url: 'http://127.0.0.1:9', key: 'k', patienceMs: 1 });
export async function report(): Promise<string> {
  try {
    return await client.login({ driverId: '1686' }, new Date(0));
  } catch (fault) {
    if (fault instanceof NotStored) return fault.message;
    throw fault;
  }
}
export function told(notice: Notice): string {
  return notice.type === 'shift.ended' ? notice.data.shiftId : notice.id;
}
console.log(await report(), typeof verifyWebhook);
`;

/** What somebody's own project has: neither the types of Node nor the newest language. */
const PROJECT = {
  compilerOptions: {
    target: 'es2022',
    module: 'esnext',
    moduleResolution: 'bundler',
    lib: ['es2023', 'dom', 'dom.iterable'],
    types: [],
    strict: true,
    rewriteRelativeImportExtensions: true,
    rootDir: '.',
    outDir: 'out',
  },
  include: ['.'],
};

test('the folder can be copied to a TypeScript project of another kind, and compiled for older platforms', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'shiftcover-elsewhere-'));
  after(() => rm(folder, { recursive: true }));
  await cp(CLIENT, join(folder, 'client'), { recursive: true });
  await writeFile(join(folder, 'program.ts'), PROGRAM);
  await writeFile(join(folder, 'package.json'), '{"type":"module"}');
  await writeFile(join(folder, 'tsconfig.json'), JSON.stringify(PROJECT));
  await run(process.execPath, [TSC, '-p', folder]).catch((fault: { stdout: string }) => assert.fail(fault.stdout));
  const { stdout } = await run(process.execPath, [join(folder, 'out/program.js')]);
  assert.match(stdout, /^1 reports are not known to be stored: .* function\n$/);
});
