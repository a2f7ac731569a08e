import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ignoreErrno } from '../os/errors.ts';
import { commandLine } from '../os/processes.ts';
import { type Owner, readOwner } from './owner.ts';

/** The postmaster that runs on a data folder. `ready`: it takes connections. */
export type RunningPostmaster = {
  readonly tag: 'running';
  readonly pid: number;
  readonly ready: boolean;
  readonly socketFolder: string;
  readonly commandLine: string;
  /** Undefined if no process of ours started it. */
  readonly owner: Owner | undefined;
};

type NoPostmaster = {
  readonly tag: 'none';
  /** The pid in a postmaster.pid that was left behind, if it belongs to another program by now. */
  readonly reusedPid?: number;
};

/** Finds the postmaster on the data folder (a real path), by its postmaster.pid and the process with that pid. */
export async function findPostmaster(data: string): Promise<RunningPostmaster | NoPostmaster> {
  const file = await readFile(join(data, 'postmaster.pid'), 'utf8').catch(ignoreErrno('ENOENT', 'ENOTDIR'));
  // https://www.postgresql.org/docs/current/storage-file-layout.html: the pid first, the socket's folder fifth, the
  // status eighth.
  const lines = (file ?? '').split('\n');
  const pid = Number(lines[0]);
  if (!Number.isInteger(pid) || pid <= 0) return { tag: 'none' };

  const command = await commandLine(pid);
  if (!command.includes('postgres')) return command === '' ? { tag: 'none' } : { tag: 'none', reusedPid: pid };
  if (!`${command} `.includes(` -D ${data} `)) return { tag: 'none' };
  return {
    tag: 'running',
    pid,
    ready: lines[7]?.trim() === 'ready',
    socketFolder: lines[4] ?? '',
    commandLine: command,
    owner: readOwner(command),
  };
}
