import type pg from 'pg';
import { lockOpenAccount } from '../../store/customer/accounts.ts';
import { inTransaction, type Queryable } from '../../store/postgres/database.ts';
import { signUpHookOf } from '../../store/provider/signUpHooks.ts';
import { addIntroduction, latestIntroductions } from '../../store/webhook/introductions.ts';
import { type TooMany, throttle } from '../throttle.ts';

/** Whether the work provider is notified of the drivers who agree to share with it. */
export async function hasSignUpHook(db: Queryable, workProvider: number): Promise<boolean> {
  return (await signUpHookOf(db, workProvider)) !== undefined;
}

/** Queues the introduction that a driver agreed to. Does nothing when the work provider has no sign-up hook by now. */
export async function requestIntroduction(db: Queryable, customerNumber: string, workProvider: number): Promise<void> {
  if (await hasSignUpHook(db, workProvider)) await addIntroduction(db, customerNumber, workProvider);
}

/** The outcome of asking for another introduction. `not_needed`: one is under way or was answered, or there is none. */
export type IntroducedAgain = { readonly tag: 'asked' } | { readonly tag: 'not_needed' } | TooMany;

/** Queues another introduction to a work provider that did not know the driver, or did not answer. */
export async function introduceAgain(
  pool: pg.Pool,
  customerNumber: string,
  workProvider: number,
): Promise<IntroducedAgain> {
  const tooMany = await throttle(pool, ['link', customerNumber]);
  if (tooMany) return tooMany;
  return await inTransaction(pool, async (db) => {
    // The lock lets requests through one by one, so that the second of two taps finds the introduction of the first.
    if (!(await lockOpenAccount(db, customerNumber))) return { tag: 'not_needed' };
    const latest = (await latestIntroductions(db, customerNumber)).find((each) => each.workProvider === workProvider);
    if (latest?.outcome !== 'unknown' && latest?.outcome !== 'no_answer') return { tag: 'not_needed' };
    await requestIntroduction(db, customerNumber, workProvider);
    return { tag: 'asked' };
  });
}
