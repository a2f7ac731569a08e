/** Counted in characters, whatever they take in UTF-16; none of them a control character or half of one. */
export const DRIVER_ID_PATTERN = '^[^\\p{Cc}\\p{Cs}]{1,255}$';

const DRIVER_ID = new RegExp(DRIVER_ID_PATTERN, 'u');

/** Whether a work provider may call a driver so. */
export function isDriverId(text: string): boolean {
  return DRIVER_ID.test(text);
}
