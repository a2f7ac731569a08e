import { readFile, stat } from 'node:fs/promises';
import { type CannotOpen, cannotOpen, ignoreErrno } from './errors.ts';

/** The system user PostgreSQL runs as. `spawnAs` is empty where that is ourselves. */
export type DatabaseUser = {
  tag: 'user';
  name: string;
  uid: number;
  gid: number;
  spawnAs: { uid?: number; gid?: number };
};

/** The system user for the cluster in `data`: ourselves, or an unprivileged one when we are root, whom PostgreSQL refuses. */
export async function databaseUser(data: string): Promise<DatabaseUser | CannotOpen> {
  const uid = process.getuid?.() ?? 0;
  const gid = process.getgid?.() ?? 0;
  const found = await stat(data).catch(ignoreErrno('ENOENT', 'ENOTDIR'));
  if (uid === 0) return unprivilegedUser(found);
  if (found && found.uid !== uid) {
    return cannotOpen(`the database in ${data} belongs to ${await nameOf(found.uid)}: run as that user or as root`);
  }
  return { tag: 'user', name: await nameOf(uid), uid, gid, spawnAs: {} };
}

async function unprivilegedUser(found: { uid: number; gid: number } | undefined): Promise<DatabaseUser | CannotOpen> {
  // A cluster keeps the owner of its first boot, also when a "postgres" user appears on the machine later.
  const chosen = found && found.uid !== 0 ? found : await defaultUser();
  if (!chosen)
    return cannotOpen('PostgreSQL refuses root, and there is no system user postgres or nobody: run as another');
  const { uid, gid } = chosen;
  return { tag: 'user', name: await nameOf(uid), uid, gid, spawnAs: { uid, gid } };
}

async function defaultUser(): Promise<{ uid: number; gid: number } | undefined> {
  const users = await systemUsers();
  const candidates = ['postgres', '_postgres', 'nobody'].map((name) => users.find((user) => user.name === name));
  return candidates.find((user) => user !== undefined);
}

async function nameOf(uid: number): Promise<string> {
  return (await systemUsers()).find((user) => user.uid === uid)?.name ?? `user ${uid}`;
}

async function systemUsers(): Promise<{ name: string; uid: number; gid: number }[]> {
  const passwd = (await readFile('/etc/passwd', 'utf8').catch(ignoreErrno('ENOENT'))) ?? '';
  return passwd
    .split('\n')
    .map((line) => line.split(':'))
    .map(([name = '', , uid, gid]) => ({ name, uid: Number(uid), gid: Number(gid) }))
    .filter((user) => user.uid > 0 && user.gid > 0);
}
