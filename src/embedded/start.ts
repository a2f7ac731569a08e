import { dropOtherBinaries, findPackage, installBinaries } from './binaries.ts';
import { dropOldLogs } from './databaseLog.ts';
import { ensureCluster } from './firstBoot.ts';
import { sweepAbandoned } from './folders.ts';
import type { Home } from './home.ts';
import { keepRunning } from './keeper.ts';
import { type Open, opened, type Wait, wait } from './opened.ts';
import { ownerSetting, type Role } from './owner.ts';
import { type Postmaster, startPostmaster } from './postmaster.ts';
import { type Refusal, refuse } from './refusal.ts';

/** Starts PostgreSQL in a home where nobody runs one, after making whatever is missing there; waits if others were quicker. */
export async function startAsOwner(
  home: Home,
  role: Role,
  say: (line: string) => void,
): Promise<Open | Refusal | Wait> {
  const source = await findPackage();
  if (source.tag === 'refused') return source;
  await sweepAbandoned(home.folder);
  const binFolder = await installBinaries(source, home.folder);
  const refusal = await ensureCluster(home, source, binFolder);
  if (refusal) return refusal;
  await dropOldLogs(home.log, Date.now());

  const owner = await ownerSetting(role);
  const start = () => startPostmaster(home, binFolder, owner, say);
  const postmaster = await start();
  if (postmaster.tag === 'failed') {
    const why = `PostgreSQL does not start in ${home.folder}: ${postmaster.lastWords}`;
    return postmaster.occupied ? wait(why) : refuse(why);
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
  const keeper = keepRunning(postmaster, start, say);
  return () => keeper.stop('fast');
}
