import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** What the kernel takes as the path of a Unix socket, in bytes. */
const longestSocketPathBytes = process.platform === 'linux' ? 107 : 103;

/** The folder for the cluster's socket: in its home where the path fits, else a short one named after the data folder. */
export function socketFolder(homeFolder: string, shortName: string): string {
  const candidates = [join(homeFolder, 'run'), join(tmpdir(), `shiftcover-${shortName}`)];
  return candidates.find(fits) ?? join('/tmp', `shiftcover-${shortName}`);
}

/** The file node-postgres and libpq look for; 5432 is only part of its name, there is no TCP port. */
export function socketPath(folder: string): string {
  return join(folder, '.s.PGSQL.5432');
}

/** What node-postgres needs to come in as the owner of the database. The folder goes before "localhost", which makes it a URL. */
export function connectionString(folder: string): string {
  return `postgresql://shiftcover@localhost/shiftcover?host=${encodeURIComponent(folder)}`;
}

function fits(folder: string): boolean {
  return Buffer.byteLength(socketPath(folder)) <= longestSocketPathBytes;
}
