import { setTimeout as sleep } from 'node:timers/promises';
import type { ClusterLayout } from '../cluster/layout.ts';
import { type CannotOpen, cannotOpen } from '../os/errors.ts';
import { interrupt } from '../os/processes.ts';
import { findRunningPostmaster, type RunningPostmaster } from '../postmaster/find.ts';
import { holdConnection } from './holdConnection.ts';
import { type Open, opened, type Wait, wait } from './opened.ts';

type RunningPostgres = Extract<RunningPostmaster, { tag: 'postmaster' }>;

const watchdogPatienceMs = 5_000;
const pollMs = 50;

/** A guest joins whoever runs PostgreSQL, and keeps one connection so that its owner does not stop it under its feet. */
export async function joinIn(resident: RunningPostgres): Promise<Open | CannotOpen | Wait> {
  const answer = await holdConnection(resident.socketFolder);
  return answer.tag === 'in' ? opened(resident.socketFolder, false, answer.leave) : answer;
}

/** A server leaves the folder to another server, and waits for a command line to finish. */
export function refuseOrWait({ dataDir }: ClusterLayout, { pid, owner }: RunningPostgres): CannotOpen | Wait {
  switch (owner?.role) {
    case undefined:
      return cannotOpen(`DATA_DIR ${dataDir} is in use by a PostgreSQL that Shiftcover did not start (process ${pid})`);
    case 'server':
      return cannotOpen(
        `DATA_DIR ${dataDir} is in use by another running server (process ${owner.pid}): stop it, or let both use one database by DATABASE_URL`,
      );
    case 'guest':
      return wait(`DATA_DIR ${dataDir} is in use by a command that is still at work (process ${owner.pid})`);
  }
}

/** Its owner has been killed. The watchdog stops it within about a second; if that was killed too, we stop it cleanly. */
export async function stopOrphan(home: ClusterLayout, { pid }: RunningPostgres): Promise<Wait> {
  const isThere = async () => {
    const resident = await findRunningPostmaster(home.data);
    return resident.tag === 'postmaster' && resident.pid === pid;
  };
  for (const begunMs = Date.now(); await isThere(); await sleep(pollMs)) {
    if (Date.now() - begunMs < watchdogPatienceMs) continue;
    interrupt(pid);
    break;
  }
  return wait(`the PostgreSQL that a killed process left in DATA_DIR ${home.dataDir} does not stop (process ${pid})`);
}
