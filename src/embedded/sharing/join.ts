import { setTimeout as sleep } from 'node:timers/promises';
import type { ClusterLayout } from '../cluster/layout.ts';
import { type CannotOpen, cannotOpen } from '../os/errors.ts';
import { interrupt } from '../os/processes.ts';
import { findPostmaster, type RunningPostmaster } from '../postmaster/find.ts';
import { holdConnection } from './holdConnection.ts';
import { type OpenCluster, opened, type Wait, wait } from './opened.ts';

/** Opens a cluster that another process runs. Holds one connection, so that its owner does not stop it meanwhile. */
export async function join({ socketFolder }: RunningPostmaster): Promise<OpenCluster | CannotOpen | Wait> {
  const held = await holdConnection(socketFolder);
  return held.tag === 'held' ? opened(socketFolder, false, held.close) : held;
}

/** For a server: it waits for a command that runs the cluster, and refuses if any other program runs it. */
export function refuseOrWait({ dataDir }: ClusterLayout, { pid, owner }: RunningPostmaster): CannotOpen | Wait {
  switch (owner?.role) {
    case undefined:
      return cannotOpen(`DATA_DIR ${dataDir} is in use by a PostgreSQL that Shiftcover did not start (process ${pid})`);
    case 'server':
      return cannotOpen(
        `DATA_DIR ${dataDir} is in use by another running server (process ${owner.pid}): stop it, or let both use one database by DATABASE_URL`,
      );
    case 'command':
      return wait(`DATA_DIR ${dataDir} is in use by a command that is still at work (process ${owner.pid})`);
  }
}

const WATCHDOG_PATIENCE_MS = 5_000;
const POLL_MS = 50;

/**
 * Waits until the postmaster of a killed owner has ended. Its watchdog stops it within about a second. If the watchdog
 * was killed too, this stops it cleanly after five seconds.
 */
export async function stopOrphan({ data, dataDir }: ClusterLayout, { pid }: RunningPostmaster): Promise<Wait> {
  const isThere = async () => {
    const found = await findPostmaster(data);
    return found.tag === 'running' && found.pid === pid;
  };
  for (const begunMs = Date.now(); await isThere(); await sleep(POLL_MS)) {
    if (Date.now() - begunMs < WATCHDOG_PATIENCE_MS) continue;
    interrupt(pid);
    break;
  }
  return wait(`the PostgreSQL that a killed process left in DATA_DIR ${dataDir} does not stop (process ${pid})`);
}
