import { matchesPhc, toPhc } from './argon2id.ts';
import { isCommon } from './commonPasswords.ts';

const SHORTEST = 10;
const LONGEST = 200;

/** Why a text cannot be chosen as a password. */
export type PasswordProblem = 'too_short' | 'too_long' | 'too_common' | 'holds_known_words';

const SHORTEST_KNOWN_WORD = 4;

/**
 * Why the text cannot be chosen as a password; undefined when it can. Lengths count in code points, 10 to 200. `known`:
 * texts that anyone who tries would try first, such as the email and the insurer's name; an email counts without its domain
 * as well.
 */
export function passwordProblem(text: string, known: readonly string[] = []): PasswordProblem | undefined {
  const normalized = normalize(text);
  const { length } = Array.from(normalized);
  if (length < SHORTEST) return 'too_short';
  if (length > LONGEST) return 'too_long';
  if (isCommon(normalized)) return 'too_common';
  const words = known.flatMap((each) => [each, each.split('@')[0] as string]).map((each) => bare(each));
  const found = words.some((word) => word.length >= SHORTEST_KNOWN_WORD && bare(normalized).includes(word));
  return found ? 'holds_known_words' : undefined;
}

/** Blanks and case make no other word. */
function bare(text: string): string {
  return normalize(text).toLowerCase().replaceAll(/\s/g, '');
}

/** Hashes the password with argon2id. Returns a PHC string. */
export async function hashPassword(text: string): Promise<string> {
  return await inTurn(() => toPhc(normalize(text)));
}

/**
 * Whether the password matches the PHC string. Takes the same time when there is none to compare with, so that the time
 * does not reveal which customers have a password.
 */
export async function checkPassword(text: string, phc: string | null | undefined): Promise<boolean> {
  const normalized = normalize(text);
  const comparable = phc != null && normalized.length <= LONGEST * 2;
  const matches = await inTurn(() => matchesPhc(comparable ? normalized : '', phc ?? DUMMY_PHC));
  return matches && comparable;
}

/** A hash of the same cost as all others, which belongs to no customer. */
const DUMMY_PHC = await toPhc('');

/** Different keyboards compose the same characters differently. Source: NIST SP 800-63B, section 5.1.1.2. */
function normalize(text: string): string {
  return text.normalize('NFKC');
}

const MOST_AT_ONCE = 2;
const MOST_WAITING = 60;
let running = 0;
const waiting: (() => void)[] = [];

/** Whether so many passwords wait to be hashed that one more would wait for seconds. */
export function hashingQueueIsFull(): boolean {
  return waiting.length >= MOST_WAITING;
}

/** Hashing takes memory and a whole core. A few at a time leave the rest to other requests. */
async function inTurn<T>(work: () => Promise<T>): Promise<T> {
  if (running >= MOST_AT_ONCE) await new Promise<void>((resolve) => waiting.push(resolve));
  else running++;
  try {
    return await work();
  } finally {
    const next = waiting.shift();
    if (next) next();
    else running--;
  }
}
