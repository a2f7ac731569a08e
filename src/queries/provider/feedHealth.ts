import { type Finding, findings, type Lateness, lateness, type Observed } from '../../core/feed/feedHealth.ts';
import { endAsOf, type Shift } from '../../core/shift/timeline.ts';
import type { Steps } from '../../core/steps.ts';
import { HOUR, type Instant, type Micros, toRfc3339 } from '../../core/time/instant.ts';
import { linkedDriverIds } from '../../store/customer/links.ts';
import { eventsBackwards, repeatedAmong } from '../../store/log/providerEvents.ts';
import type { Queryable } from '../../store/postgres/database.ts';
import { testClockAhead } from '../../store/provider/testClock.ts';
import { withOutcomes } from './outcomes.ts';

/** The quality of a work provider's feed over some days: what was looked at, and what was found. */
export type FeedHealth = {
  readonly from: Instant;
  readonly to: Instant;
  readonly looked: number;
  /** Whether that was all there is; else the newest. */
  readonly complete: boolean;
  readonly lateness: Lateness;
  /** By day of receipt, in UTC, the last first. */
  readonly days: readonly { readonly date: string; readonly events: number; readonly lateness: Lateness }[];
  readonly findings: readonly Finding[];
};

const MOST_LOOKED_AT = 5_000;
const DAY = 24 * HOUR;

/** What was read of a feed to judge its health by. */
type ReadFeed = Pick<FeedHealth, 'from' | 'to' | 'complete'> & {
  readonly events: readonly Observed[];
  /** Empty unless there are events of drivers who are not linked. */
  readonly linkedDriverIds: readonly string[];
};

type Asked = {
  readonly workProvider: number;
  readonly days: number;
  /** By the clock of the work provider. */
  readonly now: Instant;
  /** How far that clock is ahead; 0 but in test mode. */
  readonly ahead: Micros;
};

/** Reads the newest events of a feed, at most 5,000. They were received by the clock of the work provider as it was then. */
export async function readFeed(db: Queryable, { workProvider, days, now, ahead }: Asked): Promise<ReadFeed> {
  const from = now - days * DAY;
  const after = Number.MAX_SAFE_INTEGER;
  const read = await eventsBackwards(db, { workProvider, after, limit: MOST_LOOKED_AT });
  const newest = ahead === 0 ? read : await byOwnClock(db, workProvider, read);
  const logged = newest.filter((event) => event.receivedAt >= from);
  const repeated = new Set(
    await repeatedAmong(
      db,
      logged.map(({ id }) => id),
    ),
  );
  const events = (await withOutcomes(db, logged)).map((event) => ({
    ...event,
    repeated: repeated.has(event.id),
    endedByLimit: event.outcome === 'opened_shift' && endedByLimit(event.shift, now),
  }));
  const complete = logged.length < newest.length || newest.length < MOST_LOOKED_AT;
  const someAreNot = events.some(({ identifierKind, linked }) => identifierKind === 'driverId' && !linked);
  const linked = someAreNot ? await linkedDriverIds(db, workProvider) : [];
  return { from, to: now, complete, events, linkedDriverIds: linked };
}

async function byOwnClock<T extends { readonly receivedAt: Instant }>(
  db: Queryable,
  workProvider: number,
  events: readonly T[],
): Promise<T[]> {
  const received = events.map(({ receivedAt }) => receivedAt);
  const aheads = await testClockAhead(db, workProvider, received);
  return events.map((event, n) => ({ ...event, receivedAt: event.receivedAt + (aheads[n] ?? 0) }));
}

/** Judges what was read. */
export function* feedHealth({ from, to, complete, events, linkedDriverIds: linked }: ReadFeed): Steps<FeedHealth> {
  const found = yield* findings(events, linked);
  yield;
  return {
    from,
    to,
    looked: events.length,
    complete,
    lateness: lateness(events),
    days: byDay(events),
    findings: found,
  };
}

function byDay(events: readonly Observed[]): FeedHealth['days'] {
  const days = Map.groupBy(events, ({ receivedAt }) => toRfc3339(receivedAt).slice(0, 10));
  return [...days].map(([date, own]) => ({ date, events: own.length, lateness: lateness(own) }));
}

function endedByLimit(shift: Shift | undefined, now: Instant): boolean {
  return shift !== undefined && endAsOf(shift, now).tag === 'limit';
}
