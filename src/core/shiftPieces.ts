import { type Standing, shiftPeriod, type Work } from './cover.ts';
import type { Instant } from './instant.ts';
import { ownParts } from './ownWork.ts';
import type { Period } from './period.ts';
import { endAsOf, type Shift } from './timeline.ts';

/** Why a piece of a shift stops where it does. `passed_on`: the driver ID is another customer's from there. */
export type Till = 'logout' | 'limit' | 'now' | 'midnight' | 'passed_on';

/** A part of a shift, or all of it. From = to for a shift of no length. */
export type ShiftPiece = { readonly workProvider: number; readonly period: Period; readonly till: Till };

/** What a customer may see of one shift, as far as it has come; not yet cut into days. */
export function shiftPieces(work: Work, standing: Standing, now: Instant): ShiftPiece[] {
  const begun = ownParts(work, standing).filter((part) => part.from < now);
  return begun.map((part) => ({
    workProvider: work.lane.workProvider,
    period: { from: part.from, to: Math.min(part.to, now) },
    till: tillOf(work.shift, part, now),
  }));
}

function tillOf(shift: Shift, part: Period, now: Instant): Till {
  const end = endAsOf(shift, now);
  if (part.to > now || end.tag === 'open') return 'now';
  return part.to < shiftPeriod(shift).to ? 'passed_on' : end.tag;
}
