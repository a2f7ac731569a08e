import { matchesPhc, toPhc } from './argon2id.ts';
import { isCommon } from './commonPasswords.ts';

const SHORTEST = 10;
const LONGEST = 200;

export type PasswordProblem = 'too_short' | 'too_long' | 'too_common';

/** Why a text cannot be chosen as a password; undefined when it can. */
export function passwordProblem(text: string): PasswordProblem | undefined {
  const length = Array.from(asHashed(text)).length;
  if (length < SHORTEST) return 'too_short';
  if (length > LONGEST) return 'too_long';
  return isCommon(asHashed(text)) ? 'too_common' : undefined;
}

/** The password as a PHC string (argon2id). */
export async function hashPassword(text: string): Promise<string> {
  return await inTurn(() => toPhc(asHashed(text)));
}

/** Takes the same time whether there is a password (a PHC string) to compare with or not. */
export async function checkPassword(text: string, phc: string | null | undefined): Promise<boolean> {
  const asked = asHashed(text);
  const fits = phc != null && asked.length <= LONGEST * 2;
  const matches = await inTurn(() => matchesPhc(fits ? asked : '', phc ?? NOBODYS));
  return matches && fits;
}

/** Of the same cost as all others, and the password of nobody. */
const NOBODYS = await toPhc('');

/** The same characters, however the keyboard put them together (NIST SP 800-63B 5.1.1.2). */
function asHashed(text: string): string {
  return text.normalize('NFKC');
}

const MOST_AT_ONCE = 2;
const MOST_WAITING = 60;
let underWay = 0;
const waiting: (() => void)[] = [];

/** Whether so many passwords wait to be hashed that another would wait for seconds. */
export function passwordsQueue(): boolean {
  return waiting.length >= MOST_WAITING;
}

/** Hashing takes memory and a whole core: the rest of the house must go on meanwhile. */
async function inTurn<T>(work: () => Promise<T>): Promise<T> {
  if (underWay >= MOST_AT_ONCE) await new Promise<void>((go) => waiting.push(go));
  else underWay++;
  try {
    return await work();
  } finally {
    const next = waiting.shift();
    if (next) next();
    else underWay--;
  }
}
