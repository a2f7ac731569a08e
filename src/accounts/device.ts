import { createHmac } from 'node:crypto';
import type { Queryable } from '../store/postgres/database.ts';
import { secretNamed } from '../store/secrets.ts';

/** What a browser keeps to show that the customer has been signed in to it. It gives no access. */
export async function deviceMark(db: Queryable, customerNumber: string): Promise<string> {
  const key = await secretNamed(db, 'invitation');
  return createHmac('sha256', key).update(`device of ${customerNumber}`).digest('base64url');
}
