import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** The kernel's limit for the path of a Unix socket. */
const MAX_SOCKET_PATH_BYTES = process.platform === 'linux' ? 107 : 103;

/** The folder for the socket of a cluster: in the cluster's folder, or a temporary one if that path is too long. */
export function socketFolder(clusterFolder: string, shortName: string): string {
  const candidates = [join(clusterFolder, 'run'), join(tmpdir(), `shiftcover-${shortName}`)];
  return candidates.find(fits) ?? join('/tmp', `shiftcover-${shortName}`);
}

/** The socket file that node-postgres and libpq look for. 5432 is only part of its name: there is no TCP port. */
export function socketPath(folder: string): string {
  return join(folder, '.s.PGSQL.5432');
}

/** For node-postgres, as `role`. "localhost" makes it a URL; the socket folder overrides it. */
export function connectionString(folder: string, role: 'shiftcover' | 'shiftcover_owner'): string {
  return `postgresql://${role}@localhost/shiftcover?host=${encodeURIComponent(folder)}`;
}

function fits(folder: string): boolean {
  return Buffer.byteLength(socketPath(folder)) <= MAX_SOCKET_PATH_BYTES;
}
