import type { Instant } from '../../core/time/instant.ts';
import { firstRow, type Queryable, rows } from '../postgres/database.ts';
import { makeToken, sha256Of } from '../secrets.ts';

const LONGEST = "interval '90 days'";
const LONGEST_UNSEEN = "interval '30 days'";

const BEGIN = {
  name: 'begin_sign_in',
  text: `insert into sign_in (sha256, customer_number, expires_at)
         select $1, customer_number, clock_timestamp() + ${LONGEST} from account
         where customer_number = $2 and password = $3 and closed_at is null for share
         returning customer_number`,
};

/**
 * Begins a sign-in and returns its token, of which only the SHA-256 is stored. Undefined when the account is closed, or
 * when `password` (the PHC string that was checked) is not its password any more: changing a password ends the sign-ins
 * with the old one, and none may begin afterwards.
 */
export async function beginSignIn(
  db: Queryable,
  customerNumber: string,
  password: string,
): Promise<string | undefined> {
  const token = makeToken();
  return (await firstRow(db, BEGIN, [sha256Of(token), customerNumber, password])) && token;
}

/** The customer of a sign-in. */
export type SignedIn = {
  readonly customerNumber: string;
  readonly email: string;
  readonly name: string | null;
  readonly phone: string | null;
  readonly emailVerified: boolean;
  /** The version of the insurer's terms that they agreed to last. */
  readonly agreedTo: string | null;
  readonly signInSha256: Buffer;
};

const IN_FORCE = `s.expires_at > clock_timestamp() and s.last_seen_at > clock_timestamp() - ${LONGEST_UNSEEN}`;
const TOUCH = {
  name: 'touch_sign_in',
  text: `with seen as (
           update sign_in s set last_seen_at = clock_timestamp()
           where s.sha256 = $1 and ${IN_FORCE} and s.last_seen_at < clock_timestamp() - interval '1 hour'
         )
         select c.number as "customerNumber", c.email, c.name, a.phone,
           a.email_verified_at is not null as "emailVerified", s.sha256 as "signInSha256",
           (select g.version from agreement g where g.customer_number = c.number and g.document = 'insurer'
              and g.agreed_at >= a.opened_at order by g.id desc limit 1) as "agreedTo"
         from sign_in s join customer c on c.number = s.customer_number join account a using (customer_number)
         where s.sha256 = $1 and ${IN_FORCE} and a.closed_at is null`,
};

/**
 * The customer who is signed in with the token, and records that the sign-in was used, at most once an hour. Undefined
 * when it has ended: 90 days after it began, or 30 days after its last use.
 */
export async function touchSignIn(db: Queryable, token: string): Promise<SignedIn | undefined> {
  return await firstRow<SignedIn>(db, TOUCH, [sha256Of(token)]);
}

const END = { name: 'end_sign_in', text: 'delete from sign_in where sha256 = $1' };
const END_ALL = { name: 'end_sign_ins', text: 'delete from sign_in where customer_number = $1' };
const PRUNE = {
  name: 'prune_sign_ins',
  text: `delete from sign_in
         where expires_at < clock_timestamp() or last_seen_at < clock_timestamp() - ${LONGEST_UNSEEN}`,
};

/** Ends the sign-in of the token. */
export async function endSignIn(db: Queryable, token: string): Promise<void> {
  await rows(db, END, [sha256Of(token)]);
}

/** Ends all sign-ins of the customer. */
export async function endSignInsOf(db: Queryable, customerNumber: string): Promise<void> {
  await rows(db, END_ALL, [customerNumber]);
}

/** Deletes the sign-ins of all customers that have ended by time. */
export async function pruneSignIns(db: Queryable): Promise<void> {
  await rows(db, PRUNE);
}

const END_ONE = {
  name: 'end_own_sign_in',
  text: `delete from sign_in where customer_number = any(numbers_of($1)) and encode(sha256, 'hex') = $2 returning customer_number`,
};

/** Ends one sign-in of the customer by its id. False when there is none. */
export async function endOwnSignIn(db: Queryable, customerNumber: string, id: string): Promise<boolean> {
  return (await firstRow(db, END_ONE, [customerNumber, id])) !== undefined;
}

const OF_CUSTOMER = {
  name: 'sign_ins_of_customer',
  text: `select encode(sha256, 'hex') as id, began_at as "beganAt", last_seen_at as "lastSeenAt", expires_at as "expiresAt"
         from sign_in where customer_number = any(numbers_of($1)) order by began_at`,
};

/** The customer's sign-ins, the oldest first. The id gives no access. */
export async function signInsOf(
  db: Queryable,
  customerNumber: string,
): Promise<{ id: string; beganAt: Instant; lastSeenAt: Instant; expiresAt: Instant }[]> {
  return await rows(db, OF_CUSTOMER, [customerNumber]);
}
