import type { Event } from '../../core/event.ts';
import { indexLinks, laneOf } from '../../core/shift/lane.ts';
import { shiftOf } from '../../core/shift/outcome.ts';
import type { Setting } from '../../core/shift/setting.ts';
import type { Shift } from '../../core/shift/timeline.ts';
import { linksAround } from '../../store/customer/links.ts';
import type { Queryable } from '../../store/postgres/database.ts';
import { timelineAround } from '../cover/timelineAround.ts';

/** The shift that a login is part of, from the log itself: what is not settled yet counts. Undefined when it is void. */
export async function shiftOfLogin(
  db: Queryable,
  login: Event,
  settings: readonly Setting[],
): Promise<Shift | undefined> {
  const links = indexLinks(await linksAround(db, [login]));
  const lane = laneOf(login, login.occurredAt, links);
  const question = { lane, links, settings, at: login.occurredAt, knownAt: Infinity };
  const { shifts, events } = await timelineAround(db, question);
  return events.some((event) => event.id === login.id) ? shiftOf(login, shifts) : undefined;
}
