import type { Queryable } from './database.ts';
import { addJob } from './jobs.ts';

/**
 * A mail to be sent. It names no token: those are made when it is sent, so that none lies in the queue. `set_password`
 * goes to whatever was typed, and only sending finds out whether anyone has that address.
 */
export type MailWish =
  | { readonly mail: 'verify_email'; readonly customerNumber: string }
  | { readonly mail: 'set_password'; readonly email: string }
  | { readonly mail: 'signed_up_before'; readonly customerNumber: string }
  | { readonly mail: 'password_changed'; readonly customerNumber: string }
  | { readonly mail: 'endpoint_paused'; readonly endpoint: number };

export const SEND_MAIL = 'send_mail';

/** The mail is sent if, and only if, the transaction commits. */
export async function queueMail(db: Queryable, wish: MailWish): Promise<void> {
  await addJob(db, SEND_MAIL, wish);
}
