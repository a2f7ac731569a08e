import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmod, lstat, mkdir, realpath, symlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { type CannotOpen, cannotOpen, ignoreErrno } from '../os/errors.ts';
import { ensureFolder } from '../os/folders.ts';
import { type DatabaseUser, databaseUser } from '../os/user.ts';
import { socketFolder } from './socket.ts';

/** The folders of one cluster, as real paths, and the system user it runs as. */
export type ClusterLayout = {
  readonly tag: 'layout';
  readonly dataDir: string;
  /** Holds the folders below, except a socket folder whose path would be too long here. */
  readonly folder: string;
  readonly data: string;
  readonly log: string;
  readonly socket: string;
  readonly user: DatabaseUser;
};

/** Holds the clusters of root whose DATA_DIR the unprivileged user of the database cannot reach. */
const OUTSIDE_FOLDER = '/var/lib/shiftcover';

/**
 * Finds the folders of the cluster that belongs to `dataDir`, and creates those that are missing. Refuses folders that
 * are lost, of another user, or out of reach for the user of the database.
 */
export async function prepareCluster(
  dataDir: string,
  say: (line: string) => void,
): Promise<ClusterLayout | CannotOpen> {
  await makeFolders(dataDir);
  const realDataDir = await realpath(dataDir);
  const path = join(realDataDir, 'postgres');
  const user = await databaseUser(join(path, 'data'));
  if (user.tag === 'cannot_open') return user;

  if (!(await lstat(path).catch(ignoreErrno('ENOENT')))) await makeClusterFolder(path, realDataDir, user, say);
  const folder = await realpath(path).catch(ignoreErrno('ENOENT'));
  if (!folder)
    return cannotOpen(`${path} is a link to a folder that is gone: bring it back, or remove it to begin empty`);
  if (!canReach(user, folder))
    return cannotOpen(`${folder} cannot be reached by ${user.name}, as whom PostgreSQL runs`);
  return await makeSubfolders(folder, realDataDir, user);
}

/**
 * Makes a folder and its parents one by one: Node's recursive mkdir never ends where nothing can be made, as in /proc.
 */
async function makeFolders(path: string): Promise<void> {
  if (await lstat(path).catch(ignoreErrno('ENOENT'))) return;
  await makeFolders(dirname(path));
  await mkdir(path).catch(ignoreErrno('EEXIST'));
}

async function makeClusterFolder(
  path: string,
  dataDir: string,
  user: DatabaseUser,
  say: (line: string) => void,
): Promise<void> {
  if (canReach(user, dataDir)) {
    await mkdir(path).catch(ignoreErrno('EEXIST'));
    return chmod(path, 0o711);
  }
  const outside = join(OUTSIDE_FOLDER, shortHash(dataDir));
  await mkdir(outside, { recursive: true });
  await chmod(OUTSIDE_FOLDER, 0o711);
  await chmod(outside, 0o711);
  // The folder is made before the link, so a link to nothing always means that data were lost.
  await symlink(outside, path).catch(ignoreErrno('EEXIST'));
  say(`${dataDir} is closed to ${user.name}, as whom PostgreSQL runs: the database is kept in ${outside}`);
}

/** Asks the operating system by `cd`, because access depends on more than mode bits. */
function canReach(user: DatabaseUser, folder: string): boolean {
  if (user.spawnAs.uid === undefined) return true;
  return spawnSync('/bin/sh', ['-c', 'cd "$1"', 'sh', folder], { ...user.spawnAs, cwd: '/' }).status === 0;
}

async function makeSubfolders(
  folder: string,
  dataDir: string,
  user: DatabaseUser,
): Promise<ClusterLayout | CannotOpen> {
  const log = join(folder, 'log');
  const socket = socketFolder(folder, shortHash(dataDir));
  const failure = (await ensureFolder(log, 0o700, user)) ?? (await ensureFolder(socket, 0o700, user));
  return failure ?? { tag: 'layout', dataDir, folder, data: join(folder, 'data'), log, socket, user };
}

function shortHash(path: string): string {
  return createHash('sha256').update(path).digest('hex').slice(0, 12);
}
