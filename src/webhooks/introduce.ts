import type pg from 'pg';
import { type Linked, placeNamed } from '../accounts/linking/placeLink.ts';
import { isDriverId } from '../core/identifiers.ts';
import { recordAudit } from '../store/audit.ts';
import { lockOpenAccount } from '../store/customer/accounts.ts';
import { inTransaction, type Queryable } from '../store/postgres/database.ts';
import type { IntroductionOutcome } from '../store/webhook/introductions.ts';
import {
  type DueIntroduction,
  dueIntroduction,
  lockIntroduction,
  putOffIntroduction,
  recordIntroductionOutcome,
} from '../store/webhook/introductions.ts';
import type { GuardedPost, Posted } from './http/guardedPost.ts';
import { delayMs, type Schedule } from './schedule.ts';
import { signedHeaders } from './sign.ts';

export type Introducing = {
  readonly pool: pg.Pool;
  readonly post: GuardedPost;
  readonly writeId: (kind: 'introduction', workProvider: number, id: number) => string;
  readonly schedule: Schedule;
};

/**
 * Tells a work provider once who agreed to share with it, and does what its answer asks for. A process that is killed in
 * between does so again, under the same id.
 */
export async function introduce(parts: Introducing, id: number): Promise<void> {
  const due = await dueIntroduction(parts.pool, id);
  if (!due) return await recordIntroductionOutcome(parts.pool, id, 'withdrawn');
  const body = bodyOf(due);
  const webHookId = parts.writeId('introduction', due.workProvider, id);
  const posted = await parts.post.post(due.url, signedHeaders(webHookId, new Date(), body, [due.secret]), body);
  await inTransaction(parts.pool, async (db) => await keep(parts, db, due, answerIn(posted)));
}

function bodyOf({ customerNumber, email, phone }: DueIntroduction): string {
  return JSON.stringify({ customerNumber, email, ...(phone !== null && { phoneNumber: phone }) });
}

type Answer =
  | { readonly tag: 'noted' }
  | { readonly tag: 'named'; readonly driverId: string }
  | { readonly tag: 'unknown' }
  /** It may answer otherwise later. */
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

async function keep(parts: Introducing, db: Queryable, due: DueIntroduction, answer: Answer): Promise<void> {
  // The account first, as whoever closes it does. Whether it is open still, is asked with everything else below.
  await lockOpenAccount(db, due.customerNumber);
  if (!(await lockIntroduction(db, due.id))) return;
  switch (answer.tag) {
    case 'noted':
    case 'unknown':
      return await recordIntroductionOutcome(db, due.id, answer.tag);
    case 'named':
      return await recordIntroductionOutcome(db, due.id, await linkIfAgreed(db, due, answer.driverId));
    case 'none':
      return await putOff(parts, db, due);
    default:
      return answer satisfies never;
  }
}

/** The driver may have ended the link, or closed the account, while the work provider thought about its answer. */
async function linkIfAgreed(db: Queryable, due: DueIntroduction, driverId: string): Promise<IntroductionOutcome> {
  if (!(await dueIntroduction(db, due.id))) return 'withdrawn';
  const { customerNumber, workProvider, workProviderName } = due;
  const linked = await placeNamed(db, customerNumber, { workProvider, workProviderName, driverId });
  return OUTCOMES[linked.tag];
}

const OUTCOMES = {
  linked: 'linked',
  already_yours: 'linked',
  taken: 'taken',
} as const satisfies Partial<Record<Linked['tag'], IntroductionOutcome>>;

async function putOff({ schedule }: Introducing, db: Queryable, due: DueIntroduction): Promise<void> {
  const delay = delayMs(schedule, due.tries + 1, Math.random());
  if (delay !== undefined) return await putOffIntroduction(db, due.id, delay);
  await recordIntroductionOutcome(db, due.id, 'no_answer');
  const { customerNumber, workProvider, workProviderName: name } = due;
  const about = `${name}, customer ${customerNumber}`;
  const entry = { action: 'did not answer an introduction', about, customerNumber };
  await recordAudit(db, { tag: 'work_provider', workProvider, name }, entry);
}
