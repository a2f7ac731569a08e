import { unmatchedBecause } from '../core/cover/notice.ts';
import { indexLinks } from '../core/shift/lane.ts';
import { linksAround } from '../store/customer/links.ts';
import { eventsInRanges } from '../store/log/events.ts';
import type { Queryable } from '../store/postgres/database.ts';
import { outcomesOf } from '../store/shift/outcomes.ts';
import type { UnsettledItem } from '../store/shift/unsettled.ts';
import { type Listening, type Notice, writeNotices } from '../store/webhook/notices.ts';

/** Notifies of the events that have come to nothing so far, of each only once. */
export async function announceUnmatched(
  db: Queryable,
  items: readonly UnsettledItem[],
  listening: Listening,
): Promise<void> {
  const ranges = items.filter((item) => item.tag === 'append');
  const events = await eventsInRanges(db, ranges, [...listening.keys()]);
  if (events.length === 0) return;
  const links = indexLinks(await linksAround(db, events));
  const outcomes = await outcomesOf(db, events, links);
  const notices = events.flatMap((event, index): Notice[] => {
    const reason = unmatchedBecause({
      ...event,
      linked: links.onDriver(event).map(({ held }) => held),
      hadNoLogin: outcomes[index]?.outcome === 'no_login_before',
    });
    if (!reason) return [];
    const { id, workProvider, identifierKind, identifier, reference, kind, occurredAt, receivedAt } = event;
    const facts = { eventId: id, identifierKind, identifier, reference, kind, occurredAt, receivedAt, reason };
    return [{ workProvider, type: 'event.unmatched', facts, once: `unmatched ${id}` }];
  });
  await writeNotices(db, notices);
}
