import { chown, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type CannotOpen, cannotOpen, ignoreErrno } from '../os/errors.ts';
import { buildInPlace } from '../os/folders.ts';
import { lastErrorLine } from '../os/log.ts';
import type { Package } from './binaries.ts';
import type { ClusterLayout } from './layout.ts';
import { run } from './run.ts';

/** Same encoding and sort order (by code point) on every machine, whatever its locale. */
const initdbArguments = [
  ['--username=postgres', '--auth=trust', '--encoding=UTF8', '--data-checksums', '--no-instructions'],
  ['--locale-provider=builtin', '--builtin-locale=C.UTF-8', '--locale=C'],
].flat();

/** The owner of the database is no superuser; CREATEDB is for tests, which clone it. */
const setUp = `
  create role shiftcover login createdb
  create database shiftcover owner shiftcover
`;

/** Makes sure the home holds a whole cluster of the package's major version, with our role and database in it. */
export async function ensureCluster(
  home: ClusterLayout,
  source: Package,
  binFolder: string,
): Promise<CannotOpen | undefined> {
  if (!(await majorVersion(home.data))) {
    const refusal = await buildInPlace(home.data, (folder) => initialise(home, folder, binFolder));
    if (refusal) return refusal;
  }
  const major = await majorVersion(home.data);
  if (!major) return cannotOpen(`${home.data} is no PostgreSQL cluster: move it away`);
  return major === source.major ? undefined : refuseMajorVersion(home.data, major, source.major);
}

async function majorVersion(data: string): Promise<string | undefined> {
  return (await readFile(join(data, 'PG_VERSION'), 'utf8').catch(ignoreErrno('ENOENT')))?.trim();
}

/** Role and database are made before the cluster is in its place, so there is never one without them. */
async function initialise(home: ClusterLayout, folder: string, binFolder: string): Promise<CannotOpen | undefined> {
  if (home.user.spawnAs.uid !== undefined) await chown(folder, home.user.uid, home.user.gid);
  const made = await run(home, join(binFolder, 'initdb'), ['-D', folder, ...initdbArguments]);
  if (made.code !== 0)
    return cannotOpen(`PostgreSQL could not make its folder ${home.data}: ${lastErrorLine(made.output)}`);

  const single = ['--single', '-D', folder, '-c', 'exit_on_error=on', 'template1'];
  const filled = await run(home, join(binFolder, 'postgres'), single, setUp.trimStart());
  if (filled.code !== 0) return cannotOpen(`PostgreSQL could not make its database: ${lastErrorLine(filled.output)}`);
  return undefined;
}

function refuseMajorVersion(data: string, theirs: string, ours: string): CannotOpen {
  return cannotOpen(
    `${data} was made by PostgreSQL ${theirs} and this Shiftcover brings ${ours}: ` +
      `run the Shiftcover it was made with, or set DATABASE_URL to a PostgreSQL ${theirs} server that has its data`,
  );
}
