import { spawn } from 'node:child_process';
import type { Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import type { ClusterLayout } from '../cluster/layout.ts';
import { CLEAN_ENVIRONMENT } from '../os/processes.ts';

/** A shell that runs postgres, and stops it when this process ends. */
export type Watchdog = {
  /** Resolves once both have ended, to what they wrote to stderr. */
  readonly ended: Promise<string>;
  /** Sends a signal to postgres. */
  send(signal: 'TERM' | 'INT'): void;
};

/**
 * Sends each line of stdin as a signal to postgres. The end of stdin, which is also the end of our process for whatever
 * reason, stops postgres fast. Signals to the shell itself are ignored: systemd sends them to all processes of a unit,
 * and our process decides when the database stops.
 */
const SCRIPT = `
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
 * Runs `command` under the watchdog, as the database's system user. PostgreSQL takes `relativePid` for one of its own
 * parents, so it does not mistake that process for a running postmaster when a postmaster.pid was left behind.
 */
export function startWatchdog(layout: ClusterLayout, command: readonly string[], relativePid: number): Watchdog {
  const child = spawn('/bin/sh', ['-c', SCRIPT, 'shiftcover-watchdog', ...command], {
    ...layout.user.spawnAs,
    cwd: layout.folder,
    env: { ...CLEAN_ENVIRONMENT, PG_GRANDPARENT_PID: String(relativePid) },
    // Away from the terminal, whose Ctrl-C would reach PostgreSQL while requests are still being answered.
    detached: true,
    stdio: ['pipe', 'ignore', 'pipe'],
  });
  const [stdin, stderr] = [child.stdin as Socket, child.stderr as Socket];
  stdin.on('error', () => {});
  const spawnError = new Promise<string>((resolve) => child.on('error', (error) => resolve(error.message)));
  const closed = new Promise<void>((resolve) => child.on('close', () => resolve()));
  const output = text(stderr);

  // The database alone does not keep our process running; `send` does, until postgres has ended.
  for (const handle of [child, stdin, stderr]) handle.unref();
  return {
    ended: Promise.race([spawnError, closed.then(() => output)]),
    send: (signal) => {
      for (const handle of [child, stdin, stderr]) handle.ref();
      stdin.write(`${signal}\n`);
    },
  };
}
