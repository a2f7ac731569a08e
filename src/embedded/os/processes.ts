import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { ignoreErrno } from './errors.ts';

const IS_LINUX = process.platform === 'linux';

/** The environment of every program started here: no PGDATA, locale or library path of the caller has an effect. */
export const CLEAN_ENVIRONMENT = { PATH: '/usr/bin:/bin', LC_ALL: 'C', TZ: 'UTC' };

/** Whether a process has this pid, even as a zombie or under another system user. */
export function isPidTaken(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    ignoreErrno('ESRCH', 'EPERM')(error);
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** Sends SIGINT, by which postgres shuts down fast and cleanly. A process that has just ended is no error. */
export function interrupt(pid: number): void {
  try {
    process.kill(pid, 'SIGINT');
  } catch (error) {
    ignoreErrno('ESRCH')(error);
  }
}

/**
 * When the process started, as an opaque word: pid and start identify one process for good. Undefined once it has
 * ended.
 */
export async function startedAt(pid: number): Promise<string | undefined> {
  const [state, start] = IS_LINUX ? await stateFromProc(pid) : await stateFromPs(pid);
  // A zombie has ended; only its parent has not noticed yet.
  return state?.startsWith('Z') ? undefined : start;
}

/** The program and its arguments, joined by spaces; empty once the process has ended. */
export async function commandLine(pid: number): Promise<string> {
  if (!IS_LINUX) return ps('command=', pid);
  return (await readProc(pid, 'cmdline')).replaceAll('\0', ' ');
}

async function stateFromProc(pid: number): Promise<(string | undefined)[]> {
  const stat = await readProc(pid, 'stat');
  // The program's name comes second, in brackets, and may itself hold spaces and brackets.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return [fields[0], fields[19]];
}

async function readProc(pid: number, file: string): Promise<string> {
  return (await readFile(`/proc/${pid}/${file}`, 'utf8').catch(ignoreErrno('ENOENT', 'ESRCH'))) ?? '';
}

async function stateFromPs(pid: number): Promise<(string | undefined)[]> {
  const [state, ...start] = (await ps('stat=,lstart=', pid)).split(/\s+/);
  return [state, start.length > 0 ? start.join('-').replaceAll(':', '-') : undefined];
}

/** The columns of one process; empty if there is none, for which ps exits with 1. */
async function ps(columns: string, pid: number): Promise<string> {
  const args = ['-ww', '-o', columns, '-p', String(pid)];
  const result = await promisify(execFile)('ps', args, { env: CLEAN_ENVIRONMENT }).catch(() => undefined);
  return result?.stdout.trim() ?? '';
}
