import { dropOtherBinaries, findPackage, installBinaries } from './cluster/binaries.ts';
import { ensureCluster } from './cluster/initdb.ts';
import type { ClusterLayout } from './cluster/layout.ts';
import { type CannotOpen, cannotOpen } from './os/errors.ts';
import { sweepAbandoned } from './os/folders.ts';
import { dropOldLogs } from './os/log.ts';
import { ownerSetting, type Role } from './postmaster/owner.ts';
import { type Postmaster, startPostmaster } from './postmaster/postmaster.ts';
import { supervise } from './postmaster/supervise.ts';
import { type Open, opened, type Wait, wait } from './sharing/opened.ts';

/** Starts PostgreSQL in a home where nobody runs one, after making whatever is missing there; waits if others were quicker. */
export async function startAsOwner(
  home: ClusterLayout,
  role: Role,
  say: (line: string) => void,
): Promise<Open | CannotOpen | Wait> {
  const source = await findPackage();
  if (source.tag === 'cannot_open') return source;
  await sweepAbandoned(home.folder);
  const binFolder = await installBinaries(source, home.folder);
  const refusal = await ensureCluster(home, source, binFolder);
  if (refusal) return refusal;
  await dropOldLogs(home.log, Date.now());

  const owner = await ownerSetting(role);
  const start = () => startPostmaster(home, binFolder, owner, say);
  const postmaster = await start();
  if (postmaster.tag === 'failed') {
    const why = `PostgreSQL does not start in ${home.folder}: ${postmaster.lastErrorLine}`;
    return postmaster.occupied ? wait(why) : cannotOpen(why);
  }
  await dropOtherBinaries(binFolder);
  return opened(home.socket, true, stopFor(role, postmaster, start, say));
}

/** A server is the last to leave, so it stops fast. Behind a guest others may still be at work, so it lets them finish. */
function stopFor(
  role: Role,
  postmaster: Postmaster,
  start: () => ReturnType<typeof startPostmaster>,
  say: (line: string) => void,
): () => Promise<void> {
  if (role === 'guest') return () => postmaster.stop('smart');
  const keeper = supervise(postmaster, start, say);
  return () => keeper.stop('fast');
}
