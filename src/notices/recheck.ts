import type pg from 'pg';
import { driverSubject, type Lane } from '../core/shift/lane.ts';
import { type Instant, instantOf } from '../core/time/instant.ts';
import { linksOfCustomer } from '../store/customer/links.ts';
import { reportedNumbers } from '../store/log/events.ts';
import { inTransaction, type Queryable } from '../store/postgres/database.ts';
import { lanesSince, shiftsBegunIn } from '../store/shift/shifts.ts';
import { lockSubjects } from '../store/shift/unsettled.ts';
import { listeningAmong } from '../store/webhook/notices.ts';
import { placeOfShift, placesOfOpenShifts, type ShiftPlace } from '../store/webhook/notifiedShifts.ts';
import { announce, recheckLanes, unchanged } from './announce.ts';

/** Notifies of what time alone has changed in a shift by `at`, such as a limit that has passed. Only a difference is notified. */
export async function recheckShift(pool: pg.Pool, shiftId: number, at: Instant): Promise<void> {
  await inTransaction(pool, async (db) => {
    const place = await placeOfShift(db, shiftId);
    if (place) await recheckPlaces(db, [place], at, false);
  });
}

const OPEN_SHIFTS_AT_ONCE = 200;

/** When a work provider adds its first endpoint: takes its open shifts as notified, and queues rechecks for their ends. */
export async function watchOpenShifts(pool: pg.Pool, workProvider: number): Promise<void> {
  await recheckOpenShifts(pool, workProvider, { since: undefined, withCover: true });
}

/** After the clock of a work provider was moved forward from `since`: notifies of what has changed in its open shifts. */
export async function moveOn(pool: pg.Pool, workProvider: number, since: Instant): Promise<void> {
  await recheckOpenShifts(pool, workProvider, { since, withCover: false });
}

async function recheckOpenShifts(
  pool: pg.Pool,
  workProvider: number,
  { since, withCover }: { readonly since: Instant | undefined; readonly withCover: boolean },
): Promise<void> {
  const places = await placesOfOpenShifts(pool, workProvider, since);
  for (let done = 0; done < places.length; done += OPEN_SHIFTS_AT_ONCE) {
    const some = places.slice(done, done + OPEN_SHIFTS_AT_ONCE);
    await inTransaction(pool, (db) => recheckPlaces(db, some, -Infinity, withCover));
  }
}

async function recheckPlaces(
  db: Queryable,
  places: readonly ShiftPlace[],
  at: Instant,
  withCover: boolean,
): Promise<void> {
  const lanes = places.map(({ lane }) => lane);
  await lockSubjects(db, lanes);
  const listening = await listeningAmong(
    db,
    lanes.map(({ workProvider }) => workProvider),
  );
  if (listening.size === 0) return;
  const found = await shiftsBegunIn(
    db,
    places.map(({ lane, from }) => ({ lane, period: { from, to: from + 1 } })),
  );
  await announce(
    db,
    found.map((each) => unchanged(each, withCover)),
    new Map([...listening].map(([workProvider, now]) => [workProvider, Math.max(now, at)])),
  );
}

/** Notifies of what a suspension or an opt-out of the customer from `since` on has changed; null: from the first one. */
export async function recheckCustomer(pool: pg.Pool, customerNumber: string, since: string | null): Promise<void> {
  const from = since === null || since === '-infinity' ? -Infinity : instantOf(since);
  await inTransaction(pool, async (db) => {
    const lanes = await lanesOfCustomer(db, customerNumber, from);
    await lockSubjects(db, lanes);
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

async function lanesOfCustomer(db: Queryable, customerNumber: string, since: Instant): Promise<Lane[]> {
  const links = await linksOfCustomer(db, customerNumber);
  const reported = await reportedNumbers(db, customerNumber);
  return await lanesSince(
    db,
    [...links.map(driverSubject), ...reported].map((subject) => ({ subject, since })),
  );
}
