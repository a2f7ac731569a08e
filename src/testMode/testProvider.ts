import { randomBytes } from 'node:crypto';
import type pg from 'pg';
import { HOUR, type Instant } from '../core/time/instant.ts';
import { recordAudit } from '../store/audit.ts';
import { addCustomer, randomCustomerNumber } from '../store/customer/customers.ts';
import { addLink } from '../store/customer/links.ts';
import { inTransaction, type Queryable } from '../store/postgres/database.ts';
import { makeKey } from '../store/provider/keys.ts';
import { addProvider, addSetting } from '../store/provider/providers.ts';
import { addTestCustomer } from '../store/testData.ts';

/** A work provider of test mode, its key, and customers to try every endpoint with. */
export type TestProvider = {
  readonly name: string;
  readonly key: string;
  readonly keyEndsAt: Instant;
  readonly timeZone: string;
  readonly drivers: readonly TestDriver[];
};

/** `linkedFrom`: null for a customer to whom the driver ID is not linked. */
type TestDriver = {
  readonly driverId: string;
  readonly customerNumber: string;
  readonly email: string;
  readonly linkedFrom: Instant | null;
};

const LONGEST_SHIFT = 14 * HOUR;
/** Long enough to replay a month of a work provider's own events. */
const LINKED_FOR = 92 * 24 * HOUR;

/** Makes a work provider, a key, one driver who is linked and one who is not. Recorded in the audit log. */
export async function addTestProvider(pool: pg.Pool, timeZone: string, now: Instant): Promise<TestProvider> {
  const name = `Test Couriers ${randomBytes(6).toString('hex')}`;
  return await inTransaction(pool, async (db) => {
    const id = notTaken(await addProvider(db, name));
    await addSetting(db, id, { holdsFrom: -Infinity, timeZone, longestShift: LONGEST_SHIFT });
    const { key, endsAt = Infinity } = await makeKey(db, id, 'test');
    const ana = await addDriver(db, id, 'ana', now - LINKED_FOR);
    const ben = await addDriver(db, id, 'ben', null);
    const entry = { action: 'added a work provider of test mode', about: name, workProvider: id };
    await recordAudit(db, { tag: 'stranger' }, entry);
    return { name, key, keyEndsAt: endsAt, timeZone, drivers: [ana, ben] };
  });
}

async function addDriver(
  db: Queryable,
  workProvider: number,
  driverId: string,
  linkedFrom: Instant | null,
): Promise<TestDriver> {
  const number = randomCustomerNumber();
  const { email } = notTaken(
    await addCustomer(db, {
      number,
      email: `${driverId}.${number.toLowerCase()}@example.com`,
      name: undefined,
      from: -Infinity,
    }),
  );
  await addTestCustomer(db, number, workProvider);
  if (linkedFrom !== null) await addLink(db, { workProvider, driverId, customerNumber: number, from: linkedFrom });
  return { driverId, customerNumber: number, email, linkedFrom };
}

/** Random names and numbers do not collide in practice; throws if one does. */
function notTaken<T>(made: T | undefined): T {
  if (made === undefined) throw new Error('a random name or number is taken');
  return made;
}
