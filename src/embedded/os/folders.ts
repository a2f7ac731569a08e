import { chmod, chown, lstat, mkdir, mkdtemp, open, readdir, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { type CannotOpen, cannotOpen, ignoreErrno } from './errors.ts';
import { isPidTaken } from './processes.ts';

type SystemUser = { readonly uid: number; readonly gid: number };

/**
 * Makes sure that a folder exists with this mode and owner, whatever the umask. Refuses a folder that belongs to
 * neither this owner nor the user of this process.
 */
export async function ensureFolder(path: string, mode: number, owner: SystemUser): Promise<CannotOpen | undefined> {
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
 * Creates the folder `path` in one step, so that no other process sees it half built: `build` fills a temporary folder
 * beside it, which is then renamed. If another process was quicker, its folder stays and the temporary one is removed.
 */
export async function createAtomically(
  path: string,
  build: (temporary: string) => Promise<CannotOpen | undefined>,
): Promise<CannotOpen | undefined> {
  const temporary = await mkdtemp(`${path}.new-${process.pid}-`);
  try {
    const failure = await build(temporary);
    if (failure) return failure;
    await rename(temporary, path).catch(ignoreErrno('ENOTEMPTY', 'EEXIST'));
    await flush(dirname(path));
    return undefined;
  } finally {
    await rm(temporary, { recursive: true, force: true });
  }
}

/** Removes the temporary folders of `createAtomically` whose processes were killed. A folder that resists stays. */
export async function removeAbandoned(parent: string): Promise<void> {
  for (const name of await readdir(parent)) {
    const pid = /\.new-(\d+)-\w+$/.exec(name)?.[1];
    if (!pid || isPidTaken(Number(pid))) continue;
    await rm(join(parent, name), { recursive: true, force: true }).catch(() => {});
  }
}

/** Writes the names in a folder to the disk. */
async function flush(path: string): Promise<void> {
  const folder = await open(path);
  await folder.sync().finally(() => folder.close());
}
