import { randomBytes } from 'node:crypto';
import { startedAt } from '../os/processes.ts';

/** What a process of ours uses the database for: to serve for long, or to run one command. */
export type Role = 'server' | 'command';

/** The process of ours that started a postmaster. */
export type Owner = { readonly role: Role; readonly pid: number; readonly startedAt: string };

/**
 * A setting that names this process as the owner of the postmaster it is about to start. It is part of the postmaster's
 * command line, so it ends with the postmaster, as a second file would not. The random part makes each one unique.
 */
export async function ownerSetting(role: Role): Promise<string> {
  const start = await startedAt(process.pid);
  return `shiftcover.owner=${role}/${process.pid}/${start}/${randomBytes(4).toString('hex')}`;
}

/** The owner in a postmaster's command line. Undefined if no process of ours started it. */
export function readOwner(commandLine: string): Owner | undefined {
  const [, role, pid, start] = /shiftcover\.owner=(server|command)\/(\d+)\/([^/\s]+)\//.exec(commandLine) ?? [];
  if (!role || !pid || !start) return undefined;
  return { role: role as Role, pid: Number(pid), startedAt: start };
}

/** Whether the owner still runs. Another process that has been given its pid since does not count. */
export async function isRunning(owner: Owner): Promise<boolean> {
  return (await startedAt(owner.pid)) === owner.startedAt;
}
