import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ClusterLayout } from '../cluster/layout.ts';
import { lastPostmasterError } from '../cluster/log.ts';
import { findPostmaster } from './find.ts';
import { postgresArguments } from './settings.ts';
import { startWatchdog, type Watchdog } from './watchdog.ts';

/** PostgreSQL's shutdown modes: `smart` waits until all connections are closed, `fast` ends them. */
type ShutdownMode = 'smart' | 'fast';

/** A PostgreSQL started by this process. */
export type Postmaster = {
  readonly tag: 'started';
  /** Resolves to its last error once it has ended, for whatever reason. */
  readonly ended: Promise<string>;
  /** Resolves once it has ended. A smart shutdown that takes longer than 10 s becomes a fast one. */
  stop(mode: ShutdownMode): Promise<void>;
};

/**
 * A PostgreSQL that ended before it took connections. `occupied`: another one runs on the data folder, or has just
 * ended.
 */
export type StartFailure = { readonly tag: 'failed'; readonly lastErrorLine: string; readonly occupied: boolean };

const POLL_MS = 20;
const SLOW_START_MS = 5_000;
const SMART_STOP_MS = 10_000;

/** Starts PostgreSQL and waits until it takes connections, however long that is: it may have to replay its log. */
export async function startPostmaster(
  layout: ClusterLayout,
  binFolder: string,
  ownerSetting: string,
  say: (line: string) => void,
): Promise<Postmaster | StartFailure> {
  const command = [join(binFolder, 'postgres'), ...postgresArguments(layout, ownerSetting)];
  const watchdog = startWatchdog(layout, command, await relativePid(layout.data));
  const ended = watchdog.ended.then((stderr) => lastPostmasterError(stderr, layout.log));

  const slowStart = setTimeout(
    () => say('PostgreSQL is replaying its log after a sudden stop; this may take a while'),
    SLOW_START_MS,
  );
  const ready = await becomesReady(layout.data, ownerSetting, ended);
  clearTimeout(slowStart);

  if (ready) return { tag: 'started', ended, stop: (mode) => stop(watchdog, mode) };
  return { tag: 'failed', lastErrorLine: await ended, occupied: isOccupied(await watchdog.ended) };
}

/**
 * After a sudden stop postmaster.pid may hold a pid that another program has by now (in a restarted container it nearly
 * always does). PostgreSQL would mistake that program for a running postmaster, unless it is told that it is a
 * relative.
 */
async function relativePid(data: string): Promise<number> {
  const found = await findPostmaster(data);
  return (found.tag === 'none' ? found.reusedPid : undefined) ?? process.pid;
}

async function becomesReady(data: string, ownerSetting: string, ended: Promise<string>): Promise<boolean> {
  for (;;) {
    const found = await findPostmaster(data);
    if (found.tag === 'running' && found.ready && found.commandLine.includes(ownerSetting)) return true;
    const lastErrorLine = await Promise.race([sleep(POLL_MS), ended]);
    if (lastErrorLine !== undefined) return false;
  }
}

/** PostgreSQL's own interlock found a postmaster that runs, is just ending, or has ended and is still a zombie. */
function isOccupied(stderr: string): boolean {
  return /lock file .* already exists|pre-existing shared memory block/.test(stderr);
}

async function stop(watchdog: Watchdog, mode: ShutdownMode): Promise<void> {
  watchdog.send(mode === 'smart' ? 'TERM' : 'INT');
  const timeout = mode === 'smart' ? setTimeout(() => watchdog.send('INT'), SMART_STOP_MS) : undefined;
  await watchdog.ended;
  clearTimeout(timeout);
}
