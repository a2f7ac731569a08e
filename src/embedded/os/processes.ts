import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { ignoreErrno } from './errors.ts';

const onLinux = process.platform === 'linux';

/** Whether a process holds this pid, even as a zombie or under another system user. */
export function isTaken(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    ignoreErrno('ESRCH', 'EPERM')(error);
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** Asks a process to end (for postgres: fast, and cleanly); one that has just ended is as good. */
export function interrupt(pid: number): void {
  try {
    process.kill(pid, 'SIGINT');
  } catch (error) {
    ignoreErrno('ESRCH')(error);
  }
}

/** When the process began, as an opaque word: with the pid it names one process for good. Undefined once it has ended. */
export async function startedAt(pid: number): Promise<string | undefined> {
  const [state, start] = onLinux ? await stateFromProc(pid) : await stateFromPs(pid);
  // A zombie has ended; only its parent has not noticed yet.
  return state?.startsWith('Z') ? undefined : start;
}

/** The program and its arguments, joined by spaces; empty once the process has ended. */
export async function commandLine(pid: number): Promise<string> {
  if (!onLinux) return ps('command=', pid);
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

async function ps(columns: string, pid: number): Promise<string> {
  const env = { PATH: '/usr/bin:/bin', TZ: 'UTC', LC_ALL: 'C' };
  const told = await promisify(execFile)('ps', ['-ww', '-o', columns, '-p', String(pid)], { env }).catch(
    () => undefined,
  );
  return told?.stdout.trim() ?? '';
}
