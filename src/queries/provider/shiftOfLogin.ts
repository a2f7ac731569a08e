import type { Event } from '../../core/event.ts';
import { eventsOfLane, indexLinks, logoutSubjects } from '../../core/shift/lane.ts';
import { limitsBy, longestOfAll } from '../../core/shift/setting.ts';
import { fold, type Shift } from '../../core/shift/timeline.ts';
import { linksAround } from '../../store/customer/links.ts';
import { eventsOnward } from '../../store/log/events.ts';
import type { Queryable } from '../../store/postgres/database.ts';
import type { Provider } from '../../store/provider/providers.ts';

const MOST_EVENTS = 1_000;

/**
 * The shift that a login with a reference of its own is part of, from the log itself: events that are not settled yet
 * count. Undefined when the login is void.
 */
export async function shiftOfLogin(
  db: Queryable,
  login: Event,
  provider: Pick<Provider, 'settings' | 'end'>,
): Promise<Shift | undefined> {
  const links = indexLinks(await linksAround(db, [login]));
  const from = login.occurredAt - longestOfAll(provider.settings);
  const subjects = logoutSubjects(login, links).map((subject) => ({ ...subject, from }));
  const events = eventsOfLane(login, await eventsOnward(db, subjects, MOST_EVENTS), links);
  if (!events.some(({ id }) => id === login.id)) return undefined;
  return fold(events, limitsBy(provider)).findLast((shift) => shift.from <= login.occurredAt);
}
