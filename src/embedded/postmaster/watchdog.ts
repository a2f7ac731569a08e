import { spawn } from 'node:child_process';
import type { Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import type { ClusterLayout } from '../cluster/layout.ts';
import { cleanEnvironment } from '../cluster/run.ts';

/** A shell that runs postgres and outlives us just long enough to stop it. `ended` tells what both wrote to stderr. */
export type Watchdog = { ended: Promise<string>; send(signal: 'TERM' | 'INT'): void };

/**
 * Each line on stdin is a signal to send on; the end of stdin, which is also the end of our process however it comes
 * about, stops postgres fast. Signals sent to all processes of a unit at once (systemd does so) are ignored: it is for our
 * process to say when the database stops.
 */
const script = `
  trap '' HUP INT TERM
  exec 3<&0
  "$@" </dev/null 3<&- &
  postgres=$!
  { while read -r signal; do kill -"$signal" $postgres; done; kill -INT $postgres; } <&3 >/dev/null 2>&1 &
  reader=$!
  exec 3<&-
  wait $postgres; code=$?
  kill -KILL $reader; wait $reader 2>/dev/null
  exit $code
`;

/**
 * Runs `command` under the watchdog, as the database's system user. PostgreSQL takes `relativePid` for a process of its own
 * family, hence for no rival when it finds that pid in a postmaster.pid left behind.
 */
export function setWatchdog(home: ClusterLayout, command: string[], relativePid: number): Watchdog {
  const child = spawn('/bin/sh', ['-c', script, 'shiftcover-watchdog', ...command], {
    ...home.user.spawnAs,
    cwd: home.folder,
    env: { ...cleanEnvironment, PG_GRANDPARENT_PID: String(relativePid) },
    // Away from the terminal, whose Ctrl-C would reach PostgreSQL while requests are still being answered.
    detached: true,
    stdio: ['pipe', 'ignore', 'pipe'],
  });
  const [stdin, stderr] = [child.stdin as Socket, child.stderr as Socket];
  stdin.on('error', () => {});
  const fault = new Promise<string>((resolve) => child.on('error', (error) => resolve(error.message)));
  const closed = new Promise<void>((resolve) => child.on('close', () => resolve()));
  const output = text(stderr);

  // A command line that forgets to close is not kept alive by its database; one that closes waits for the end.
  for (const handle of [child, stdin, stderr]) handle.unref();
  return {
    ended: Promise.race([fault, closed.then(() => output)]),
    send: (signal) => {
      for (const handle of [child, stdin, stderr]) handle.ref();
      stdin.write(`${signal}\n`);
    },
  };
}
