import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ClusterLayout } from '../cluster/layout.ts';
import { lastPostmasterError } from '../os/log.ts';
import { findRunningPostmaster } from './find.ts';
import { postgresArguments } from './settings.ts';
import { setWatchdog, type Watchdog } from './watchdog.ts';

/** A PostgreSQL started by this process. `ended` tells its last words, whatever ended it. Smart lets others finish first. */
export type Postmaster = { tag: 'running'; ended: Promise<string>; stop(how: 'smart' | 'fast'): Promise<void> };

/** One that did not come up. `occupied`: the folder was, or may for a moment still have been, in use by another. */
export type Failure = { tag: 'failed'; lastErrorLine: string; occupied: boolean };

const pollMs = 20;
const longStartMs = 5_000;
const smartStopMs = 10_000;

/** Starts PostgreSQL and waits until it takes connections: as long as it needs, for it may be replaying its log. */
export async function startPostmaster(
  home: ClusterLayout,
  binFolder: string,
  ownerSetting: string,
  say: (line: string) => void,
): Promise<Postmaster | Failure> {
  const command = [join(binFolder, 'postgres'), ...postgresArguments(home, ownerSetting)];
  const watchdog = setWatchdog(home, command, await notRival(home.data));
  const ended = watchdog.ended.then((stderr) => lastPostmasterError(stderr, home.log));

  const patience = setTimeout(
    () => say('PostgreSQL is replaying its log after a sudden stop; this may take a while'),
    longStartMs,
  );
  const ready = await becomesReady(home.data, ownerSetting, ended);
  clearTimeout(patience);

  if (ready) return { tag: 'running', ended, stop: (how) => stop(watchdog, how) };
  return { tag: 'failed', lastErrorLine: await ended, occupied: saysOccupied(await watchdog.ended) };
}

/**
 * After a sudden stop postmaster.pid may hold a pid that by now is another program's (in a restarted container it nearly
 * always is). PostgreSQL would take that one for a rival; we have seen that it is none.
 */
async function notRival(data: string): Promise<number> {
  const resident = await findRunningPostmaster(data);
  return resident.tag === 'none' && resident.strangerPid ? resident.strangerPid : process.pid;
}

async function becomesReady(data: string, ownerSetting: string, ended: Promise<string>): Promise<boolean> {
  for (;;) {
    const resident = await findRunningPostmaster(data);
    if (resident.tag === 'postmaster' && resident.ready && resident.commandLine.includes(ownerSetting)) return true;
    const lastErrorLine = await Promise.race([sleep(pollMs), ended]);
    if (lastErrorLine !== undefined) return false;
  }
}

/** PostgreSQL's own interlock: a live rival, one that is just ending, or a dead one whose parent has not noticed yet. */
function saysOccupied(stderr: string): boolean {
  return /lock file .* already exists|pre-existing shared memory block/.test(stderr);
}

async function stop(watchdog: Watchdog, how: 'smart' | 'fast'): Promise<void> {
  watchdog.send(how === 'smart' ? 'TERM' : 'INT');
  const impatience = how === 'smart' ? setTimeout(() => watchdog.send('INT'), smartStopMs) : undefined;
  await watchdog.ended;
  clearTimeout(impatience);
}
