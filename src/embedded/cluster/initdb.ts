import { spawn } from 'node:child_process';
import { chown, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { type CannotOpen, cannotOpen, ignoreErrno } from '../os/errors.ts';
import { createAtomically } from '../os/folders.ts';
import { CLEAN_ENVIRONMENT } from '../os/processes.ts';
import type { Package } from './binaries.ts';
import type { ClusterLayout } from './layout.ts';
import { lastErrorLine } from './log.ts';

/** The encoding is UTF-8 and the sort order that of code points on every machine, whatever its locale. */
const INITDB_ARGUMENTS = [
  ['--username=postgres', '--auth=reject', '--encoding=UTF8', '--data-checksums', '--no-instructions'],
  ['--locale-provider=builtin', '--builtin-locale=C.UTF-8', '--locale=C'],
].flat();

/**
 * Two roles, neither a superuser: migrations run as the owner of the tables, everything else as the role that serves.
 * CREATEDB is for test mode and for tests, which clone the database. BYPASSRLS lets the owner dump every row. The owner
 * may end connections of the serving role, hence the membership.
 */
const CREATE_DATABASE = `create role shiftcover_owner login createdb bypassrls
create role shiftcover login
grant shiftcover to shiftcover_owner
create database shiftcover owner shiftcover_owner
`;

/**
 * Makes sure that the folder `data` holds a cluster with the role and the database. Refuses a cluster of another major
 * version than the package's.
 */
export async function ensureCluster(
  layout: ClusterLayout,
  source: Package,
  binFolder: string,
): Promise<CannotOpen | undefined> {
  const { data } = layout;
  if (!(await majorVersion(data))) {
    const failure = await createAtomically(data, (temporary) => initialise(layout, temporary, binFolder));
    if (failure) return failure;
  }
  const major = await majorVersion(data);
  if (!major) return cannotOpen(`${data} is no PostgreSQL cluster: move it away`);
  if (major === source.major) return undefined;
  return cannotOpen(
    `${data} was made by PostgreSQL ${major} and this Shiftcover brings ${source.major}: ` +
      `run the Shiftcover it was made with, or set DATABASE_URL to a PostgreSQL ${major} server that has its data`,
  );
}

/**
 * Writes who may connect: system users of `layout.user.clients` as the two roles, and nobody as a superuser. The kernel
 * says who connects, so no password is stored.
 */
export async function writeAuthentication({ data, user }: ClusterLayout): Promise<void> {
  const roles = ['shiftcover', 'shiftcover_owner'];
  const map = user.clients.flatMap((client) => roles.map((role) => `clients "${client}" ${role}\n`)).join('');
  await writeFile(join(data, 'pg_ident.conf'), map);
  await writeFile(join(data, 'pg_hba.conf'), `local all ${roles.join(',')} peer map=clients\n`);
}

async function majorVersion(data: string): Promise<string | undefined> {
  return (await readFile(join(data, 'PG_VERSION'), 'utf8').catch(ignoreErrno('ENOENT')))?.trim();
}

/** Creates the role and the database too, before the cluster is in its place, so no cluster is ever without them. */
async function initialise(layout: ClusterLayout, folder: string, binFolder: string): Promise<CannotOpen | undefined> {
  const { user, data } = layout;
  if (user.spawnAs.uid !== undefined) await chown(folder, user.uid, user.gid);
  const initdb = await run(layout, join(binFolder, 'initdb'), ['-D', folder, ...INITDB_ARGUMENTS]);
  if (initdb.code !== 0) {
    return cannotOpen(`PostgreSQL could not make its folder ${data}: ${lastErrorLine(initdb.output)}`);
  }
  const singleUser = ['--single', '-D', folder, '-c', 'exit_on_error=on', 'template1'];
  const created = await run(layout, join(binFolder, 'postgres'), singleUser, CREATE_DATABASE);
  if (created.code !== 0) return cannotOpen(`PostgreSQL could not make its database: ${lastErrorLine(created.output)}`);
  return undefined;
}

/** Runs a program of PostgreSQL to its end, as the database's system user. `code` is null if a signal ended it. */
async function run(
  { user, folder }: ClusterLayout,
  program: string,
  args: readonly string[],
  input = '',
): Promise<{ readonly code: number | null; readonly output: string }> {
  // The current folder of this process may be closed to the database's user; the cluster's folder never is.
  const child = spawn(program, args, { ...user.spawnAs, cwd: folder, env: CLEAN_ENVIRONMENT });
  child.stdin.on('error', () => {}).end(input);
  const ended = new Promise<number | null>((resolve, reject) => child.on('error', reject).on('close', resolve));
  const [code, stderr, stdout] = await Promise.all([ended, text(child.stderr), text(child.stdout)]);
  return { code, output: `${stdout}\n${stderr}` };
}
