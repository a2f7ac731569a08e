import type pg from 'pg';
import { type LinkedNow, linkDriverId } from '../accounts/linking/linkDriverId.ts';
import { isDriverId } from '../core/identifiers.ts';
import { recordAudit } from '../store/audit.ts';
import { lockOpenAccount } from '../store/customer/accounts.ts';
import { inTransaction, type Queryable } from '../store/postgres/database.ts';
import type { IntroductionOutcome } from '../store/webhook/introductions.ts';
import {
  type DueIntroduction,
  dueIntroduction,
  lockIntroduction,
  recordIntroductionOutcome,
  retryIntroduction,
} from '../store/webhook/introductions.ts';
import type { GuardedPost, Posted } from './http/guardedPost.ts';
import { delayMs, type Schedule } from './schedule.ts';
import { signedHeaders } from './sign.ts';

/** What introductions are sent with. */
export type Introducing = {
  readonly pool: pg.Pool;
  readonly post: GuardedPost;
  readonly writeId: (kind: 'introduction', workProvider: number, id: number) => string;
  readonly schedule: Schedule;
};

/**
 * Makes one attempt to send a work provider the contact data of a driver who agreed to share it, and does what the
 * answer asks for. A process that is killed in between makes the attempt again, under the same `webhook-id`.
 */
export async function introduce(parts: Introducing, id: number): Promise<void> {
  const due = await dueIntroduction(parts.pool, id);
  if (!due) return await recordIntroductionOutcome(parts.pool, id, 'withdrawn');
  const body = bodyOf(due);
  const webHookId = parts.writeId('introduction', due.workProvider, id);
  const posted = await parts.post.post(due.url, signedHeaders(webHookId, new Date(), body, [due.secret]), body);
  await inTransaction(parts.pool, async (db) => await recordAnswer(parts, db, due, answerIn(posted)));
}

function bodyOf({ customerNumber, email, phone }: DueIntroduction): string {
  return JSON.stringify({ customerNumber, email, ...(phone !== null && { phoneNumber: phone }) });
}

type Answer =
  | { readonly tag: 'noted' }
  | { readonly tag: 'named'; readonly driverId: string }
  | { readonly tag: 'unknown' }
  /** Any other answer, or none. Another attempt may succeed. */
  | { readonly tag: 'none' };

function answerIn(posted: Posted): Answer {
  if (posted.tag === 'failed') return { tag: 'none' };
  if (posted.status === 204) return { tag: 'noted' };
  if (posted.status === 404) return { tag: 'unknown' };
  const driverId = posted.status === 200 ? driverIdIn(posted.body) : undefined;
  return driverId === undefined ? { tag: 'none' } : { tag: 'named', driverId };
}

function driverIdIn(body: string): string | undefined {
  try {
    const { workProviderUserId: driverId } = JSON.parse(body) as { workProviderUserId?: unknown };
    return typeof driverId === 'string' && isDriverId(driverId) ? driverId : undefined;
  } catch {
    return undefined;
  }
}

async function recordAnswer(parts: Introducing, db: Queryable, due: DueIntroduction, answer: Answer): Promise<void> {
  // Closing an account locks it first too. The same order avoids a deadlock. Whether it is open is checked below.
  await lockOpenAccount(db, due.customerNumber);
  if (!(await lockIntroduction(db, due.id))) return;
  switch (answer.tag) {
    case 'noted':
    case 'unknown':
      return await recordIntroductionOutcome(db, due.id, answer.tag);
    case 'named':
      return await recordIntroductionOutcome(db, due.id, await linkIfAgreed(db, due, answer.driverId));
    case 'none':
      return await retryLater(parts, db, due);
    default:
      return answer satisfies never;
  }
}

/**
 * The driver may have ended the link or closed the account before the answer came. Then the driver ID is not linked.
 */
async function linkIfAgreed(db: Queryable, due: DueIntroduction, driverId: string): Promise<IntroductionOutcome> {
  if (!(await dueIntroduction(db, due.id))) return 'withdrawn';
  const { customerNumber, workProvider, workProviderName } = due;
  const input = { workProvider, workProviderName, driverId, proof: 'confirmed' } as const;
  const linked = await linkDriverId(db, customerNumber, input, actorOf(due));
  return OUTCOMES[linked.tag];
}

const OUTCOMES = {
  linked: 'linked',
  already_yours: 'linked',
  taken: 'taken',
} as const satisfies Record<LinkedNow['tag'], IntroductionOutcome>;

async function retryLater({ schedule }: Introducing, db: Queryable, due: DueIntroduction): Promise<void> {
  const delay = delayMs(schedule, due.attemptsMade + 1, Math.random());
  if (delay !== undefined) return await retryIntroduction(db, due.id, delay);
  await recordIntroductionOutcome(db, due.id, 'no_answer');
  const { customerNumber, workProviderName } = due;
  const about = `${workProviderName}, customer ${customerNumber}`;
  await recordAudit(db, actorOf(due), { action: 'did not answer an introduction', about, customerNumber });
}

function actorOf({ workProvider, workProviderName: name }: DueIntroduction) {
  return { tag: 'work_provider', workProvider, name } as const;
}
