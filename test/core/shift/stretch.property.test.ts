import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { Event } from '../../../src/core/event.ts';
import { amendments, type KeptShift } from '../../../src/core/shift/amendment.ts';
import { foldStretch, reopened } from '../../../src/core/shift/stretch.ts';
import { fold, type Limits } from '../../../src/core/shift/timeline.ts';
import { keep } from '../../support/applyAmendments.ts';
import { laneEvents, limits as someLimits } from '../../support/arbitrary.ts';

/** One lane as the database has it: the log that everyone sees, what waits to be settled, and the stored shifts. */
function lane(limits: Limits & { readonly most: number }, pageSize: number) {
  const log = new Map<number, Event>();
  let waiting: Event[][] = [];
  let kept: KeptShift[] = [];

  /** What src/settle/refold.ts does, with the log and the stored shifts at hand. */
  function refold(touched: readonly Event[]): void {
    const since = Math.min(...touched.map((event) => event.occurredAt));
    const until = Math.max(...touched.map((event) => event.occurredAt));
    const all = inOrder([...log.values()]);
    const before = kept.findLast((shift) => shift.from < since);
    const goingOn = before && (!before.logout || before.logout.at >= since) ? before : undefined;
    const logins = all
      .filter(({ kind, occurredAt }) => kind === 'login' && occurredAt < since)
      .map((e) => e.occurredAt);
    let last = goingOn && reopened(goingOn, logins, limits);
    let held: KeptShift[] = goingOn ? [goingOn] : [];
    for (let from = since; ; ) {
      const onward = all.filter((event) => event.occurredAt >= from);
      const upTo = onward[pageSize]?.occurredAt ?? Infinity;
      const within = kept.filter((shift) => shift.from >= from && shift.from < upTo && !held.includes(shift));
      const own = [...held, ...within];
      const events = onward.filter((event) => event.occurredAt < upTo);
      if (upTo !== Infinity && events.length === 0) return refoldAt(pageSize + 1, touched);
      const folded = foldStretch({ events, last, kept: own, until, upTo, limits, longest: limits.most });
      if (folded.tag === 'ends') {
        kept = keep(
          kept,
          amendments(
            own.filter((shift) => shift.from < folded.to),
            folded.shifts,
          ),
        );
        return;
      }
      const open = folded.shifts.at(-1);
      held = open ? own.filter((shift) => shift.from >= open.from) : [];
      kept = keep(
        kept,
        amendments(
          own.filter((shift) => !held.includes(shift)),
          folded.shifts.slice(0, -1),
        ),
      );
      last = open;
      from = upTo;
    }
  }

  function refoldAt(size: number, touched: readonly Event[]): void {
    pageSize = size;
    refold(touched);
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
      const taken = waiting.filter((_item, index) => (pick >> (index % 5)) % 2 === 0);
      waiting = waiting.filter((item) => !taken.includes(item));
      if (taken.length > 0) refold(taken.flat());
    },
    kept: () => kept.map(({ from, openedBy, limitAt, logout }) => ({ from, openedBy, limitAt, logout })),
    whole: () => fold(inOrder([...log.values()]), limits),
  };
}

/** As the store reads them: in order of time, own events before those of other identifiers. */
function inOrder(events: readonly Event[]): Event[] {
  return events.toSorted((a, b) => a.occurredAt - b.occurredAt || (a.identifier < b.identifier ? 1 : -1));
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
const pages = fc.integer({ min: 2, max: 12 });

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

test('settling batch by batch keeps the shifts of the whole log, voided events included, in pages of any size', () => {
  const property = fc.property(histories, someLimits, pages, (steps, limits, page) => {
    const one = lane(limits, page);
    for (const { arrive, voided } of steps) {
      one.arrive(arrive);
      one.settle(0);
      assert.deepEqual(one.kept(), one.whole());
      for (const event of voided) one.void(event);
      one.settle(0);
      assert.deepEqual(one.kept(), one.whole());
    }
  });
  fc.assert(property, { numRuns: 2_000 });
});

test('settling in any order, while more is in the log already, comes to the same shifts when nothing waits', () => {
  const property = fc.property(histories, someLimits, pages, (steps, limits, page) => {
    const one = lane(limits, page);
    for (const { arrive, voided, picks } of steps) {
      one.arrive(arrive);
      for (const event of voided) one.void(event);
      for (const pick of picks) one.settle(pick);
    }
    one.settle(0);
    assert.deepEqual(one.kept(), one.whole());
  });
  fc.assert(property, { numRuns: 2_000 });
});
