import { isIPv6 } from 'node:net';
import { pruneUsedLinks } from '../store/customer/usedLinks.ts';
import type { Queryable } from '../store/postgres/database.ts';
import { sha256Of } from '../store/secrets.ts';
import { pruneMailedTokens } from '../store/signIn/mailedTokens.ts';
import { prunePostedForms } from '../store/signIn/postedForms.ts';
import { pruneSignIns } from '../store/signIn/signIns.ts';
import { countHits, deleteHit, deleteHits, deleteNewestHit, pruneHits, recordHit } from '../store/signIn/throttle.ts';

/** At most `most` hits by one subject within any `windowSeconds`. */
const LIMITS = {
  log_in_email_and_address: { most: 10, windowSeconds: 15 * 60 },
  // Counts all addresses together. It is high so that a stranger's few guesses lock nobody out; a customer who is
  // locked out can still have a link mailed that sets a password.
  log_in_email: { most: 100, windowSeconds: 60 * 60 },
  // The limits by address are high because many couriers share the address of one mobile carrier. Log-ins that succeed
  // do not count, nor do sign-ups by a link that its work provider signed.
  log_in_address: { most: 100, windowSeconds: 15 * 60 },
  sign_up_address: { most: 60, windowSeconds: 60 * 60 },
  confirm_password: { most: 10, windowSeconds: 15 * 60 },
  mail_recipient: { most: 4, windowSeconds: 60 * 60 },
  // Separate from mail_recipient, so that a stranger who signs up repeatedly with an email does not use up the mails
  // that set its password.
  signed_up_before_recipient: { most: 4, windowSeconds: 60 * 60 },
  mail_request_address: { most: 40, windowSeconds: 60 * 60 },
  link: { most: 20, windowSeconds: 60 * 60 },
  dispute: { most: 20, windowSeconds: 60 * 60 },
} as const;

type LimitName = keyof typeof LIMITS;

/**
 * A limit, which is stored by its name, and the subject that it counts by: an address block, an email key, a customer
 * number, or two of these.
 */
export type Hit = readonly [limit: LimitName, subject: string];

/** The refusal of a request that exceeds a limit. */
export type TooMany = { readonly tag: 'too_many'; readonly retryAfterSeconds: number };

/** The refusal while the queue of passwords to be hashed is full. */
export const HASHING_BUSY: TooMany = { tag: 'too_many', retryAfterSeconds: 5 };

/**
 * Records one hit on each of the limits, for all processes together. Returns `too_many`, and records nothing, when one
 * of them is exceeded. A hit is recorded before the hits are counted, so that requests that arrive at the same time
 * cannot all pass.
 */
export async function throttle(db: Queryable, ...hits: readonly Hit[]): Promise<TooMany | undefined> {
  const recorded: number[] = [];
  for (const [limit, subject] of hits) {
    const { most, windowSeconds } = LIMITS[limit];
    recorded.push(await recordHit(db, limit, sha256Of(subject)));
    const { count, freeInSeconds } = await countHits(db, limit, sha256Of(subject), windowSeconds);
    if (count <= most) continue;
    for (const id of recorded) await deleteHit(db, id);
    return { tag: 'too_many', retryAfterSeconds: Math.max(1, freeInSeconds) };
  }
  return undefined;
}

/** Deletes the hits of a subject on a limit: a request that succeeded does not count, nor do the failures before it. */
export async function resetLimit(db: Queryable, [limit, subject]: Hit): Promise<void> {
  await deleteHits(db, limit, sha256Of(subject));
}

/** Takes back one hit of a subject on a limit: a request that succeeded does not count, but failures before it do. */
export async function forgive(db: Queryable, [limit, subject]: Hit): Promise<void> {
  await deleteNewestHit(db, limit, sha256Of(subject));
}

/** The subject of an IP address. An IPv6 address counts by its /64, because each subscriber has at least that many. */
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

/** The subject of an email, whatever its case. */
export function emailKey(email: string): string {
  return email.toLowerCase();
}

/** Deletes rows that have no effect any more: old hits, forms and tokens, and sign-ins that have ended. */
export async function tidyAccounts(db: Queryable): Promise<void> {
  await pruneHits(db);
  await pruneSignIns(db);
  await pruneMailedTokens(db);
  await prunePostedForms(db);
  await pruneUsedLinks(db);
}
