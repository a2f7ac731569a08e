import { unmatchedBecause } from '../core/cover/notice.ts';
import { subjectKey } from '../core/event.ts';
import { indexLinks, type Lane, laneOf } from '../core/shift/lane.ts';
import { outcomeOf } from '../core/shift/outcome.ts';
import { eligibilitiesOf } from '../store/customer/eligibility.ts';
import { linksAround } from '../store/customer/links.ts';
import { eventsInRanges } from '../store/log/events.ts';
import type { Queryable } from '../store/postgres/database.ts';
import { lastShiftsBefore } from '../store/shift/shifts.ts';
import type { UnsettledItem } from '../store/shift/unsettled.ts';
import { type Listening, type Notice, writeNotices } from '../store/webhook/notices.ts';

/** Enough to see a shift that ended just when the next began. */
const SHIFTS_THAT_TELL = 2;

/** Tells of the events that have come to nothing for now, of each only once. */
export async function announceUnmatched(
  db: Queryable,
  items: readonly UnsettledItem[],
  { providers }: Listening,
): Promise<void> {
  const ranges = items.filter((item) => item.tag === 'append');
  const events = await eventsInRanges(db, ranges, [...providers]);
  if (events.length === 0) return;
  const links = indexLinks(await linksAround(db, events));
  const lanes = events.map((event) => laneOf(event, event.occurredAt, links));
  const asked = events.map(({ occurredAt }, index) => {
    return { lane: lanes[index] as Lane, period: { from: occurredAt + 1, to: Infinity } };
  });
  const numbers = events.filter((event) => event.identifierKind === 'policyId').map((event) => event.identifier);
  const customers = await eligibilitiesOf(db, numbers, []);
  const shifts = Map.groupBy(await lastShiftsBefore(db, asked, SHIFTS_THAT_TELL), ({ lane }) => subjectKey(lane));
  const notices = events.flatMap((event, index): Notice[] => {
    const told = (shifts.get(subjectKey(lanes[index] as Lane)) ?? []).map(({ shift }) => shift);
    const reason = unmatchedBecause({
      ...event,
      linked: links.onDriver(event).map(({ held }) => held),
      customerExists: customers.has(event.identifier),
      hadNoLogin: outcomeOf(event, told) === 'no_login_before',
    });
    if (!reason) return [];
    const { id, workProvider, identifierKind, identifier, kind, occurredAt, receivedAt } = event;
    const facts = { eventId: id, identifierKind, identifier, kind, occurredAt, receivedAt, reason };
    return [{ workProvider, type: 'event.unmatched', facts, once: `unmatched ${id}` }];
  });
  await writeNotices(db, notices);
}
