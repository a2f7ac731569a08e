import type { SignedIn } from '../../accounts/signIn.ts';
import { clock } from '../../core/time/instant.ts';
import type { IsoWeek } from '../../core/time/isoWeek.ts';
import { type MyCover, readMyCover } from '../../queries/driver/myCover.ts';
import { chosenTimeZone } from '../../store/customer/accounts.ts';
import { canBeContacted, type PageContext } from '../context.ts';

/** What a driver sees of their own cover, and whether they can be told how to contact the insurer about it. */
export type Mine = MyCover & { readonly canContactUs: boolean };

/** The cover of whoever is signed in, in this week or in another, by the clock of their choice. */
export async function readMine(front: PageContext, { customerNumber }: SignedIn, week?: IsoWeek): Promise<Mine> {
  const timeZone = await chosenTimeZone(front.pool, customerNumber);
  const cover = await readMyCover(front.pool, { customerNumber, now: clock(), timeZone, week });
  return { ...cover, canContactUs: canBeContacted(front.insurer) };
}
