import { readFile, stat } from 'node:fs/promises';
import { userInfo } from 'node:os';
import { type CannotOpen, cannotOpen, ignoreErrno } from './errors.ts';

/** The system user that PostgreSQL runs as. */
export type DatabaseUser = {
  readonly tag: 'user';
  readonly name: string;
  readonly uid: number;
  readonly gid: number;
  /** Options for `spawn`; empty if it is the user of this process. */
  readonly spawnAs: { readonly uid?: number; readonly gid?: number };
  /**
   * The names of the system users that may connect: root and the user who runs the database. A user that root chose for
   * want of another is none of them, since programs that have nothing to do with this one may run as it.
   */
  readonly clients: readonly string[];
};

type Ids = { readonly uid: number; readonly gid: number };

/**
 * The system user for the cluster in the folder `data`: that of this process. PostgreSQL does not run as root, so for
 * root it is the owner of `data`, or an unprivileged user. Refuses a cluster of another user unless this process is
 * root.
 */
export async function databaseUser(data: string): Promise<DatabaseUser | CannotOpen> {
  const uid = process.getuid?.() ?? 0;
  const gid = process.getgid?.() ?? 0;
  const owner = await stat(data).catch(ignoreErrno('ENOENT', 'ENOTDIR'));
  if (uid === 0) return unprivilegedUser(owner);
  if (owner && owner.uid !== uid) {
    return cannotOpen(`the database in ${data} belongs to ${await nameOf(owner.uid)}: run as that user or as root`);
  }
  const name = userInfo().username;
  return { tag: 'user', name, uid, gid, spawnAs: {}, clients: ['root', name] };
}

/** The users that root chooses from. */
const DEFAULT_USERS = ['postgres', '_postgres', 'nobody'];

async function unprivilegedUser(owner: Ids | undefined): Promise<DatabaseUser | CannotOpen> {
  // A cluster keeps the owner of its first start, also when a "postgres" user appears on the machine later.
  const chosen = owner && owner.uid !== 0 ? owner : await defaultUser();
  if (!chosen) {
    return cannotOpen('PostgreSQL refuses root, and there is no system user postgres or nobody: run as another');
  }
  const { uid, gid } = chosen;
  const name = await nameOf(uid);
  const clients = DEFAULT_USERS.includes(name) ? ['root'] : ['root', name];
  return { tag: 'user', name, uid, gid, spawnAs: { uid, gid }, clients };
}

async function defaultUser(): Promise<Ids | undefined> {
  const users = await systemUsers();
  const candidates = DEFAULT_USERS.map((name) => users.find((user) => user.name === name));
  return candidates.find((user) => user !== undefined);
}

async function nameOf(uid: number): Promise<string> {
  return (await systemUsers()).find((user) => user.uid === uid)?.name ?? `user ${uid}`;
}

async function systemUsers(): Promise<(Ids & { readonly name: string })[]> {
  const passwd = (await readFile('/etc/passwd', 'utf8').catch(ignoreErrno('ENOENT'))) ?? '';
  return passwd
    .split('\n')
    .map((line) => line.split(':'))
    .map(([name = '', , uid, gid]) => ({ name, uid: Number(uid), gid: Number(gid) }))
    .filter((user) => user.uid > 0 && user.gid > 0);
}
