import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';
import type { ClusterLayout } from './layout.ts';

/** An environment of its own: no PGDATA, locale or library path of the caller's has a say. */
export const cleanEnvironment = { PATH: '/usr/bin:/bin', LC_ALL: 'C', TZ: 'UTC' };

/** Runs one of PostgreSQL's programs to its end, as the database's system user. `code` is null if a signal ended it. */
export async function run(
  home: ClusterLayout,
  program: string,
  args: string[],
  input = '',
): Promise<{ code: number | null; output: string }> {
  // The caller's current folder may be closed to the database's user; the home never is.
  const child = spawn(program, args, { ...home.user.spawnAs, cwd: home.folder, env: cleanEnvironment });
  child.stdin.on('error', () => {}).end(input);
  const ended = new Promise<number | null>((resolve, reject) => child.on('error', reject).on('close', resolve));
  const [code, stderr, stdout] = await Promise.all([ended, text(child.stderr), text(child.stdout)]);
  return { code, output: `${stdout}\n${stderr}` };
}
