import { endingLast } from '../../core/shift/lane.ts';
import { settingAt } from '../../core/shift/setting.ts';
import type { Instant } from '../../core/time/instant.ts';
import { chosenTimeZone } from '../../store/customer/accounts.ts';
import { linksOfCustomer } from '../../store/customer/links.ts';
import { reportedNumbers } from '../../store/log/events.ts';
import type { Queryable } from '../../store/postgres/database.ts';
import { type Provider, providersById } from '../../store/provider/providers.ts';

const ZONE_OF_NOBODY = 'Europe/London';

/** In which the pages of a customer show times. */
export async function timeZoneOf(db: Queryable, customerNumber: string, now: Instant): Promise<string> {
  const chosen = await chosenTimeZone(db, customerNumber);
  if (chosen !== undefined) return chosen;
  const [first] = [
    ...(await linksOfCustomer(db, customerNumber)).toSorted(endingLast),
    ...(await reportedNumbers(db, customerNumber)),
  ];
  return usualTimeZone(first && (await providersById(db, [first.workProvider])).get(first.workProvider), now);
}

/** The zone of who has chosen none. `provider`: the one they are linked to; else one that reports on them. */
export function usualTimeZone(provider: Provider | undefined, now: Instant): string {
  return provider ? settingAt(provider.settings, now).timeZone : ZONE_OF_NOBODY;
}
