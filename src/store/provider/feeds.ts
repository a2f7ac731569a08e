import type { Instant } from '../../core/time/instant.ts';
import { MINUTE, type Micros } from '../../core/time/instant.ts';
import { firstRow, type Queryable, rows } from '../postgres/database.ts';
import { toTimestamptz } from '../postgres/sqlTypes.ts';

const SAY_COMPLETE = {
  name: 'say_complete',
  text: 'insert into feed_complete (work_provider_id, up_to, takes_back) values ($1, $2, $3)',
};

/** What a work provider says of its feed: all that happened before `upTo` has been sent. */
export type Completeness = {
  readonly workProvider: number;
  readonly upTo: Instant;
  /** Whether what was said of later times is taken back. */
  readonly takesBack: boolean;
};

/** Records what a work provider says of its feed. */
export async function sayComplete(db: Queryable, { workProvider, upTo, takesBack }: Completeness): Promise<void> {
  await rows(db, SAY_COMPLETE, [workProvider, toTimestamptz(upTo), takesBack]);
}

const COMPLETE = {
  name: 'feed_complete_up_to',
  text: `select up_to as "upTo", recorded_at as "recordedAt" from feed_complete
         where work_provider_id = $1 and recorded_at <= $2 and id >= coalesce((
           select max(id) from feed_complete where work_provider_id = $1 and takes_back and recorded_at <= $2), 0)
         order by work_provider_id desc, up_to desc limit 1`,
};

/** Up to where a feed was said to be complete by `knownAt`; undefined when that was never said. */
export async function completeUpTo(
  db: Queryable,
  workProvider: number,
  knownAt: Instant,
): Promise<{ readonly upTo: Instant; readonly recordedAt: Instant } | undefined> {
  return (await rows<{ upTo: Instant; recordedAt: Instant }>(db, COMPLETE, [workProvider, toTimestamptz(knownAt)]))[0];
}

/** The days before, from which the usual lateness is taken; and the most events of them that are read. */
const MOST_EVENTS = 20_000;
const LATENESS = {
  name: 'usual_lateness',
  text: `select count(*) as count, (extract(epoch from
             percentile_disc(0.99) within group (order by late)) * 1000000)::float8 as p99
         from (
           select e.received_at - e.occurred_at as late from event e
           where e.work_provider_id = $1 and e.id >= first_event_since($2::timestamptz - interval '7 days')
             and e.id < first_event_since($2)
           order by e.work_provider_id desc, e.id desc limit ${MOST_EVENTS}) recent`,
};

const FEWEST = 20;
const WITHOUT_MANY: Micros = 5 * MINUTE;
const LEAST: Micros = MINUTE;
const MOST: Micros = 2 * 24 * 60 * MINUTE;

/**
 * How late the events of a work provider usually come, as known at `asOf`: the 99th percentile of those received in the
 * seven days before (the newest 20,000 of them), at least a minute, at most two days; five minutes while there are fewer
 * than twenty.
 */
export async function usualLateness(db: Queryable, workProvider: number, asOf: Instant): Promise<Micros> {
  const row = await firstRow<{ count: number; p99: number | null }>(db, LATENESS, [workProvider, toTimestamptz(asOf)]);
  if (!row || row.p99 === null || row.count < FEWEST) return WITHOUT_MANY;
  return Math.min(MOST, Math.max(LEAST, row.p99));
}
