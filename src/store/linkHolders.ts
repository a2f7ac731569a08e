import { firstRow, type Queryable, rows } from './database.ts';

type DriverId = { readonly workProvider: number; readonly driverId: string };

const LOCK = {
  name: 'lock_driver_id',
  text: `select pg_advisory_xact_lock(hashtext('shiftcover link'), hashtext($1::int || ' ' || $2::text))`,
};
const HOLDER = {
  name: 'holder_of_driver_id',
  text: `select customer_number as "customerNumber" from link
         where work_provider_id = $1 and driver_id = $2 and held && tstzrange(clock_timestamp(), null)
         order by lower(held) limit 1`,
};

/**
 * Keeps a driver ID to this transaction until it ends. The exclusion constraint alone would let only one of two racers
 * win too, but by a deadlock that takes a second to be found.
 */
export async function lockDriverId(db: Queryable, { workProvider, driverId }: DriverId): Promise<void> {
  await rows(db, LOCK, [workProvider, driverId]);
}

/** The customer number that the driver ID belongs to, now or from a later moment on. */
export async function holderOf(db: Queryable, { workProvider, driverId }: DriverId): Promise<string | undefined> {
  return (await firstRow<{ customerNumber: string }>(db, HOLDER, [workProvider, driverId]))?.customerNumber;
}
