import { setTimeout as sleep } from 'node:timers/promises';
import { type ClusterLayout, prepareCluster } from './cluster/layout.ts';
import { type CannotOpen, cannotOpen, cannotOpenBecause } from './os/errors.ts';
import { findRunningPostmaster } from './postmaster/find.ts';
import { isAtWork, type Role } from './postmaster/owner.ts';
import { joinIn, refuseOrWait, stopOrphan } from './sharing/join.ts';
import type { Open, Wait } from './sharing/opened.ts';
import { startAsOwner } from './start.ts';

const patienceMs = 30_000;
const pollMs = 100;

/**
 * Opens the PostgreSQL kept in dataDir: starts it, or joins it where another process of ours runs it. A server wants it
 * for itself and refuses beside another server; a guest (a command line) shares it. Waits up to 30 s for others to finish.
 */
export async function openCluster(options: {
  dataDir: string;
  role: Role;
  say?: (line: string) => void;
}): Promise<Open | CannotOpen> {
  const { dataDir, role, say = () => {} } = options;
  try {
    const home = await prepareCluster(dataDir, say);
    return home.tag === 'cannot_open' ? home : await openInTurn(home, role, say);
  } catch (error) {
    return cannotOpenBecause(error);
  }
}

async function openInTurn(home: ClusterLayout, role: Role, say: (line: string) => void): Promise<Open | CannotOpen> {
  for (const begunMs = Date.now(); ; await sleep(pollMs)) {
    const turn = await takeTurn(home, role, say);
    if (turn.tag !== 'wait') return turn;
    if (Date.now() - begunMs > patienceMs) return cannotOpen(turn.why);
  }
}

/** One look at who is there. PostgreSQL's own interlock decides between two that see nobody at the same time. */
async function takeTurn(
  home: ClusterLayout,
  role: Role,
  say: (line: string) => void,
): Promise<Open | CannotOpen | Wait> {
  const resident = await findRunningPostmaster(home.data);
  if (resident.tag === 'none') return startAsOwner(home, role, say);
  if (resident.owner && !(await isAtWork(resident.owner))) return stopOrphan(home, resident);
  return role === 'guest' ? joinIn(resident) : refuseOrWait(home, resident);
}
