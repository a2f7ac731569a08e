import { execFile, spawnSync } from 'node:child_process';
import process from 'node:process';
import { promisify } from 'node:util';

const CLIENT = new URL('../../client/python', import.meta.url).pathname;

/** Why tests of the Python client are skipped on this machine; false where they run. */
export const skip =
  spawnSync('python3', ['-c', 'import requests']).status !== 0 && 'python3 with the package requests is not installed';

/** What a program that uses the Python client prints. */
export async function python(program: string, ...args: readonly string[]): Promise<string> {
  const env = { PATH: process.env['PATH'], PYTHONPATH: CLIENT, PYTHONDONTWRITEBYTECODE: '1' };
  return (await promisify(execFile)('python3', ['-c', program, ...args], { env, timeout: 60_000 })).stdout;
}
