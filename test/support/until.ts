import { setTimeout as sleep } from 'node:timers/promises';

const PATIENCE_MS = 30_000;
const POLL_MS = 20;

/**
 * Calls `find` every 20 ms until it returns something truthy, and returns that. Throws what `failure`
 * says after 30 s: a wait in a test holds that something happens, and a busy machine must not fail it.
 */
export async function until<T>(
  find: () => T | Promise<T>,
  failure: () => string | Promise<string> = () => 'this did not become true',
): Promise<NonNullable<Exclude<T, false>>> {
  for (const deadline = performance.now() + PATIENCE_MS; ; await sleep(POLL_MS)) {
    const found = await find();
    if (found) return found as NonNullable<Exclude<T, false>>;
    if (performance.now() > deadline) throw new Error(`${await failure()} within ${PATIENCE_MS / 1_000} s`);
  }
}
