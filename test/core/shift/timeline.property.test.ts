import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { Event } from '../../../src/core/event.ts';
import { fold, type Limits, shiftPeriod } from '../../../src/core/shift/timeline.ts';
import { LAST_MOMENT, laneEvent, laneEvents, limits as someLimits } from '../../support/arbitrary.ts';
import { isAtWork, shiftsTickByTick } from '../../support/secondModel.ts';

const RUNS = { numRuns: 2_000 };
const END = LAST_MOMENT + 20;
const INSTANTS = Array.from({ length: END + 1 }, (_, at) => at);

test('shifts are those of the rule said a second time, instant by instant', () => {
  const property = fc.property(laneEvents(), someLimits, (events, limits) => {
    const periods = fold(events, limits).map(shiftPeriod);
    assert.deepEqual(
      periods.map(({ from, to }) => [from, to]),
      shiftsTickByTick(events, limits, END),
    );
  });
  fc.assert(property, RUNS);
});

test('the order of arrival has no part in shifts', () => {
  const shuffled = laneEvents().chain((events) =>
    fc.tuple(fc.constant(events), fc.shuffledSubarray(events, { minLength: events.length })),
  );
  const property = fc.property(shuffled, someLimits, ([events, inOtherOrder], limits) => {
    const ownFirst = inOtherOrder.toSorted((a, b) => (a.identifier < b.identifier ? 1 : -1));
    const inOrder = events.toSorted((a, b) => (a.identifier < b.identifier ? 1 : -1));
    assert.deepEqual(fold(ownFirst, limits), fold(inOrder, limits));
  });
  fc.assert(property, RUNS);
});

test('one more login never takes time at work away, and one more logout never gives any', () => {
  const more = fc.record({
    kind: fc.constantFrom('login' as const, 'logout' as const),
    occurredAt: fc.nat(LAST_MOMENT),
  });
  const property = fc.property(laneEvents(), someLimits, more, (events, limits, { kind, occurredAt }) => {
    const added: Event[] = [...events, laneEvent({ id: 1000, kind, occurredAt, identifier: 'D1' })];
    const before = workedBy(events, limits);
    const after = workedBy(added, limits);
    const [less, most] = kind === 'login' ? [before, after] : [after, before];
    assert.ok(less.every((at) => most.includes(at)));
  });
  fc.assert(property, RUNS);
});

test('a history folded in two parts, at any instant, has the same shifts', () => {
  const property = fc.property(laneEvents(), someLimits, fc.nat(LAST_MOMENT), (events, limits, cut) => {
    const first = fold(
      events.filter(({ occurredAt }) => occurredAt < cut),
      limits,
    );
    const late = events.filter(({ occurredAt }) => occurredAt >= cut);
    assert.deepEqual([...first.slice(0, -1), ...fold(late, limits, first.at(-1))], fold(events, limits));
  });
  fc.assert(property, RUNS);
});

function workedBy(events: readonly Event[], limits: Limits): number[] {
  const periods = fold(events, limits).map(shiftPeriod);
  const worked = INSTANTS.filter((at) => periods.some(({ from, to }) => from <= at && at < to));
  assert.deepEqual(
    worked,
    INSTANTS.filter((at) => isAtWork(events, limits, at)),
  );
  return worked;
}
