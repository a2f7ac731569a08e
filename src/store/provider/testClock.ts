import { type Instant, type Micros, SECOND } from '../../core/time/instant.ts';
import { firstRow, type Queryable } from '../postgres/database.ts';

const MOVE = {
  name: 'move_test_clock',
  text: `with before as (select now_of($1) as since)
         insert into test_clock (work_provider_id, ahead) select $1, $2 * interval '1 second' from before
         on conflict (work_provider_id) do update set ahead = test_clock.ahead + excluded.ahead
           where test_clock.ahead + excluded.ahead <= interval '366 days'
         returning (select since from before) as since, clock_timestamp() + ahead as now`,
};

/**
 * Moves the clock of a work provider forward. Returns the time before, and the time now; undefined when it would be more
 * than 366 days ahead: without an end it would reach years that cannot be stored.
 */
export async function moveTestClock(
  db: Queryable,
  workProvider: number,
  by: Micros,
): Promise<{ readonly since: Instant; readonly now: Instant } | undefined> {
  return await firstRow<{ since: Instant; now: Instant }>(db, MOVE, [workProvider, by / SECOND]);
}
