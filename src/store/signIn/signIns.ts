import type { Instant } from '../../core/time/instant.ts';
import { firstRow, type Queryable, rows } from '../postgres/database.ts';
import { makeToken, sha256Of } from '../secrets.ts';

const LASTS = "interval '90 days'";
const LASTS_UNSEEN = "interval '30 days'";

const BEGIN = {
  name: 'begin_sign_in',
  text: `insert into sign_in (sha256, customer_number, expires_at)
         select $1, customer_number, clock_timestamp() + ${LASTS} from account
         where customer_number = $2 and password = $3 and closed_at is null for share
         returning customer_number`,
};

/**
 * The token of a new sign-in; undefined when the account is closed or its password (a PHC string) is no longer the one
 * that was checked: whoever changes a password ends the sign-ins that began with the old one.
 */
export async function beginSignIn(
  db: Queryable,
  customerNumber: string,
  password: string,
): Promise<string | undefined> {
  const token = makeToken();
  return (await firstRow(db, BEGIN, [sha256Of(token), customerNumber, password])) && token;
}

/** Who is signed in. */
export type SignedIn = {
  readonly customerNumber: string;
  readonly email: string;
  readonly name: string | null;
  readonly phone: string | null;
  readonly emailVerified: boolean;
  readonly signInSha256: Buffer;
};

const IN_FORCE = `s.expires_at > clock_timestamp() and s.last_seen_at > clock_timestamp() - ${LASTS_UNSEEN}`;
const SEE = {
  name: 'see_sign_in',
  text: `with seen as (
           update sign_in s set last_seen_at = clock_timestamp()
           where s.sha256 = $1 and ${IN_FORCE} and s.last_seen_at < clock_timestamp() - interval '1 hour'
         )
         select c.number as "customerNumber", c.email, c.name, a.phone,
           a.email_verified_at is not null as "emailVerified", s.sha256 as "signInSha256"
         from sign_in s join customer c on c.number = s.customer_number join account a using (customer_number)
         where s.sha256 = $1 and ${IN_FORCE} and a.closed_at is null`,
};

/** Who holds the token of a sign-in in force. That it was seen is noted once an hour. */
export async function seeSignIn(db: Queryable, token: string): Promise<SignedIn | undefined> {
  return await firstRow<SignedIn>(db, SEE, [sha256Of(token)]);
}

const END = { name: 'end_sign_in', text: 'delete from sign_in where sha256 = $1' };
const END_ALL = { name: 'end_sign_ins', text: 'delete from sign_in where customer_number = $1' };
const PRUNE = {
  name: 'prune_sign_ins',
  text: `delete from sign_in where expires_at < clock_timestamp() or last_seen_at < clock_timestamp() - ${LASTS_UNSEEN}`,
};

export async function endSignIn(db: Queryable, token: string): Promise<void> {
  await rows(db, END, [sha256Of(token)]);
}

export async function endSignInsOf(db: Queryable, customerNumber: string): Promise<void> {
  await rows(db, END_ALL, [customerNumber]);
}

export async function pruneSignIns(db: Queryable): Promise<void> {
  await rows(db, PRUNE);
}

const OF_CUSTOMER = {
  name: 'sign_ins_of_customer',
  text: `select began_at as "beganAt", last_seen_at as "lastSeenAt", expires_at as "expiresAt"
         from sign_in where customer_number = $1 order by began_at`,
};

/** The sign-ins of a customer, for their own eyes. */
export async function signInsOf(
  db: Queryable,
  customerNumber: string,
): Promise<{ beganAt: Instant; lastSeenAt: Instant; expiresAt: Instant }[]> {
  return await rows(db, OF_CUSTOMER, [customerNumber]);
}
