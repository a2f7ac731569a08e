import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmod, lstat, mkdir, realpath, symlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { type CannotOpen, cannotOpen, ignoreErrno } from '../os/errors.ts';
import { ownFolder } from '../os/folders.ts';
import { type DatabaseUser, databaseUser } from '../os/user.ts';
import { socketFolder } from './socket.ts';

/** Where one cluster lives: `folder` holds all the rest, but for a `socket` folder that would not fit there. Real paths. */
export type ClusterLayout = {
  tag: 'home';
  dataDir: string;
  folder: string;
  data: string;
  log: string;
  socket: string;
  user: DatabaseUser;
};

/** Folders outside of DATA_DIR, for root whose DATA_DIR the unprivileged user of the database cannot reach. */
const outsideFolder = '/var/lib/shiftcover';

/** Finds the home of the cluster that belongs to dataDir, or makes an empty one. */
export async function prepareCluster(
  dataDir: string,
  say: (line: string) => void,
): Promise<ClusterLayout | CannotOpen> {
  await makeFolders(dataDir);
  const realDataDir = await realpath(dataDir);
  const place = join(realDataDir, 'postgres');
  const user = await databaseUser(join(place, 'data'));
  if (user.tag === 'cannot_open') return user;

  if (!(await lstat(place).catch(ignoreErrno('ENOENT')))) await makePlace(place, realDataDir, user, say);
  const folder = await realpath(place).catch(ignoreErrno('ENOENT'));
  if (!folder)
    return cannotOpen(`${place} is a link to a folder that is gone: bring it back, or remove it to begin empty`);
  if (!reaches(user, folder)) return cannotOpen(`${folder} cannot be reached by ${user.name}, as whom PostgreSQL runs`);
  return furnish(folder, realDataDir, user);
}

/** One by one: where nothing can be made (/proc), a recursive mkdir of Node tries for ever. */
async function makeFolders(path: string): Promise<void> {
  if (await lstat(path).catch(ignoreErrno('ENOENT'))) return;
  await makeFolders(dirname(path));
  await mkdir(path).catch(ignoreErrno('EEXIST'));
}

async function makePlace(
  place: string,
  dataDir: string,
  user: DatabaseUser,
  say: (line: string) => void,
): Promise<void> {
  if (reaches(user, dataDir)) {
    await mkdir(place).catch(ignoreErrno('EEXIST'));
    return chmod(place, 0o711);
  }
  const outside = join(outsideFolder, shortHash(dataDir));
  await mkdir(outside, { recursive: true });
  await chmod(outsideFolder, 0o711);
  await chmod(outside, 0o711);
  // The folder comes before the link, so a link to nothing always means that data were lost.
  await symlink(outside, place).catch(ignoreErrno('EEXIST'));
  say(`${dataDir} is closed to ${user.name}, as whom PostgreSQL runs: the database is kept in ${outside}`);
}

/** Asks the operating system itself, which knows of more than mode bits. */
function reaches(user: DatabaseUser, folder: string): boolean {
  if (user.spawnAs.uid === undefined) return true;
  return spawnSync('/bin/sh', ['-c', 'cd "$1"', 'sh', folder], { ...user.spawnAs, cwd: '/' }).status === 0;
}

async function furnish(folder: string, dataDir: string, user: DatabaseUser): Promise<ClusterLayout | CannotOpen> {
  const log = join(folder, 'log');
  const socket = socketFolder(folder, shortHash(dataDir));
  const refusal = (await ownFolder(log, 0o700, user)) ?? (await ownFolder(socket, 0o700, user));
  return refusal ?? { tag: 'home', dataDir, folder, data: join(folder, 'data'), log, socket, user };
}

function shortHash(path: string): string {
  return createHash('sha256').update(path).digest('hex').slice(0, 12);
}
