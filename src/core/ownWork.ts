import { gapsIn, type Standing, shiftPeriod, type Work } from './cover.ts';
import { subjectKey } from './event.ts';
import { driverLane } from './lane.ts';
import { ALWAYS, overlaps, type Period, without } from './period.ts';

/**
 * The parts of a shift that a customer may see. Of a driver ID only shifts that fall in a link of theirs, in whole or
 * in part, and of these nothing from the time of another holder: an identifier that passed on tells the work of a
 * stranger. Work that names their customer number is all theirs to see.
 */
export function ownParts(work: Work, standing: Standing): Period[] {
  if (!isOwnWork(work, standing)) return [];
  const whole = shiftPeriod(work.shift);
  if (whole.from === whole.to) return [whole];
  const anothers = gapsIn(work, standing).filter((gap) => gap.reason === 'linked_to_another');
  return without(
    whole,
    anothers.map((gap) => gap.period),
  );
}

/** Whether a shift is the customer's, in whole or in part: in a link of theirs, or under their customer number. */
export function isOwnWork(work: Work, standing: Standing): boolean {
  const whole = atLeastAMoment(shiftPeriod(work.shift));
  return ownTimes(work, standing).some((held) => overlaps(held, whole));
}

function ownTimes({ lane }: Work, standing: Standing): Period[] {
  if (lane.identifierKind === 'policyId') return [ALWAYS];
  return standing.links
    .filter(
      (link) => link.customerNumber === standing.customerNumber && subjectKey(driverLane(link)) === subjectKey(lane),
    )
    .map((link) => link.held);
}

/** A shift of no length still is one. */
function atLeastAMoment({ from, to }: Period): Period {
  return { from, to: Math.max(to, from + 1) };
}
