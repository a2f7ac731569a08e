import { setTimeout as sleep } from 'node:timers/promises';
import { findPackage, installBinaries, removeOtherBinaries } from './cluster/binaries.ts';
import { ensureCluster, writeAuthentication } from './cluster/initdb.ts';
import { type ClusterLayout, prepareCluster } from './cluster/layout.ts';
import { removeOldLogs } from './cluster/log.ts';
import { type CannotOpen, cannotOpen, cannotOpenBecause } from './os/errors.ts';
import { removeAbandoned } from './os/folders.ts';
import { findPostmaster } from './postmaster/find.ts';
import { isRunning, ownerSetting, type Role } from './postmaster/owner.ts';
import { startPostmaster } from './postmaster/postmaster.ts';
import { supervise } from './postmaster/supervise.ts';
import { join, refuseOrWait, stopOrphan } from './sharing/join.ts';
import { type OpenCluster, opened, type Wait, wait } from './sharing/opened.ts';

type Options = {
  readonly dataDir: string;
  readonly role: Role;
  /** Called with lines for the person at the terminal. */
  readonly say?: (line: string) => void;
};

const PATIENCE_MS = 30_000;
const POLL_MS = 100;

/**
 * Opens the PostgreSQL in `dataDir`: starts it, or joins it if another process of ours runs it. A command shares it
 * with any process; a server runs it alone and refuses if another server does. Waits up to 30 s for other processes to
 * end.
 */
export async function openCluster({ dataDir, role, say = () => {} }: Options): Promise<OpenCluster | CannotOpen> {
  try {
    const layout = await prepareCluster(dataDir, say);
    if (layout.tag === 'cannot_open') return layout;
    for (const begunMs = Date.now(); ; await sleep(POLL_MS)) {
      const result = await tryOpen(layout, role, say);
      if (result.tag !== 'wait') return result;
      if (Date.now() - begunMs > PATIENCE_MS) return cannotOpen(result.why);
    }
  } catch (error) {
    return cannotOpenBecause(error);
  }
}

/** Two processes may both find no postmaster and start one. PostgreSQL's own interlock then lets one of them start. */
async function tryOpen(
  layout: ClusterLayout,
  role: Role,
  say: (line: string) => void,
): Promise<OpenCluster | CannotOpen | Wait> {
  const found = await findPostmaster(layout.data);
  if (found.tag === 'none') return await start(layout, role, say);
  if (found.owner && !(await isRunning(found.owner))) return await stopOrphan(layout, found);
  return role === 'command' ? await join(found) : refuseOrWait(layout, found);
}

/** Installs the programs and creates the cluster where they are missing, then starts PostgreSQL. */
async function start(
  layout: ClusterLayout,
  role: Role,
  say: (line: string) => void,
): Promise<OpenCluster | CannotOpen | Wait> {
  const source = await findPackage();
  if (source.tag === 'cannot_open') return source;
  await removeAbandoned(layout.folder);
  const binFolder = await installBinaries(source, layout.folder);
  const failure = await ensureCluster(layout, source, binFolder);
  if (failure) return failure;
  await writeAuthentication(layout);
  await removeOldLogs(layout.log, Date.now());

  const owner = await ownerSetting(role);
  const startAgain = () => startPostmaster(layout, binFolder, owner, say);
  const postmaster = await startAgain();
  if (postmaster.tag === 'failed') {
    const why = `PostgreSQL does not start in ${layout.folder}: ${postmaster.lastErrorLine}`;
    return postmaster.occupied ? wait(why) : cannotOpen(why);
  }
  await removeOtherBinaries(binFolder);
  // A command lets other commands that joined finish. A server is restarted if it fails, and stops at once.
  if (role === 'command') return opened(layout.socket, true, () => postmaster.stop('smart'));
  const supervised = supervise(postmaster, startAgain, say);
  return opened(layout.socket, true, () => supervised.stop('fast'));
}
