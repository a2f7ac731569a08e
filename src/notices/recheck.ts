import type pg from 'pg';
import { customerLane, driverLane, type Lane } from '../core/shift/lane.ts';
import { type Instant, instantOf } from '../core/time/instant.ts';
import { linksOfCustomer } from '../store/customer/links.ts';
import { providersNaming } from '../store/log/events.ts';
import { inTransaction, type Queryable } from '../store/postgres/database.ts';
import { shiftsBegunIn } from '../store/shift/shifts.ts';
import { lockLanes } from '../store/shift/unsettled.ts';
import { listeningAmong } from '../store/webhook/notices.ts';
import { placeOfShift, placesOfOpenShifts, type ShiftPlace } from '../store/webhook/notifiedShifts.ts';
import { announce, recheckLanes, unchanged } from './announce.ts';

/** Tells of a shift what time alone has changed by `at`, that its limit has come say: once, however often it is asked. */
export async function recheckShift(pool: pg.Pool, shiftId: number, at: Instant): Promise<void> {
  await inTransaction(pool, async (db) => {
    const place = await placeOfShift(db, shiftId);
    if (place) await lookAtPlaces(db, [place], at, false);
  });
}

const OPEN_SHIFTS_AT_ONCE = 200;

/** Takes the shifts that go on when a work provider begins to listen as known, and watches over their ends. */
export async function watchOpenShifts(pool: pg.Pool, workProvider: number): Promise<void> {
  const places = await placesOfOpenShifts(pool, workProvider);
  for (let done = 0; done < places.length; done += OPEN_SHIFTS_AT_ONCE) {
    const some = places.slice(done, done + OPEN_SHIFTS_AT_ONCE);
    await inTransaction(pool, (db) => lookAtPlaces(db, some, -Infinity, true));
  }
}

async function lookAtPlaces(
  db: Queryable,
  places: readonly ShiftPlace[],
  at: Instant,
  withCover: boolean,
): Promise<void> {
  const lanes = places.map(({ lane }) => lane);
  await lockLanes(db, lanes);
  const { providers, now } = await listeningAmong(
    db,
    lanes.map(({ workProvider }) => workProvider),
  );
  if (providers.size === 0) return;
  const found = await shiftsBegunIn(
    db,
    places.map(({ lane, from }) => ({ lane, period: { from, to: from + 1 } })),
  );
  await announce(
    db,
    found.map((each) => unchanged(each, withCover)),
    Math.max(now, at),
  );
}

/** Tells what a suspension or a refusal of the customer from `since` on has changed; null: from the very first. */
export async function recheckCustomer(pool: pg.Pool, customerNumber: string, since: string | null): Promise<void> {
  const from = since === null || since === '-infinity' ? -Infinity : instantOf(since);
  await inTransaction(pool, async (db) => {
    const lanes = await lanesOfCustomer(db, customerNumber);
    await lockLanes(db, lanes);
    const listening = await listeningAmong(
      db,
      lanes.map(({ workProvider }) => workProvider),
    );
    await recheckLanes(
      db,
      lanes.map((lane) => ({ lane, since: from, withCover: false })),
      listening,
    );
  });
}

async function lanesOfCustomer(db: Queryable, customerNumber: string): Promise<Lane[]> {
  const links = await linksOfCustomer(db, customerNumber);
  const naming = await providersNaming(db, customerNumber);
  return [...links.map(driverLane), ...naming.map((provider) => customerLane(provider, customerNumber))];
}
