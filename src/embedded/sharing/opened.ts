import { connectionString } from '../cluster/socket.ts';

/**
 * A database that takes connections. `connectionString` is for node-postgres, as the role "shiftcover" that owns the
 * database of that name. `started`: by this process, whose `close` stops it; close pools first.
 */
export type Open = { tag: 'open'; connectionString: string; started: boolean; close(): Promise<void> };

/** Not now: to be tried again, and `why` it failed should it not come to be. */
export type Wait = { tag: 'wait'; why: string };

/** An open database; closing it twice is closing it once. */
export function opened(socketFolder: string, started: boolean, end: () => Promise<void>): Open {
  let closing: Promise<void> | undefined;
  const close = () => {
    closing ??= end();
    return closing;
  };
  return { tag: 'open', connectionString: connectionString(socketFolder), started, close };
}

export function wait(why: string): Wait {
  return { tag: 'wait', why };
}
