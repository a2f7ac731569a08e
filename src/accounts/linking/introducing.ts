import type pg from 'pg';
import { lockOpenAccount } from '../../store/customer/accounts.ts';
import { inTransaction, type Queryable } from '../../store/postgres/database.ts';
import { signUpHookOf } from '../../store/provider/signUpHooks.ts';
import { askIntroduction, latestIntroductions } from '../../store/webhook/introductions.ts';
import { countTry, type TooMany } from '../throttle.ts';

/** Whether a work provider is told who the drivers are that agree to share with it. */
export async function hasSignUpHook(db: Queryable, workProvider: number): Promise<boolean> {
  return (await signUpHookOf(db, workProvider)) !== undefined;
}

/** A driver has agreed to be introduced; where nobody wants to be told any more, nobody is. */
export async function introduce(db: Queryable, customerNumber: string, workProvider: number): Promise<void> {
  if (await hasSignUpHook(db, workProvider)) await askIntroduction(db, customerNumber, workProvider);
}

export type IntroducedAgain = { readonly tag: 'asked' } | { readonly tag: 'not_needed' } | TooMany;

/** Introduces a driver once more to a work provider that did not know them, or did not answer. */
export async function introduceAgain(
  pool: pg.Pool,
  customerNumber: string,
  workProvider: number,
): Promise<IntroducedAgain> {
  const tooMany = await countTry(pool, ['link', customerNumber]);
  if (tooMany) return tooMany;
  return await inTransaction(pool, async (db) => {
    // One at a time: the second of two taps finds the first under way.
    if (!(await lockOpenAccount(db, customerNumber))) return { tag: 'not_needed' };
    const latest = (await latestIntroductions(db, customerNumber)).find((each) => each.workProvider === workProvider);
    if (latest?.outcome !== 'unknown' && latest?.outcome !== 'no_answer') return { tag: 'not_needed' };
    await introduce(db, customerNumber, workProvider);
    return { tag: 'asked' };
  });
}
