import { isEmail } from '../../core/identifiers.ts';

const MOST_NAME = 200;

/**
 * The email address in a text, or undefined. No address holds a space: one inside is a plus sign that an address bar
 * or a work provider did not percent-encode.
 */
export function emailIn(text: string): string | undefined {
  const address = text.trim().replaceAll(' ', '+');
  return isEmail(address) ? address : undefined;
}

/** A person's name as they wrote it; undefined when there is none, or too much of it. */
export function nameIn(text: string): string | undefined {
  const name = text.trim().replace(/[\s\p{Cc}]+/gu, ' ');
  return name !== '' && Array.from(name).length <= MOST_NAME ? name : undefined;
}

/** A phone number with its digits, written as people write them. */
export function phoneIn(text: string): string | undefined {
  const phone = text.trim().replace(/\s+/g, ' ');
  const digits = phone.replace(/\D/g, '');
  return /^\+?[\d ()./-]+$/.test(phone) && digits.length >= 6 && digits.length <= 15 ? phone : undefined;
}
