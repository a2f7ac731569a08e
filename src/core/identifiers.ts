/** The insurer's identifier of a customer, on the wire `policyId`. Source: the contract, "<A-Z0-9: policyId>". */
export function isCustomerNumber(text: string): boolean {
  return /^[A-Z0-9]{1,255}$/.test(text);
}

/** Whether a text can be an address that mail reaches. Nothing that a mail's head could misread. */
export function isEmail(text: string): boolean {
  return (
    text.length <= 254 &&
    /^[^\s@<>()[\]\\,;:"\p{C}]{1,64}@[^\s@<>()[\]\\,;:"\p{C}]+\.[^\s@<>()[\]\\,;:".\p{C}]+$/u.test(text)
  );
}

/** Whether two addresses are the same: letters of ASCII compare without case, everything else exactly. */
export function sameEmail(a: string, b: string): boolean {
  return asciiLowerCase(a) === asciiLowerCase(b);
}

function asciiLowerCase(text: string): string {
  return text.replace(/[A-Z]/g, (letter) => letter.toLowerCase());
}

/** A phone number of 6 to 15 digits, punctuated as typed. Undefined for anything else. */
export function phoneNumberIn(text: string): string | undefined {
  const phone = text.trim().replace(/\s+/g, ' ');
  const digits = phone.replace(/\D/g, '');
  return /^\+?[\d ()./-]+$/.test(phone) && digits.length >= 6 && digits.length <= 15 ? phone : undefined;
}

/** Letters and digits that are not mistaken for one another when read aloud or copied by hand. */
export const CUSTOMER_NUMBER_ALPHABET = 'ABCDEFGHJKMNPQRSTUVWXYZ23456789';

/** Counted in characters, whatever they take in UTF-16; none of them a control character or half of one. */
export const DRIVER_ID_PATTERN = '^[^\\p{Cc}\\p{Cs}]{1,255}$';

const DRIVER_ID = new RegExp(DRIVER_ID_PATTERN, 'u');

/** Whether a work provider may call a driver so. */
export function isDriverId(text: string): boolean {
  return DRIVER_ID.test(text);
}
