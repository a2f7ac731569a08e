import { setTimeout as sleep } from 'node:timers/promises';
import type pg from 'pg';
import { lastUnsettled, waitingUpTo } from '../store/shift/unsettled.ts';
import { type OnSetAside, settleOrIsolate } from './settleBatch.ts';

const POLL_MS = 20;

/**
 * Waits until everything that waits now is settled, by this process or by another. Returns
 * false when that took longer than `patienceMs`.
 */
export async function settleAll(pool: pg.Pool, onSetAside: OnSetAside, patienceMs = 60_000): Promise<boolean> {
  const deadline = performance.now() + patienceMs;
  const last = await lastUnsettled(pool);
  while ((await waitingUpTo(pool, last)) > 0) {
    if (performance.now() > deadline) return false;
    const step = await settleOrIsolate(pool, onSetAside);
    if (!step?.settled) await sleep(POLL_MS);
  }
  return true;
}
