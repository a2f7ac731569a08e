import { type Refusal, refuse } from '../core/refusal.ts';
import { clock, formatDuration, MINUTE, type Micros } from '../core/time/instant.ts';
import type { Log } from '../log.ts';
import type { Queryable } from '../store/postgres/database.ts';
import { databaseClock } from '../store/postgres/databaseClock.ts';

/** Whether this machine and PostgreSQL agree what time it is. */
export type Clocks = {
  /** Why no request can be answered; undefined while the clocks agree. */
  doubt(): Refusal | undefined;
  stop(): void;
};

/** Receipts are searched for around their time, and the latest events are judged by the present: both allow for this. */
const MOST_DIFFERENCE: Micros = MINUTE;
const EVERY_MS = 10_000;

/**
 * Compares the clocks now and every ten seconds. With a wrong clock a server would refuse the events of now as lying too
 * far ahead, and call answers final that are not.
 */
export async function watchClocks(db: Queryable, log: Log): Promise<Clocks> {
  let doubt: Refusal | undefined;
  const compare = async () => {
    const difference = await clockDifference(db).catch(() => undefined);
    if (difference === undefined) return;
    const was = doubt;
    doubt = Math.abs(difference) > MOST_DIFFERENCE ? refuse('UNAVAILABLE', sentence(difference)) : undefined;
    if (doubt && !was) log.error({ why: doubt.detail }, 'no request is answered until the clocks agree');
    if (was && !doubt) log.info({}, 'the clocks agree again');
  };
  await compare();
  const timer = setInterval(() => void compare(), EVERY_MS).unref();
  return { doubt: () => doubt, stop: () => clearInterval(timer) };
}

/** How far PostgreSQL is ahead at least, however long the question took. */
async function clockDifference(db: Queryable): Promise<Micros> {
  const before = clock();
  const theirs = await databaseClock(db);
  const after = clock();
  return theirs < before ? theirs - before : Math.max(0, theirs - after);
}

function sentence(difference: Micros): string {
  const where = difference > 0 ? 'behind' : 'ahead of';
  return `the clock of this server is ${formatDuration(Math.abs(difference))} ${where} that of PostgreSQL; send this again when it is set`;
}
