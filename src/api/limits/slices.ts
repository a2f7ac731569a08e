import { setTimeout as sleep } from 'node:timers/promises';
import type { Steps } from '../../core/steps.ts';

/** The longest that one slice keeps other requests waiting. */
const SLICE_MS = 5;

const waiting: (() => 'over' | 'goes_on')[] = [];
let isRunning = false;

/**
 * Runs long work in slices. All of it in this process takes turns, and rests after each slice for as long as the slice
 * took: whatever is asked, half of the processor is left for live events.
 */
export async function inSlices<T>(steps: Steps<T>): Promise<T> {
  return await new Promise<T>((resolve, reject) => {
    waiting.push(() => {
      try {
        for (const until = performance.now() + SLICE_MS; performance.now() < until; ) {
          const { done, value } = steps.next();
          if (!done) continue;
          resolve(value);
          return 'over';
        }
        return 'goes_on';
      } catch (error) {
        reject(error);
        return 'over';
      }
    });
    if (!isRunning) void run();
  });
}

async function run(): Promise<void> {
  isRunning = true;
  for (let next = waiting.shift(); next; next = waiting.shift()) {
    const begun = performance.now();
    if (next() === 'goes_on') waiting.push(next);
    await sleep(performance.now() - begun);
  }
  isRunning = false;
}
