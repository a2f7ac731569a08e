import type pg from 'pg';
import type { Measures } from '../core/measures.ts';
import type { Log } from '../log.ts';
import { inTransaction, type Queryable } from '../store/postgres/database.ts';
import { claimChallenge, markProven, postponeDelivery } from '../store/webhook/challenges.ts';
import {
  type AttemptResult,
  type DueDelivery,
  dueDelivery,
  markDelivered,
  markDeliveryFailed,
  markEndpointFailing,
  recordAttempt,
  retryDelivery,
} from '../store/webhook/dueDeliveries.ts';
import { bodyOf, type WriteId } from './body.ts';
import { challenge } from './challenge.ts';
import type { GuardedPost, Posted } from './http/guardedPost.ts';
import { pause } from './pause.ts';
import { delayMs, type Schedule } from './schedule.ts';
import { signedHeaders } from './sign.ts';

/** What deliveries are made with. */
export type Delivering = {
  readonly pool: pg.Pool;
  readonly post: GuardedPost;
  readonly writeId: WriteId;
  readonly schedule: Schedule;
  /** An endpoint is paused when nothing could be delivered to it for this long. */
  readonly patienceSeconds: number;
  readonly log: Log;
  readonly measures?: Measures;
};

/**
 * Makes one attempt at a delivery, records the result, and queues the next attempt where it failed. A process that is
 * killed in between makes the attempt again. Receivers recognize a repeated notice by its `webhook-id`.
 */
export async function deliver(parts: Delivering, deliveryId: number): Promise<void> {
  const due = await dueDelivery(parts.pool, deliveryId);
  if (!due || !(await isProven(parts, due))) return;
  const body = bodyOf(due.notice, parts.writeId);
  const id = parts.writeId('notice', due.workProvider, due.notice.id);
  const posted = await parts.post.post(due.url, signedHeaders(id, new Date(), body, due.secrets), body);
  const result = resultOf(posted);
  await inTransaction(parts.pool, (db) => recordResult(parts, db, due, result));
  measure(parts, result);
}

/**
 * Whether the endpoint has echoed a challenge. Sends it one where it is time for one, whose failure counts as an attempt.
 */
async function isProven(parts: Delivering, due: DueDelivery): Promise<boolean> {
  if (due.isProven) return true;
  const claim = await claimChallenge(parts.pool, due.endpointId);
  if (claim.tag === 'proven') return true;
  if (claim.tag === 'later') {
    await postponeDelivery(parts.pool, due.id, claim.delayMs);
    return false;
  }
  const challenged = await challenge(parts, due);
  if (challenged.tag === 'echoed') {
    await markProven(parts.pool, due.endpointId, due.url, due.id);
    return true;
  }
  const { error, durationMs } = challenged;
  const result = { durationMs, status: null, answer: null, error };
  await inTransaction(parts.pool, (db) => recordResult(parts, db, due, result));
  measure(parts, result);
  return false;
}

function measure({ measures }: Delivering, { error, durationMs }: AttemptResult): void {
  measures?.attempted({ outcome: error === null ? 'delivered' : 'failed', seconds: durationMs / 1_000 });
}

const MOST_ANSWER_CHARACTERS = 1_024;
const GONE = 410;

function resultOf(posted: Posted): AttemptResult {
  const { durationMs } = posted;
  if (posted.tag === 'failed') return { durationMs, status: null, answer: null, error: posted.error };
  const { status } = posted;
  const shown = posted.isShown ? posted.body : '';
  const answer = shown.slice(0, MOST_ANSWER_CHARACTERS).replaceAll('\0', '\uFFFD').toWellFormed();
  return { durationMs, status, answer, error: statusError(status) };
}

function statusError(status: number): string | null {
  if (status >= 200 && status < 300) return null;
  if (status >= 300 && status < 400) return `the answer was ${status}, and redirects are not followed`;
  if (status === GONE) return 'the answer was 410: nothing more is wanted';
  return `the answer was ${status}`;
}

async function recordResult(parts: Delivering, db: Queryable, due: DueDelivery, result: AttemptResult): Promise<void> {
  await recordAttempt(db, due, result);
  if (result.error === null) return await markDelivered(db, due);
  const failingSeconds = await markEndpointFailing(db, due.endpointId);
  if (result.status === GONE) return await pause(parts, db, due, 'gone');
  if (failingSeconds >= parts.patienceSeconds) return await pause(parts, db, due, 'failing');
  const delay = delayMs(parts.schedule, due.attemptsMade + 1, Math.random());
  if (delay === undefined) return await markDeliveryFailed(db, due);
  await retryDelivery(db, due, delay);
}
