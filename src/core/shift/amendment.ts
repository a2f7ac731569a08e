import type { Lane } from './lane.ts';
import { type Shift, shiftPeriod } from './timeline.ts';

/** A shift as it is kept, under a number that stays with it through amendments. */
export type KeptShift = Shift & { readonly id: number };

/** What has to change so that the kept shifts of a stretch become those told by the events. */
export type Amendments = {
  readonly added: readonly Shift[];
  readonly amended: readonly { readonly was: KeptShift; readonly is: Shift }[];
  readonly removed: readonly KeptShift[];
};

/** The amendments of one lane. */
export type LaneAmendments = { readonly lane: Lane; readonly amendments: Amendments };

/**
 * Pairs kept shifts with told ones: first those that begin at the same instant, then those that overlap (a login that
 * arrived late moved the beginning). A pair that agrees is left out.
 */
export function amendments(kept: readonly KeptShift[], told: readonly Shift[]): Amendments {
  const together = pairUp(kept, told, beginTogether(told));
  const moved = pairUp(together.unpairedKept, together.unpairedTold, overlapping(together.unpairedTold));
  return {
    added: moved.unpairedTold,
    amended: [...together.pairs, ...moved.pairs].filter(({ was, is }) => !agree(was, is)),
    removed: moved.unpairedKept,
  };
}

type Partner = (was: KeptShift, taken: ReadonlySet<Shift>) => Shift | undefined;

function pairUp(kept: readonly KeptShift[], told: readonly Shift[], partnerOf: Partner) {
  const taken = new Set<Shift>();
  const pairs: { was: KeptShift; is: Shift }[] = [];
  const unpairedKept: KeptShift[] = [];
  for (const was of kept) {
    const is = partnerOf(was, taken);
    if (is) pairs.push({ was, is });
    else unpairedKept.push(was);
    if (is) taken.add(is);
  }
  return { pairs, unpairedKept, unpairedTold: told.filter((shift) => !taken.has(shift)) };
}

function beginTogether(told: readonly Shift[]): Partner {
  const byBeginning = new Map(told.map((shift) => [shift.from, shift]));
  return (was) => byBeginning.get(was.from);
}

function overlapping(told: readonly Shift[]): Partner {
  return (was, taken) => told.find((shift) => !taken.has(shift) && overlap(was, shift));
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
