import { isIPv6 } from 'node:net';
import type { Queryable } from '../store/postgres/database.ts';
import { sha256Of } from '../store/secrets.ts';
import { pruneMailedTokens } from '../store/signIn/mailedTokens.ts';
import { pruneSignIns } from '../store/signIn/signIns.ts';
import {
  countAttempts,
  forgetAttempt,
  forgiveAttempts,
  pruneAttempts,
  recordAttempt,
} from '../store/signIn/throttle.ts';

/** How often what can be guessed or overdone may be tried. Many couriers share the address of one mobile carrier. */
const LIMITS = {
  log_in_email_here: { most: 10, windowSeconds: 15 * 60 },
  // Over all addresses, high enough that nobody is locked out by a stranger's few tries; a mailed link always helps.
  log_in_email: { most: 100, windowSeconds: 60 * 60 },
  log_in_address: { most: 100, windowSeconds: 15 * 60 },
  sign_up_address: { most: 60, windowSeconds: 60 * 60 },
  password_asked_again: { most: 10, windowSeconds: 15 * 60 },
  mail_to: { most: 4, windowSeconds: 60 * 60 },
  // Apart from mail_to: a stranger who signs up with an email again and again must not use up its mails that set a password.
  owner_told: { most: 4, windowSeconds: 60 * 60 },
  mail_asked_address: { most: 40, windowSeconds: 60 * 60 },
  link: { most: 20, windowSeconds: 60 * 60 },
} as const;

export type Tried = keyof typeof LIMITS;
export type TooMany = { readonly tag: 'too_many'; readonly retryAfterSeconds: number };

/**
 * Counts a try by each of the pairs, over all processes; `too_many` when that is more than allowed by any of them. The
 * try is written before it is counted, so that of any number at the same time only as many pass as are allowed.
 */
export async function countTry(
  db: Queryable,
  ...tries: readonly (readonly [Tried, string])[]
): Promise<TooMany | undefined> {
  const counted: number[] = [];
  for (const [kind, whom] of tries) {
    const { most, windowSeconds } = LIMITS[kind];
    counted.push(await recordAttempt(db, kind, sha256Of(whom)));
    const { count, freeInSeconds } = await countAttempts(db, kind, sha256Of(whom), windowSeconds);
    if (count <= most) continue;
    for (const id of counted) await forgetAttempt(db, id);
    return { tag: 'too_many', retryAfterSeconds: Math.max(1, freeInSeconds) };
  }
  return undefined;
}

/** What went well does not count. */
export async function forgive(db: Queryable, ...tries: readonly (readonly [Tried, string])[]): Promise<void> {
  for (const [kind, whom] of tries) await forgiveAttempts(db, kind, sha256Of(whom));
}

/** Whoever has one IPv6 address has at least the 2^64 around it. */
export function addressBlock(address: string): string {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1];
  if (mapped !== undefined || !isIPv6(address)) return mapped ?? address;
  const [head = '', tail] = address.toLowerCase().split('%', 1)[0]?.split('::') ?? [];
  const first = head === '' ? [] : head.split(':');
  const last = tail === undefined || tail === '' ? [] : tail.split(':');
  const zeros = tail === undefined ? [] : Array.from({ length: 8 - first.length - last.length }, () => '0');
  return [...first, ...zeros, ...last]
    .slice(0, 4)
    .map((part) => part.replace(/^0+(?=.)/, ''))
    .join(':');
}

/** What it is counted under, however it is typed. */
export function emailKey(email: string): string {
  return email.toLowerCase();
}

/** Forgets what has no effect any more: old tries, sign-ins that have ended, tokens past their time. */
export async function tidyAccounts(db: Queryable): Promise<void> {
  await pruneAttempts(db);
  await pruneSignIns(db);
  await pruneMailedTokens(db);
}
