/**
 * PostgreSQL's settings for a small server with an SSD. Those that keep data safe (fsync and the like) stay as shipped:
 * on.
 */
const SETTINGS = {
  // No TCP: only the Unix socket, in a folder that is closed to other users.
  listen_addresses: '',
  unix_socket_permissions: '0700',
  // A server uses up to 80, and commands come on top; an unused one costs some kilobytes.
  max_connections: '200',

  shared_buffers: '256MB',
  random_page_cost: '1.1',

  // Few and slow checkpoints: after each one every changed page is written in full once more.
  wal_compression: 'pglz',
  max_wal_size: '4GB',
  checkpoint_timeout: '15min',
  checkpoint_completion_target: '0.9',

  timezone: 'UTC',
  log_timezone: 'UTC',

  // One file for each day of the week, truncated a week later.
  logging_collector: 'on',
  log_filename: 'postgres-%a.log',
  log_rotation_age: '1d',
  log_rotation_size: '0',
  log_truncate_on_rotation: 'on',
};

type Folders = { readonly data: string; readonly log: string; readonly socket: string };

/** The arguments of `postgres`. The data folder comes first: findPostmaster recognises the process by it. */
export function postgresArguments({ data, log, socket }: Folders, ownerSetting: string): string[] {
  const settings = {
    ...SETTINGS,
    // PostgreSQL reads a list of folders here, so a path that may hold commas is quoted.
    unix_socket_directories: `"${socket}"`,
    log_directory: log,
  };
  const assignments = Object.entries(settings).map(([name, value]) => `${name}=${value}`);
  return ['-D', data, ...[...assignments, ownerSetting].flatMap((assignment) => ['-c', assignment])];
}
