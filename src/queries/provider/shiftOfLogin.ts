import type { Event } from '../../core/event.ts';
import { eventsOfLane, indexLinks, logoutSubjects } from '../../core/shift/lane.ts';
import { longestOfAll, longestShiftBy, type Setting } from '../../core/shift/setting.ts';
import { fold, type Shift } from '../../core/shift/timeline.ts';
import { linksAround } from '../../store/customer/links.ts';
import { eventsOnward } from '../../store/log/events.ts';
import type { Queryable } from '../../store/postgres/database.ts';

const MOST_EVENTS = 1_000;

/**
 * The shift that a login with a reference of its own is part of, from the log itself: events that are not settled yet
 * count. Undefined when the login is void.
 */
export async function shiftOfLogin(
  db: Queryable,
  login: Event,
  settings: readonly Setting[],
): Promise<Shift | undefined> {
  const links = indexLinks(await linksAround(db, [login]));
  const from = login.occurredAt - longestOfAll(settings);
  const subjects = logoutSubjects(login, links).map((subject) => ({ ...subject, from }));
  const events = eventsOfLane(login, await eventsOnward(db, subjects, MOST_EVENTS), links);
  if (!events.some(({ id }) => id === login.id)) return undefined;
  return fold(events, longestShiftBy(settings)).findLast((shift) => shift.from <= login.occurredAt);
}
