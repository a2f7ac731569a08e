import { type Event, subjectKey } from '../core/event.ts';
import { amendments, type KeptShift } from '../core/shift/amendment.ts';
import { eventsOfLane, indexLinks, type Lane, type Links, laneKey, logoutSubjects } from '../core/shift/lane.ts';
import { limitsBy, longestOfAll } from '../core/shift/setting.ts';
import { foldStretch, reopened } from '../core/shift/stretch.ts';
import type { Shift } from '../core/shift/timeline.ts';
import type { Instant } from '../core/time/instant.ts';
import { linksAround } from '../store/customer/links.ts';
import { eventsOnward, type ReadFrom } from '../store/log/events.ts';
import { lastLoginsBefore } from '../store/log/lastLogins.ts';
import type { Queryable } from '../store/postgres/database.ts';
import type { Provider } from '../store/provider/providers.ts';
import type { FoldedLane } from '../store/shift/amendments.ts';
import { lastShiftsBefore, shiftsBegunIn } from '../store/shift/shifts.ts';
import type { TouchedLane } from './touchedLanes.ts';

/** How many events of a subject are read at first; lanes that need more are read on with more. */
const FIRST_READ = 64;
const READ_GROWTH = 8;
const MOST_READ = 4_096;
/** What is held in memory at once: a late batch touches thousands of lanes, each with a history. */
const EVENTS_AT_ONCE = 16_384;

/** What limits the shifts of a work provider. */
export type ProviderOf = (workProvider: number) => Pick<Provider, 'settings' | 'end'>;

/**
 * Folds the touched stretch of each lane again, and yields how the stored shifts must change, piece by piece: a lane of
 * any length is folded in pieces, and the state carried from one to the next. A stretch begins with the shift that goes
 * on there, and ends where what comes later cannot have changed (core/shift/stretch.ts).
 */
export async function* refold(
  db: Queryable,
  touched: readonly TouchedLane[],
  providerOf: ProviderOf,
): AsyncGenerator<FoldedLane[]> {
  const links = indexLinks(
    await linksAround(
      db,
      touched.map(({ lane }) => lane),
    ),
  );
  let unfinished: readonly Unfinished[] = touched.map((each) => ({
    ...each,
    readFrom: each.since,
    carried: undefined,
  }));
  for (let limit = FIRST_READ; unfinished.length > 0; limit = Math.min(limit * READ_GROWTH, MOST_READ)) {
    const next: Unfinished[] = [];
    for (const some of inParts(unfinished, Math.ceil(EVENTS_AT_ONCE / limit))) {
      const folded = await foldPieces(db, some, { links, limit, providerOf });
      yield folded.map(({ amended }) => amended);
      next.push(...folded.flatMap(({ rest }) => rest ?? []));
    }
    unfinished = next;
  }
}

/** A lane that is folded up to `readFrom`. `carried`: its last shift so far, and the stored shifts it may replace. */
type Unfinished = TouchedLane & {
  readonly readFrom: Instant;
  readonly carried: { readonly last: Shift | undefined; readonly kept: readonly KeptShift[] } | undefined;
};

type Reading = { readonly links: Links; readonly limit: number; readonly providerOf: ProviderOf };
type Folded = { readonly amended: FoldedLane; readonly rest: Unfinished | undefined };

async function foldPieces(db: Queryable, lanes: readonly Unfinished[], reading: Reading): Promise<Folded[]> {
  const pieces = await readPieces(db, lanes, reading);
  const starts = await readStarts(
    db,
    pieces.filter(({ carried }) => !carried),
    reading.providerOf,
  );
  const stretches = pieces.map(({ lane, readFrom, upTo }) => ({ lane, period: { from: readFrom, to: upTo } }));
  const within = Map.groupBy(await shiftsBegunIn(db, stretches), ({ lane }) => laneKey(lane));
  return pieces.map((piece) => {
    const key = laneKey(piece.lane);
    const carried = piece.carried ?? starts.get(key) ?? { last: undefined, kept: [] };
    const kept = [...carried.kept, ...(within.get(key) ?? []).map(({ shift }) => shift)];
    return foldPiece(piece, carried.last, kept, reading.providerOf(piece.lane.workProvider));
  });
}

/** The events of a lane from `readFrom` up to `upTo`; Infinity: all that there are. */
type Piece = Unfinished & { readonly events: readonly Event[]; readonly upTo: Instant };

function foldPiece(
  piece: Piece,
  last: Shift | undefined,
  kept: readonly KeptShift[],
  provider: ReturnType<ProviderOf>,
): Folded {
  const { lane, until, events, upTo } = piece;
  const stretch = {
    events,
    last,
    kept,
    until,
    upTo,
    limits: limitsBy(provider),
    longest: longestOfAll(provider.settings),
  };
  const folded = foldStretch(stretch);
  const amended = (was: readonly KeptShift[], is: readonly Shift[]) => ({
    lane,
    until,
    amendments: amendments(was, is),
  });
  if (folded.tag === 'ends') {
    return {
      amended: amended(
        kept.filter(({ from }) => from < folded.to),
        folded.shifts,
      ),
      rest: undefined,
    };
  }
  const open = folded.shifts.at(-1);
  const held = open ? kept.filter((shift) => shift.from >= open.from) : [];
  return {
    amended: amended(
      kept.filter((shift) => !held.includes(shift)),
      folded.shifts.slice(0, -1),
    ),
    rest: { ...piece, readFrom: upTo, carried: { last: open, kept: held } },
  };
}

function isOver({ logout }: Shift, at: Instant): boolean {
  return logout !== null && logout.at < at;
}

/** For each lane the stored shift that goes on when its stretch begins, as it stands without what comes after. */
async function readStarts(
  db: Queryable,
  lanes: readonly Unfinished[],
  providerOf: ProviderOf,
): Promise<Map<string, { last: Shift; kept: KeptShift[] }>> {
  const asked = lanes.map(({ lane, readFrom }) => ({ lane, period: { from: readFrom, to: Infinity } }));
  const since = new Map(lanes.map(({ lane, readFrom }) => [laneKey(lane), readFrom]));
  const goingOn = (await lastShiftsBefore(db, asked, 1)).filter(
    ({ lane, shift }) => !isOver(shift, since.get(laneKey(lane)) as Instant),
  );
  const logins = await lastLoginsBefore(
    db,
    goingOn.flatMap(({ lane }) =>
      loginsAsked(lane, since.get(laneKey(lane)) as Instant, providerOf(lane.workProvider)),
    ),
  );
  const byLane = Map.groupBy(logins, laneKey);
  return new Map(
    goingOn.map(({ lane, shift }) => {
      const own = (byLane.get(laneKey(lane)) ?? []).map(({ occurredAt }) => occurredAt);
      const last = reopened(shift, own, limitsBy(providerOf(lane.workProvider)));
      return [laneKey(lane), { last, kept: [shift] }];
    }),
  );
}

/** The instants before which the last login decides how long a shift goes on: `at`, and changes of the longest shift. */
function loginsAsked(lane: Lane, at: Instant, { settings }: ReturnType<ProviderOf>): { lane: Lane; at: Instant }[] {
  const changes = settings.map(({ holdsFrom }) => holdsFrom);
  const recent = changes.filter((change) => change < at && change > at - longestOfAll(settings));
  return [at, ...recent].map((each) => ({ lane, at: each }));
}

async function readPieces(db: Queryable, lanes: readonly Unfinished[], { links, limit }: Reading): Promise<Piece[]> {
  const from = new Map<string, ReadFrom>();
  for (const { lane, readFrom } of lanes) {
    for (const subject of logoutSubjects(lane, links)) {
      const key = subjectKey(subject);
      from.set(key, { ...subject, from: Math.min(readFrom, from.get(key)?.from ?? Infinity) });
    }
  }
  const read = Map.groupBy(await eventsOnward(db, [...from.values()], limit), subjectKey);
  return lanes.map((each) => {
    const own = logoutSubjects(each.lane, links).map((subject) => read.get(subjectKey(subject)) ?? []);
    const upTo = Math.min(...own.map((events) => (events.length < limit ? Infinity : lastInstant(events))));
    const events = eventsOfLane(each.lane, own.flat(), links);
    return {
      ...each,
      upTo,
      events: events.filter(({ occurredAt }) => occurredAt >= each.readFrom && occurredAt < upTo),
    };
  });
}

function lastInstant(events: readonly Event[]): Instant {
  return (events.at(-1) as Event).occurredAt;
}

function inParts<T>(all: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(all.length / size) }, (_, part) => all.slice(part * size, (part + 1) * size));
}
