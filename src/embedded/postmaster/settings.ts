/** PostgreSQL's settings for a small server with an SSD. What keeps data safe (fsync and the like) stays as it ships: on. */
const settings = {
  // The door: only the Unix socket, in a folder closed to everybody else.
  listen_addresses: '',
  unix_socket_permissions: '0700',
  max_connections: '100',

  shared_buffers: '256MB',
  random_page_cost: '1.1',

  // Fewer, gentler checkpoints: each makes pages be written in full again.
  wal_compression: 'pglz',
  max_wal_size: '4GB',
  checkpoint_timeout: '15min',
  checkpoint_completion_target: '0.9',

  timezone: 'UTC',
  log_timezone: 'UTC',

  // One file for each day of the week, begun afresh a week later.
  logging_collector: 'on',
  log_filename: 'postgres-%a.log',
  log_rotation_age: '1d',
  log_rotation_size: '0',
  log_truncate_on_rotation: 'on',
};

/** Command-line arguments for `postgres`; the data folder comes first, by which others recognise the process. */
export function postgresArguments(folders: { data: string; log: string; socket: string }, owner: string): string[] {
  const own = {
    // A list of folders to PostgreSQL, so a path that may hold commas is quoted.
    unix_socket_directories: `"${folders.socket}"`,
    log_directory: folders.log,
  };
  const assignments = Object.entries({ ...settings, ...own }).map(([name, value]) => `${name}=${value}`);
  return ['-D', folders.data, ...[...assignments, owner].flatMap((assignment) => ['-c', assignment])];
}
