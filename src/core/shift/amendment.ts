import type { Lane } from './lane.ts';
import { type Shift, shiftPeriod } from './timeline.ts';

/** A shift as it is kept, under a number that stays with it through amendments. */
export type KeptShift = Shift & { readonly id: number };

/** What has to change so that the kept shifts of a stretch become those derived from the events. */
export type Amendments = {
  readonly added: readonly Shift[];
  readonly amended: readonly { readonly was: KeptShift; readonly is: Shift }[];
  readonly removed: readonly KeptShift[];
};

/** The amendments of one lane. */
export type LaneAmendments = { readonly lane: Lane; readonly amendments: Amendments };

/**
 * Pairs kept shifts with derived ones: first those that begin at the same instant, then those that overlap (a login that
 * arrived late moved the beginning). A pair that agrees is left out.
 */
export function amendments(kept: readonly KeptShift[], derived: readonly Shift[]): Amendments {
  const together = pairUp(kept, derived, beginTogether(derived));
  const moved = pairUp(together.unpairedKept, together.unpairedDerived, overlapping(together.unpairedDerived));
  return {
    added: moved.unpairedDerived,
    amended: [...together.pairs, ...moved.pairs].filter(({ was, is }) => !agree(was, is)),
    removed: moved.unpairedKept,
  };
}

type Partner = (was: KeptShift, taken: ReadonlySet<Shift>) => Shift | undefined;

function pairUp(kept: readonly KeptShift[], derived: readonly Shift[], partnerOf: Partner) {
  const taken = new Set<Shift>();
  const pairs: { was: KeptShift; is: Shift }[] = [];
  const unpairedKept: KeptShift[] = [];
  for (const was of kept) {
    const is = partnerOf(was, taken);
    if (is) pairs.push({ was, is });
    else unpairedKept.push(was);
    if (is) taken.add(is);
  }
  return { pairs, unpairedKept, unpairedDerived: derived.filter((shift) => !taken.has(shift)) };
}

function beginTogether(derived: readonly Shift[]): Partner {
  const byBeginning = new Map(derived.map((shift) => [shift.from, shift]));
  return (was) => byBeginning.get(was.from);
}

function overlapping(derived: readonly Shift[]): Partner {
  return (was, taken) => derived.find((shift) => !taken.has(shift) && overlap(was, shift));
}

function overlap(a: Shift, b: Shift): boolean {
  return a.from < shiftPeriod(b).to && b.from < shiftPeriod(a).to;
}

function agree(a: Shift, b: Shift): boolean {
  return (
    a.from === b.from &&
    a.openedBy === b.openedBy &&
    a.limitAt === b.limitAt &&
    a.logout?.at === b.logout?.at &&
    a.logout?.id === b.logout?.id
  );
}
