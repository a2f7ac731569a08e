import { chmod, chown, lstat, mkdir, mkdtemp, open, readdir, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { type CannotOpen, cannotOpen, ignoreErrno } from './errors.ts';
import { isTaken } from './processes.ts';

type SystemUser = { uid: number; gid: number };

/** Makes a folder of this owner and mode, whatever the umask; one that somebody else has put in its place is refused. */
export async function ownFolder(path: string, mode: number, owner: SystemUser): Promise<CannotOpen | undefined> {
  await mkdir(path, { mode }).catch(ignoreErrno('EEXIST'));
  const found = await lstat(path);
  if (!found.isDirectory() || (found.uid !== owner.uid && found.uid !== process.getuid?.())) {
    return cannotOpen(`${path} was made by somebody else: remove it`);
  }
  if (found.uid !== owner.uid) await chown(path, owner.uid, owner.gid);
  if ((found.mode & 0o777) !== mode) await chmod(path, mode);
  return undefined;
}

/**
 * Builds a folder beside its place and moves it there in one step, so that nobody ever meets half of it. Where another
 * process was quicker, ours is thrown away and theirs stays.
 */
export async function buildInPlace(
  place: string,
  build: (folder: string) => Promise<CannotOpen | undefined>,
): Promise<CannotOpen | undefined> {
  const folder = await mkdtemp(`${place}.new-${process.pid}-`);
  try {
    const refusal = await build(folder);
    if (refusal) return refusal;
    await rename(folder, place).catch(ignoreErrno('ENOTEMPTY', 'EEXIST'));
    await flush(dirname(place));
    return undefined;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Removes what processes that were killed while building left in a folder; what resists is left to the next time. */
export async function sweepAbandoned(parent: string): Promise<void> {
  for (const name of await readdir(parent)) {
    const pid = /\.new-(\d+)-\w+$/.exec(name)?.[1];
    if (!pid || isTaken(Number(pid))) continue;
    await rm(join(parent, name), { recursive: true, force: true }).catch(() => {});
  }
}

/** Brings the names in a folder to the disk. */
async function flush(path: string): Promise<void> {
  const folder = await open(path);
  await folder.sync().finally(() => folder.close());
}
