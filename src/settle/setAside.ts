import type { SetAside } from '../store/installation.ts';
import type { PublicIds } from '../store/publicIds.ts';
import type { UnsettledItem } from '../store/shift/unsettled.ts';

/** What settling gave up on: an event by its id on the wire, a link, or a stretch whose limits changed. */
export function setAsideName(
  { eventId, workProvider, linkId }: Pick<SetAside, 'eventId' | 'workProvider' | 'linkId'>,
  ids: PublicIds,
): string {
  if (eventId !== null && workProvider !== null) return `event ${ids.write('event', workProvider, eventId)}`;
  return linkId === null ? 'a change of the longest shift' : `link ${linkId}`;
}

/** The same of an item that was set aside just now. `workProvider`: of its event. */
export function setAsideItemName(item: UnsettledItem, workProvider: number | null, ids: PublicIds): string {
  const eventId = item.tag === 'append' ? item.first : null;
  const linkId = item.tag === 'link' ? item.linkId : null;
  return setAsideName({ eventId, workProvider, linkId }, ids);
}
