import type { SignedIn } from '../../accounts/signIn.ts';
import { clock } from '../../core/time/instant.ts';
import type { IsoWeek } from '../../core/time/isoWeek.ts';
import { type MyCover, readMyCover } from '../../queries/driver/myCover.ts';
import { chosenTimeZone } from '../../store/customer/accounts.ts';
import type { PageContext } from '../context.ts';

/** The cover of the customer, now and in the week, in the time zone of their choice. The week defaults to this one. */
export async function readOwnCover(
  { pool }: PageContext,
  { customerNumber }: SignedIn,
  week?: IsoWeek,
): Promise<MyCover> {
  const timeZone = await chosenTimeZone(pool, customerNumber);
  return await readMyCover(pool, { customerNumber, now: clock(), timeZone, week });
}
