import assert from 'node:assert/strict';
import { type Event, subjectKey } from '../../src/core/event.ts';
import { indexLinks, laneOf } from '../../src/core/shift/lane.ts';
import { longestShiftBy } from '../../src/core/shift/setting.ts';
import { endInstant, fold, type Shift } from '../../src/core/shift/timeline.ts';
import { type Instant, toRfc3339 } from '../../src/core/time/instant.ts';
import { linksMatching } from '../../src/store/customer/links.ts';
import { type Queryable, rows } from '../../src/store/postgres/database.ts';
import { providersById } from '../../src/store/provider/providers.ts';

/** The kept shifts must be those that one fold over the whole log tells, no more and no fewer. */
export async function assertFolded(db: Queryable): Promise<void> {
  const [kept, told] = [await keptShifts(db), await toldShifts(db)];
  assert.deepEqual(kept, told);
  assert.ok(told.length > 0, 'there are shifts to compare');
}

const SHIFTS = {
  name: 'test_shifts',
  text: `select work_provider_id as "workProvider", identifier_kind as "identifierKind", identifier,
    started_at as "from", opened_by as "openedBy", limit_at as "limitAt", ended_at as "endedAt", ended_by as "endedBy" from shift`,
};

type Row = { workProvider: number; identifierKind: 'driverId'; identifier: string } & {
  from: Instant;
  openedBy: number;
  limitAt: Instant;
  endedAt: Instant | null;
  endedBy: number | null;
};

async function keptShifts(db: Queryable): Promise<string[]> {
  const found = await rows<Row>(db, SHIFTS);
  return found
    .map((row) => line(subjectKey(row), row.from, row.openedBy, row.limitAt, row.endedAt ?? Infinity, row.endedBy))
    .toSorted();
}

/** Every event that is not void, one by one in its lane by the links as they are, each lane folded from its beginning. */
async function toldShifts(db: Queryable): Promise<string[]> {
  const events = await rows<Event>(db, EVENTS);
  const links = indexLinks(await linksMatching(db, {}));
  const byLane = Map.groupBy(events, (event) => subjectKey(laneOf(event, event.occurredAt, links)));
  const providers = await providersById(db, [...new Set(events.map((event) => event.workProvider))]);
  return [...byLane]
    .flatMap(([lane, own]) => {
      const provider = providers.get(own[0]?.workProvider as number);
      if (!provider) return [];
      return fold(own, longestShiftBy(provider.settings)).map((shift) => shiftLine(lane, shift));
    })
    .toSorted();
}

const EVENTS = {
  name: 'test_events',
  text: `select id, work_provider_id as "workProvider", identifier_kind as "identifierKind", identifier, kind,
           occurred_at as "occurredAt", received_at as "receivedAt"
         from event e where not exists (select from event_void v where v.event_id = e.id)`,
};

function shiftLine(lane: string, shift: Shift): string {
  const endedBy = shift.end.tag === 'logout' ? shift.end.endedBy : null;
  return line(lane, shift.from, shift.openedBy, shift.limitAt, endInstant(shift.end), endedBy);
}

function line(
  lane: string,
  from: Instant,
  openedBy: number,
  limitAt: Instant,
  end: Instant,
  endedBy: number | null,
): string {
  const until = end === Infinity ? 'open' : toRfc3339(end);
  return `${lane}: ${toRfc3339(from)} (${openedBy}) to ${until} (${endedBy ?? 'none'}), at most ${toRfc3339(limitAt)}`;
}
