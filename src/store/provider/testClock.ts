import { type Instant, type Micros, SECOND } from '../../core/time/instant.ts';
import { firstRow, type Queryable, rows } from '../postgres/database.ts';
import { toTimestamptz } from '../postgres/sqlTypes.ts';

const LOCK = { name: 'lock_test_clock', text: 'select from work_provider where id = $1 for no key update' };
const MOVE = {
  name: 'move_test_clock',
  text: `with former as (
           select coalesce(max(ahead), interval '0') as ahead, max(moved_at) as moved_at from test_clock where work_provider_id = $1)
         insert into test_clock (work_provider_id, ahead, moved_at)
         select $1, ahead + $2 * interval '1 second', greatest(clock_timestamp(), moved_at + interval '1 microsecond')
         from former where ahead + $2 * interval '1 second' <= interval '366 days'
         returning moved_at + (select ahead from former) as since, moved_at + ahead as now`,
};
const AHEAD = {
  name: 'test_clock_ahead',
  text: `select (extract(epoch from coalesce((select ahead from test_clock
             where work_provider_id = $1 and moved_at <= asked.at
             order by work_provider_id desc, moved_at desc limit 1), interval '0')) * 1000000)::bigint as ahead
         from unnest($2::timestamptz[]) with ordinality asked (at, place) order by place`,
};

/**
 * Moves the clock of a work provider forward, in a transaction. Returns the time before, and the time now; undefined when
 * it would be more than 366 days ahead: without an end it would reach years that cannot be stored.
 */
export async function moveTestClock(
  db: Queryable,
  workProvider: number,
  by: Micros,
): Promise<{ readonly since: Instant; readonly now: Instant } | undefined> {
  await rows(db, LOCK, [workProvider]);
  return await firstRow<{ since: Instant; now: Instant }>(db, MOVE, [workProvider, by / SECOND]);
}

/** How far the clock of a work provider was ahead at each of these instants, in their order. */
export async function testClockAhead(db: Queryable, workProvider: number, at: readonly Instant[]): Promise<Micros[]> {
  const found = await rows<{ ahead: Micros }>(db, AHEAD, [workProvider, at.map(toTimestamptz)]);
  return found.map(({ ahead }) => ahead);
}
