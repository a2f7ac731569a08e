import { setTimeout as sleep } from 'node:timers/promises';
import type { Postmaster, StartFailure } from './postmaster.ts';

const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 5_000;

/**
 * Starts PostgreSQL again whenever it ends by itself (killed for want of memory, for example), until `stop` is called.
 * The pools replace the connections that broke.
 */
export function supervise(
  first: Postmaster,
  start: () => Promise<Postmaster | StartFailure>,
  say: (line: string) => void,
): Pick<Postmaster, 'stop'> {
  const stopping = new AbortController();
  let current = first;
  const supervising = restartUntilStopped();
  return {
    async stop(mode) {
      stopping.abort();
      await current.stop(mode);
      await supervising;
    },
  };

  async function restartUntilStopped(): Promise<void> {
    for (;;) {
      const lastErrorLine = await current.ended;
      if (stopping.signal.aborted) return;
      say(`PostgreSQL has stopped by itself and is started again; its last error: ${lastErrorLine}`);
      const next = await restart();
      if (!next) return;
      current = next;
      // `stop` was called while it started, and stopped its predecessor.
      if (stopping.signal.aborted) return current.stop('fast');
    }
  }

  async function restart(): Promise<Postmaster | undefined> {
    for (let pauseMs = FIRST_PAUSE_MS; ; pauseMs = Math.min(2 * pauseMs, LONGEST_PAUSE_MS)) {
      await sleep(pauseMs, undefined, { signal: stopping.signal }).catch(() => {});
      if (stopping.signal.aborted) return undefined;
      const next = await start();
      if (next.tag === 'started') return next;
      say(`PostgreSQL does not start, and is tried again: ${next.lastErrorLine}`);
    }
  }
}
