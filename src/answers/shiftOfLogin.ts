import type { Event } from '../core/event.ts';
import { indexLinks, laneOf } from '../core/lane.ts';
import { shiftOf } from '../core/outcome.ts';
import type { Setting } from '../core/setting.ts';
import type { Shift } from '../core/timeline.ts';
import type { Queryable } from '../store/database.ts';
import { linksAround } from '../store/links.ts';
import { timelineAround } from './timelineAround.ts';

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
