import assert from 'node:assert/strict';
import type { Event } from '../../src/core/event.ts';
import { eventsOfLane, indexLinks, type Lane, laneKey } from '../../src/core/shift/lane.ts';
import { limitsBy } from '../../src/core/shift/setting.ts';
import { fold, type Shift } from '../../src/core/shift/timeline.ts';
import { toRfc3339 } from '../../src/core/time/instant.ts';
import { linksMatching } from '../../src/store/customer/links.ts';
import { EVENT, EVENTS } from '../../src/store/log/events.ts';
import { type Queryable, rows } from '../../src/store/postgres/database.ts';
import { providersById } from '../../src/store/provider/providers.ts';
import { fromRow, SHIFT, SHIFTS, type ShiftRow } from '../../src/store/shift/shifts.ts';

/** The stored shifts must be those that one fold over the whole log gives, no more and no fewer. */
export async function assertFolded(db: Queryable): Promise<void> {
  const stored = (await rows<ShiftRow>(db, STORED)).map(fromRow).map(({ lane, shift }) => line(lane, shift));
  const folded = await foldedShifts(db);
  assert.deepEqual(stored.toSorted(), folded.toSorted());
  assert.ok(folded.length > 0, 'there are shifts to compare');
  assert.deepEqual(await rows(db, BEYOND), []);
}

const STORED = { name: 'test_shifts', text: `select ${SHIFT} from ${SHIFTS}` };
/** Settled events after the instant up to which the last shift of their lane says it is folded. */
const BEYOND = {
  name: 'test_beyond_folded',
  text: `select e.id, e.occurred_at, last.folded_until from event e join lateral (
           select folded_until from shift sh where (sh.subject_id, sh.reference) = (e.subject_id, e.reference)
           order by started_at desc limit 1) last on e.occurred_at > last.folded_until
         where not is_void(e.id) and not exists (select from unsettled u where e.id between u.first_event_id and u.last_event_id)`,
};
const COUNTING = { name: 'test_events', text: `select ${EVENT} from ${EVENTS} where not is_void(e.id)` };

/** Every event that counts, in the lanes of the links as they are, each lane folded from its beginning. */
async function foldedShifts(db: Queryable): Promise<string[]> {
  const events = await rows<Event>(db, COUNTING);
  const links = indexLinks(await linksMatching(db, {}));
  const lanes = new Map<string, Lane>(events.map((event) => [laneKey(event), event]));
  const providers = await providersById(db, [...new Set(events.map((event) => event.workProvider))]);
  return [...lanes.values()].flatMap((lane) => {
    const provider = providers.get(lane.workProvider);
    if (!provider) return [];
    const shifts = fold(eventsOfLane(lane, events, links), limitsBy(provider));
    return shifts.map((shift) => line(lane, shift));
  });
}

function line(lane: Lane, { from, openedBy, limitAt, logout }: Shift): string {
  const until = logout ? `${toRfc3339(logout.at)} (${logout.id})` : 'open';
  return `${laneKey(lane)}: ${toRfc3339(from)} (${openedBy}) to ${until}, at most ${toRfc3339(limitAt)}`;
}
