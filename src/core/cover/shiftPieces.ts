import { endAsOf, type Shift, shiftPeriod } from '../shift/timeline.ts';
import type { Instant } from '../time/instant.ts';
import type { Period } from '../time/period.ts';
import { type Eligibility, type LaneShift } from './cover.ts';
import { visibleParts } from './visibleWork.ts';

/** Why a piece of a shift stops where it does. `passed_on`: the driver ID is another customer's from there. */
export type Till = 'logout' | 'limit' | 'now' | 'midnight' | 'passed_on';

/** A part of a shift, or all of it. From = to for a shift of no length. */
export type ShiftPiece = { readonly workProvider: number; readonly period: Period; readonly till: Till };

/** What a customer may see of one shift, as far as it has come; not yet cut into days. */
export function shiftPieces(laneShift: LaneShift, eligibility: Eligibility, now: Instant): ShiftPiece[] {
  const begun = visibleParts(laneShift, eligibility).filter((part) => part.from < now);
  return begun.map((part) => ({
    workProvider: laneShift.lane.workProvider,
    period: { from: part.from, to: Math.min(part.to, now) },
    till: tillOf(laneShift.shift, part, now),
  }));
}

function tillOf(shift: Shift, part: Period, now: Instant): Till {
  const end = endAsOf(shift, now);
  if (part.to > now || end.tag === 'open') return 'now';
  return part.to < shiftPeriod(shift).to ? 'passed_on' : end.tag;
}
