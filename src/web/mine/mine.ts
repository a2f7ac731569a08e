import type { SignedIn } from '../../accounts/signingIn.ts';
import { type MyCover, readMyCover } from '../../answers/myCover.ts';
import { clock } from '../../core/instant.ts';
import type { IsoWeek } from '../../core/isoWeek.ts';
import { chosenTimeZone } from '../../store/timeZone.ts';
import { canBeContacted, type Front } from '../front.ts';

/** What a driver sees of their own cover, and whether they can be told how to contact the insurer about it. */
export type Mine = MyCover & { readonly canContactUs: boolean };

/** The cover of whoever is signed in, in this week or in another, by the clock of their choice. */
export async function readMine(front: Front, { customerNumber }: SignedIn, week?: IsoWeek): Promise<Mine> {
  const timeZone = await chosenTimeZone(front.pool, customerNumber);
  const cover = await readMyCover(front.pool, { customerNumber, now: clock(), timeZone, week });
  return { ...cover, canContactUs: canBeContacted(front.insurer) };
}
