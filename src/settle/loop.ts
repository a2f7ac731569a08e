import { setTimeout as sleep } from 'node:timers/promises';
import type pg from 'pg';
import { errorFields } from '../core/errorFields.ts';
import { type Measures, NO_MEASURES } from '../core/measures.ts';
import type { Log } from '../log.ts';
import type { PublicIds } from '../store/publicIds.ts';
import { setAsideItemName } from './setAside.ts';
import { settleOrIsolate } from './settleBatch.ts';

/** Between steps that had little to do: what gathers meanwhile shares the cost of the next one. */
const PAUSE_MS = 200;
const FAULT_PAUSE_MS = 1_000;

/**
 * Settles whatever waits until stopped: five times a second, and without a pause while there is much. Any number of
 * processes may do so side by side. `stop` resolves when the step under way has ended.
 */
export function startSettling(
  pool: pg.Pool,
  ids: PublicIds,
  log: Log,
  measures: Measures = NO_MEASURES,
): { stop(): Promise<void> } {
  const stopping = new AbortController();
  const stopped = run();
  return {
    stop: async () => {
      stopping.abort();
      await stopped;
    },
  };

  async function run(): Promise<void> {
    while (!stopping.signal.aborted) await pause(await pauseAfterStep());
  }

  async function pauseAfterStep(): Promise<number> {
    try {
      const begun = performance.now();
      const step = await settleOrIsolate(pool, (item, error, workProvider) =>
        log.error(
          { work: setAsideItemName(item, workProvider, ids), ...errorFields(error) },
          'settling set an event aside',
        ),
      );
      if (!step) return PAUSE_MS;
      measures.settled({ events: step.settled, seconds: (performance.now() - begun) / 1_000 });
      return step.muchWaits ? 0 : PAUSE_MS;
    } catch (error) {
      log.error(errorFields(error), 'settling failed; it goes on in a moment');
      return FAULT_PAUSE_MS;
    }
  }

  async function pause(ms: number): Promise<void> {
    if (ms > 0) await sleep(ms, undefined, { signal: stopping.signal }).catch(() => {});
  }
}
