import { connectionString } from '../cluster/socket.ts';

/** A cluster that takes connections. */
export type OpenCluster = {
  readonly tag: 'open';
  /** For node-postgres, as the role "shiftcover", which serves and owns nothing. */
  readonly connectionString: string;
  /** For node-postgres, as the role "shiftcover_owner", which owns the database and its tables. */
  readonly ownerConnectionString: string;
  /** Whether this process started PostgreSQL. Then `close` stops it. */
  readonly started: boolean;
  /** Close all pools before. Calls after the first return the first one's promise. */
  close(): Promise<void>;
};

/** The cluster cannot be opened for now. `why` is the reason in case it stays so. */
export type Wait = { readonly tag: 'wait'; readonly why: string };

/** `end` closes what this process holds of the cluster. */
export function opened(socketFolder: string, started: boolean, end: () => Promise<void>): OpenCluster {
  let closing: Promise<void> | undefined;
  const close = () => {
    closing ??= end();
    return closing;
  };
  return {
    tag: 'open',
    connectionString: connectionString(socketFolder, 'shiftcover'),
    ownerConnectionString: connectionString(socketFolder, 'shiftcover_owner'),
    started,
    close,
  };
}

/** Lets the caller try again. */
export function wait(why: string): Wait {
  return { tag: 'wait', why };
}
