import { randomInt } from 'node:crypto';
import { CUSTOMER_NUMBER_ALPHABET } from '../core/identifiers.ts';

const LENGTH = 8;

/** A customer number by chance: 31^8, so that few collide and none can be guessed from another. */
export function madeUpNumber(): string {
  const letters = Array.from(
    { length: LENGTH },
    () => CUSTOMER_NUMBER_ALPHABET[randomInt(CUSTOMER_NUMBER_ALPHABET.length)],
  );
  return letters.join('');
}
