import { setTimeout as sleep } from 'node:timers/promises';
import type { Failure, Postmaster } from './postmaster.ts';

type Keeper = Pick<Postmaster, 'stop'>;

const firstPauseMs = 500;
const longestPauseMs = 30_000;

/**
 * Keeps PostgreSQL running until it is told to stop: one that ends by itself (killed for want of memory, say) is started
 * again, so that a server left alone overnight mends. Connections that broke are for the pool to replace.
 */
export function supervise(
  first: Postmaster,
  start: () => Promise<Postmaster | Failure>,
  say: (line: string) => void,
): Keeper {
  const stopping = new AbortController();
  let current = first;

  async function tend(): Promise<void> {
    for (;;) {
      const lastErrorLine = await current.ended;
      if (stopping.signal.aborted) return;
      say(`PostgreSQL has stopped by itself and is started again; its last words: ${lastErrorLine}`);
      const next = await startAgain();
      if (!next) return;
      current = next;
      // Told to stop just while it came up.
      if (stopping.signal.aborted) return current.stop('fast');
    }
  }

  async function startAgain(): Promise<Postmaster | undefined> {
    for (let pauseMs = firstPauseMs; ; pauseMs = Math.min(2 * pauseMs, longestPauseMs)) {
      await sleep(pauseMs, undefined, { signal: stopping.signal }).catch(() => {});
      if (stopping.signal.aborted) return undefined;
      const next = await start();
      if (next.tag === 'running') return next;
      say(`PostgreSQL does not start, and is tried again: ${next.lastErrorLine}`);
    }
  }

  const tending = tend();
  return {
    async stop(how) {
      stopping.abort();
      await current.stop(how);
      await tending;
    },
  };
}
