import { randomInt } from 'node:crypto';
import { CUSTOMER_NUMBER_ALPHABET } from '../../core/identifiers.ts';
import type { Instant } from '../../core/time/instant.ts';
import { firstRow, type Queryable, rows } from '../postgres/database.ts';
import { timestamptzOrNull } from '../postgres/sqlTypes.ts';
import type { Change } from './periods.ts';

/** A person who is, or can be, insured. */
export type Customer = {
  readonly number: string;
  readonly email: string;
  readonly name: string | null;
  readonly recordedAt: Instant;
};

const CUSTOMER = 'number, email, name, recorded_at as "recordedAt"';
const BY_NUMBER = { name: 'customer_by_number', text: `select ${CUSTOMER} from customer where number = $1` };
const LIST = {
  name: 'customers',
  text: `select ${CUSTOMER}, array_remove(numbers_of(number), number) as "otherNumbers" from customer
         order by recorded_at, number`,
};
const ADD = {
  name: 'add_customer',
  text: `insert into customer (number, email, name, held)
         values ($1, $2, $3, tstzrange(coalesce($4::timestamptz, clock_timestamp()), null))
         on conflict do nothing returning ${CUSTOMER}`,
};
const BY_EMAIL = {
  name: 'customer_by_email',
  text: `select ${CUSTOMER} from customer where lower(email collate "C") = lower($1::text collate "C")`,
};

/** All customers, the oldest first, each with the other numbers of the same person. */
export async function listCustomers(
  db: Queryable,
): Promise<(Customer & { readonly otherNumbers: readonly string[] })[]> {
  return await rows(db, LIST);
}

/** The customer with the number, exactly as written. */
export async function customerByNumber(db: Queryable, number: string): Promise<Customer | undefined> {
  return await firstRow<Customer>(db, BY_NUMBER, [number]);
}

const CALLED = {
  name: 'customers_called',
  text: `select ${CUSTOMER} from customer c
         where lower(c.email collate "C") = lower($1::text collate "C") or lower(c.name) = lower($1)
           or exists (select from link l where l.customer_number = c.number and l.driver_id = $1 and not isempty(l.held))
         order by c.number limit 10`,
};

/** The customers whose email, name or driver ID, now or once, this is; at most ten. */
export async function customersCalled(db: Queryable, text: string): Promise<Customer[]> {
  return await rows<Customer>(db, CALLED, [text]);
}

const EMAILS = {
  name: 'emails_of_customer',
  text: `select email from customer where number = any(numbers_of($1))`,
};

/** The emails of a customer, one for each of their numbers; none when there is no such customer. */
export async function emailsOf(db: Queryable, number: string): Promise<string[]> {
  return (await rows<{ email: string }>(db, EMAILS, [number])).map(({ email }) => email);
}

/** The customer with the email. Letters of ASCII compare without case. */
export async function customerByEmail(db: Queryable, email: string): Promise<Customer | undefined> {
  return await firstRow<Customer>(db, BY_EMAIL, [email]);
}

/**
 * Adds a customer. `from`: when they begin to be a customer; now unless given. Undefined when the number or the email
 * belongs to a customer already.
 */
export async function addCustomer(
  db: Queryable,
  customer: {
    readonly number: string;
    readonly email: string;
    readonly name: string | undefined;
    readonly from?: Instant | undefined;
  },
): Promise<Customer | undefined> {
  return await firstRow<Customer>(db, ADD, [
    customer.number,
    customer.email,
    customer.name ?? null,
    timestamptzOrNull(customer.from),
  ]);
}

const NUMBER_LENGTH = 8;
const MOST_DRAWS = 5;

/** A random customer number, one of 31^8: few collide, and none can be guessed from another. */
export function randomCustomerNumber(): string {
  const letters = Array.from(
    { length: NUMBER_LENGTH },
    () => CUSTOMER_NUMBER_ALPHABET[randomInt(CUSTOMER_NUMBER_ALPHABET.length)],
  );
  return letters.join('');
}

/** Adds a customer under a random number. Undefined when the email belongs to a customer already. */
export async function addNewCustomer(
  db: Queryable,
  { email, name, from }: Omit<Parameters<typeof addCustomer>[1], 'number'>,
): Promise<Customer | undefined> {
  for (let draw = 0; draw < MOST_DRAWS; draw++) {
    const added = await addCustomer(db, { number: randomCustomerNumber(), email, name, from });
    if (added) return added;
    if (await customerByEmail(db, email)) return undefined;
  }
  throw new Error('no free customer number was found');
}

/** The parts of a customer that can change, and when they begin to be a customer. Undefined: as it is. */
export type CustomerChange = {
  readonly email?: string | undefined;
  readonly name?: string | undefined;
  readonly from?: Instant | undefined;
};

const CHANGE = {
  name: 'change_customer',
  text: `update customer set email = coalesce($2, email), name = coalesce($3, name),
           held = tstzrange(coalesce($4::timestamptz, lower(held)), null), changed_by = $5, change_reason = $6
         where number = $1 returning ${CUSTOMER}`,
};

/** Changes what is given. Undefined when there is no such customer. The email may not be another customer's. */
export async function changeCustomer(
  db: Queryable,
  number: string,
  { email, name, from }: CustomerChange,
  { by, why }: Change,
): Promise<Customer | undefined> {
  return await firstRow<Customer>(db, CHANGE, [number, email ?? null, name ?? null, timestamptzOrNull(from), by, why]);
}
