import type { Instant } from './time/instant.ts';

const RECEIPT = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** Whether the text is a receipt: the UUID of version 7 that an accepted request is answered with. */
export function isReceipt(text: string): boolean {
  return RECEIPT.test(text);
}

/** When the request of a receipt arrived: a UUID of version 7 begins with that, in milliseconds. */
export function arrivalOf(receipt: string): Instant {
  return Number.parseInt(receipt.replaceAll('-', '').slice(0, 12), 16) * 1000;
}
