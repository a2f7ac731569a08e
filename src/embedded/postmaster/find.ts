import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ignoreErrno } from '../os/errors.ts';
import { commandLine } from '../os/processes.ts';
import { type Owner, readOwner } from './owner.ts';

/** Who lives on a cluster's data folder. `strangerPid`: a pid left in postmaster.pid that now belongs to another program. */
export type RunningPostmaster =
  | { tag: 'none'; strangerPid?: number }
  | { tag: 'postmaster'; pid: number; ready: boolean; socketFolder: string; commandLine: string; owner?: Owner };

/** Looks for a live postmaster on the data folder (a real path), by its postmaster.pid and the process that is named in it. */
export async function findRunningPostmaster(data: string): Promise<RunningPostmaster> {
  const file = await readFile(join(data, 'postmaster.pid'), 'utf8').catch(ignoreErrno('ENOENT', 'ENOTDIR'));
  const lines = (file ?? '').split('\n');
  const pid = Number(lines[0]);
  if (!Number.isInteger(pid) || pid <= 0) return { tag: 'none' };

  const command = await commandLine(pid);
  if (!isPostmaster(command, data)) {
    return isOtherProgram(command) ? { tag: 'none', strangerPid: pid } : { tag: 'none' };
  }
  const owner = readOwner(command);
  const ready = lines[7]?.trim() === 'ready';
  return { tag: 'postmaster', pid, ready, socketFolder: lines[4] ?? '', commandLine: command, ...(owner && { owner }) };
}

function isPostmaster(command: string, data: string): boolean {
  return command.includes('postgres') && `${command} `.includes(` -D ${data} `);
}

function isOtherProgram(command: string): boolean {
  return command !== '' && !command.includes('postgres');
}
