import { subjectKey } from '../event.ts';
import { driverSubject } from '../shift/lane.ts';
import { shiftPeriod } from '../shift/timeline.ts';
import { ALWAYS, overlaps, type Period, without } from '../time/period.ts';
import { type Eligibility, gapsIn, type LaneShift } from './cover.ts';

/**
 * The parts of a shift that a customer may see. Of a driver ID only shifts that fall in a link of theirs, in whole or
 * in part, and of these nothing from the time of another holder: an identifier that passed on tells the work of a
 * stranger. Work that names their customer number is all theirs to see.
 */
export function visibleParts(laneShift: LaneShift, eligibility: Eligibility): Period[] {
  if (!isVisible(laneShift, eligibility)) return [];
  const whole = shiftPeriod(laneShift.shift);
  if (whole.from === whole.to) return [whole];
  const anothers = gapsIn(laneShift, eligibility).filter((gap) => gap.reason === 'linked_to_another');
  return without(
    whole,
    anothers.map((gap) => gap.period),
  );
}

/** Whether a shift is the customer's, in whole or in part: in a link of theirs, or under their customer number. */
export function isVisible(laneShift: LaneShift, eligibility: Eligibility): boolean {
  const whole = atLeastAMoment(shiftPeriod(laneShift.shift));
  return ownTimes(laneShift, eligibility).some((held) => overlaps(held, whole));
}

function ownTimes({ lane }: LaneShift, eligibility: Eligibility): Period[] {
  if (lane.identifierKind === 'policyId') return [ALWAYS];
  return eligibility.links
    .filter(
      (link) => eligibility.numbers.has(link.customerNumber) && subjectKey(driverSubject(link)) === subjectKey(lane),
    )
    .map((link) => link.held);
}

/** A shift of no length still is one. */
function atLeastAMoment({ from, to }: Period): Period {
  return { from, to: Math.max(to, from + 1) };
}
