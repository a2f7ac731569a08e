import { pruneAttempts } from '../store/attempts.ts';
import type { Queryable } from '../store/database.ts';
import { pruneMailedTokens } from '../store/mailedTokens.ts';
import { pruneSignIns } from '../store/signIns.ts';

/** Forgets what has no effect any more: old tries, sign-ins that have ended, tokens past their time. */
export async function tidyAccounts(db: Queryable): Promise<void> {
  await pruneAttempts(db);
  await pruneSignIns(db);
  await pruneMailedTokens(db);
}
