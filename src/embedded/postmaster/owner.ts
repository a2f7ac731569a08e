import { randomBytes } from 'node:crypto';
import { startedAt } from '../os/processes.ts';

/** What a process of ours wants the database for: to serve for long, or to finish one command. */
export type Role = 'server' | 'guest';

/** The process of ours that started a postmaster. */
export type Owner = { role: Role; pid: number; startedAt: string };

const setting = 'shiftcover.owner';

/**
 * A setting that names this process as the owner of the postmaster it is about to start. It travels in the postmaster's
 * own command line, so it comes and goes with it: no second file that could be stale. Never the same word twice.
 */
export async function ownerSetting(role: Role): Promise<string> {
  const start = await startedAt(process.pid);
  return `${setting}=${role}/${process.pid}/${start}/${randomBytes(4).toString('hex')}`;
}

/** The owner named in a postmaster's command line, if it was started by a process of ours. */
export function readOwner(commandLine: string): Owner | undefined {
  const [, role, pid, start] = /shiftcover\.owner=(server|guest)\/(\d+)\/([^/\s]+)\//.exec(commandLine) ?? [];
  if (!role || !pid || !start) return undefined;
  return { role: role as Role, pid: Number(pid), startedAt: start };
}

/** Whether the owner still runs; another process that was given its pid since does not count. */
export async function isAtWork(owner: Owner): Promise<boolean> {
  return (await startedAt(owner.pid)) === owner.startedAt;
}
