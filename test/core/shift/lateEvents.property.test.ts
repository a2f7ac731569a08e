import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { Event } from '../../../src/core/event.ts';
import { amendments, type KeptShift } from '../../../src/core/shift/amendment.ts';
import { settledFrom } from '../../../src/core/shift/stretch.ts';
import { endInstant, fold, type LongestShift } from '../../../src/core/shift/timeline.ts';
import { keep } from '../../support/applyAmendments.ts';
import { laneEvents, settings } from '../../support/arbitrary.ts';
import { plain } from '../../support/secondModel.ts';

/** One lane as the database has it: the log that everyone sees, what waits to be settled, and the kept shifts. */
function lane(longestShift: LongestShift, most: number) {
  const log = new Map<number, Event>();
  let waiting: Event[][] = [];
  let kept: KeptShift[] = [];

  /** What src/settle/refold.ts does, with the log and the kept shifts at hand. */
  function refold(touched: readonly Event[]): void {
    const since = Math.min(...touched.map((event) => event.occurredAt));
    const until = Math.max(...touched.map((event) => event.occurredAt));
    const onward = [...log.values()].filter((event) => event.occurredAt >= since);
    const to = settledFrom(onward, until, most) ?? Infinity;
    const lastBefore = kept.findLast((shift) => shift.from < since);
    const on = lastBefore && endInstant(lastBefore.end) >= since ? [lastBefore] : [];
    const within = kept.filter((shift) => since <= shift.from && shift.from < to);
    const stretch = onward.filter((event) => event.occurredAt < to);
    kept = keep(kept, amendments([...on, ...within], fold(stretch, longestShift, on[0])));
  }

  return {
    arrive(events: readonly Event[]) {
      for (const event of events) log.set(event.id, event);
      waiting.push([...events]);
    },
    void(event: Event) {
      if (log.delete(event.id)) waiting.push([event]);
    },
    /** Takes some of what waits: `pick` says which, for several processes settle side by side. */
    settle(pick: number) {
      const taken = waiting.filter((_work, index) => (pick >> (index % 5)) % 2 === 0);
      waiting = waiting.filter((work) => !taken.includes(work));
      if (taken.length > 0) refold(taken.flat());
    },
    kept: () => kept,
    whole: () => fold([...log.values()], longestShift),
  };
}

type Step = { arrive: Event[]; voided: Event[]; picks: number[] };

/** Every event once, in any order, in batches of any size; some are voided later, and settling comes when it will. */
const histories = laneEvents(24).chain((events) =>
  fc
    .tuple(
      fc.shuffledSubarray(events, { minLength: events.length }),
      fc.array(fc.integer({ min: 1, max: 6 }), { minLength: 24, maxLength: 24 }),
    )
    .chain(([arrived, sizes]) =>
      fc.tuple(...inBatches(arrived, sizes).map((batch, index, all) => stepOf(batch, all.slice(0, index + 1).flat()))),
    ),
);

function inBatches(events: readonly Event[], sizes: readonly number[]): Event[][] {
  const batches: Event[][] = [];
  for (let from = 0; from < events.length; from += batches.at(-1)?.length ?? 0) {
    batches.push(events.slice(from, from + (sizes[batches.length] ?? 1)));
  }
  return batches;
}

function stepOf(arrive: Event[], soFar: Event[]): fc.Arbitrary<Step> {
  return fc.record({
    arrive: fc.constant(arrive),
    voided: fc.oneof(
      { weight: 2, arbitrary: fc.constant<Event[]>([]) },
      fc.subarray(soFar, { maxLength: Math.min(3, soFar.length) }),
    ),
    picks: fc.array(fc.nat(31), { maxLength: 3 }),
  });
}

test('settling batch by batch keeps the shifts that the whole log tells, voided events included', () => {
  const property = fc.property(histories, settings, (steps, { longestShift, most }) => {
    const one = lane(longestShift, most);
    for (const { arrive, voided } of steps) {
      one.arrive(arrive);
      one.settle(0);
      assert.deepEqual(plain(one.kept()), plain(one.whole()));
      for (const event of voided) one.void(event);
      one.settle(0);
      assert.deepEqual(plain(one.kept()), plain(one.whole()));
    }
  });
  fc.assert(property, { numRuns: 2_000 });
});

test('settling in any order, while more is in the log already, comes to the same shifts when nothing waits', () => {
  const property = fc.property(histories, settings, (steps, { longestShift, most }) => {
    const one = lane(longestShift, most);
    for (const { arrive, voided, picks } of steps) {
      one.arrive(arrive);
      for (const event of voided) one.void(event);
      for (const pick of picks) one.settle(pick);
    }
    one.settle(0);
    assert.deepEqual(plain(one.kept()), plain(one.whole()));
  });
  fc.assert(property, { numRuns: 2_000 });
});

test('settling leaves nothing for a rebuild to mend: kept and told agree in every word', () => {
  const property = fc.property(histories, settings, (steps, { longestShift, most }) => {
    const one = lane(longestShift, most);
    for (const { arrive, voided } of steps) {
      one.arrive([...arrive]);
      one.settle(0);
      for (const event of voided) one.void(event);
      one.settle(0);
      assert.deepEqual(amendments(one.kept(), one.whole()), { added: [], amended: [], removed: [] });
    }
  });
  fc.assert(property, { numRuns: 1_000 });
});
