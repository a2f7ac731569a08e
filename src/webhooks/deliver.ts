import type pg from 'pg';
import type { Log } from '../log.ts';
import { inTransaction, type Queryable } from '../store/postgres/database.ts';
import {
  type AttemptResult,
  type DueDelivery,
  dueDelivery,
  giveUp,
  keepAttempt,
  markDelivered,
  markEndpointFailing,
  putOff,
} from '../store/webhook/dueDeliveries.ts';
import { bodyOf, type WriteId } from './body.ts';
import type { GuardedPost, Posted } from './http/guardedPost.ts';
import { pause } from './pause.ts';
import { delayMs, type Schedule } from './schedule.ts';
import { signedHeaders } from './sign.ts';

export type Delivering = {
  readonly pool: pg.Pool;
  readonly post: GuardedPost;
  readonly writeId: WriteId;
  readonly schedule: Schedule;
  /** An endpoint to which nothing could be delivered for so long is paused. */
  readonly patienceSeconds: number;
  readonly log: Log;
};

/**
 * Makes one attempt at a delivery, keeps what came of it, and has the next one made when its time comes. A process
 * that is killed in between makes the attempt again: what is sent has an id, by which receivers know it again.
 */
export async function deliver(parts: Delivering, deliveryId: number): Promise<void> {
  const due = await dueDelivery(parts.pool, deliveryId);
  if (!due) return;
  const body = bodyOf(due.notice, parts.writeId);
  const id = parts.writeId('notice', due.workProvider, due.notice.id);
  const posted = await parts.post.post(due.url, signedHeaders(id, new Date(), body, due.secrets), body);
  await inTransaction(parts.pool, (db) => keep(parts, db, due, outcomeOf(posted)));
}

/** The owner of the endpoint is shown the beginning of what it answered. */
const MOST_CHARACTERS_KEPT = 1_024;
const GONE = 410;

function outcomeOf(posted: Posted): AttemptResult {
  const { durationMs } = posted;
  if (posted.tag === 'failed') return { durationMs, status: null, answer: null, error: posted.error };
  const { status } = posted;
  const answer = posted.body.slice(0, MOST_CHARACTERS_KEPT).replaceAll('\0', '\uFFFD').toWellFormed();
  return { durationMs, status, answer, error: faultOf(status) };
}

function faultOf(status: number): string | null {
  if (status >= 200 && status < 300) return null;
  if (status >= 300 && status < 400) return `the answer was ${status}, and redirects are not followed`;
  if (status === GONE) return 'the answer was 410: nothing more is wanted';
  return `the answer was ${status}`;
}

async function keep(parts: Delivering, db: Queryable, due: DueDelivery, outcome: AttemptResult): Promise<void> {
  await keepAttempt(db, due, outcome);
  if (outcome.error === null) return await markDelivered(db, due);
  const failingSeconds = await markEndpointFailing(db, due.endpointId);
  if (outcome.status === GONE) return await pause(parts, db, due, 'gone');
  if (failingSeconds >= parts.patienceSeconds) return await pause(parts, db, due, 'failing');
  const delay = delayMs(parts.schedule, due.tries + 1, Math.random());
  if (delay === undefined) return await giveUp(db, due);
  await putOff(db, due, delay);
}
