import { execFile } from 'node:child_process';
import { cp, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import process from 'node:process';
import { promisify } from 'node:util';

const CLIENT = new URL('../../client', import.meta.url).pathname;
const TSC = new URL('../../node_modules/.bin/tsc', import.meta.url).pathname;

/** Builds the TypeScript client as its package does, and puts it into the node_modules of a folder. */
export async function installClient(folder: string): Promise<void> {
  const installed = join(folder, 'node_modules/@shiftcover/client');
  await mkdir(installed, { recursive: true });
  await promisify(execFile)(process.execPath, [TSC, '-p', CLIENT, '--outDir', join(installed, 'dist')]);
  await cp(join(CLIENT, 'package.json'), join(installed, 'package.json'));
}
