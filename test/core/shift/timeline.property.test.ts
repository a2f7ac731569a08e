import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { Event } from '../../../src/core/event.ts';
import { outcomeOf } from '../../../src/core/shift/outcome.ts';
import { certainBefore } from '../../../src/core/shift/stretch.ts';
import { fold } from '../../../src/core/shift/timeline.ts';
import type { Instant } from '../../../src/core/time/instant.ts';
import { LAST_MOMENT, laneEvents, settings } from '../../support/arbitrary.ts';
import { plain, tickThrough } from '../../support/secondModel.ts';

const RUNS = { numRuns: 2_000 };

test('shifts are those that a clock ticking through the table of the design tells', () => {
  const property = fc.property(laneEvents(), settings, (events, { longestShift }) => {
    assert.deepEqual(plain(fold(events, longestShift)), tickThrough(events, longestShift).shifts);
  });
  fc.assert(property, RUNS);
});

test('the order of arrival has no part in shifts, and neither has an event that is told again', () => {
  const shuffled = laneEvents().chain((events) =>
    fc.tuple(
      fc.constant(events),
      fc.shuffledSubarray(events, { minLength: events.length }),
      fc.shuffledSubarray(events),
    ),
  );
  const property = fc.property(shuffled, settings, ([events, inOtherOrder, again], { longestShift }) => {
    const log = new Map([...inOtherOrder, ...again].map((event) => [identity(event), event]));
    assert.deepEqual(fold([...log.values()], longestShift), fold(events, longestShift));
    assert.deepEqual(fold([...inOtherOrder, ...again], longestShift), fold(events, longestShift));
  });
  fc.assert(property, RUNS);
});

test('a history folded in two parts, at any moment, has the same shifts', () => {
  const property = fc.property(laneEvents(), settings, fc.nat(LAST_MOMENT), (events, { longestShift }, cut) => {
    const [early, late] = [events.filter(isBefore(cut)), events.filter((event) => !isBefore(cut)(event))];
    const first = fold(early, longestShift);
    const on = first.at(-1)?.end.tag === 'open' ? first.pop() : undefined;
    assert.deepEqual([...first, ...fold(late, longestShift, on)], fold(events, longestShift));
  });
  fc.assert(property, RUNS);
});

test('shifts follow one another, and none is longer than its limit', () => {
  const property = fc.property(laneEvents(), settings, (events, { longestShift }) => {
    const shifts = fold(events, longestShift);
    for (const { from, limitAt } of shifts) assert.equal(limitAt, from + longestShift(from));
    for (const [index, { from, to }] of plain(shifts).entries()) {
      const next = shifts[index + 1];
      assert.ok(from <= to && to <= from + longestShift(from));
      if (next) assert.ok(to <= next.from && from < next.from);
    }
  });
  fc.assert(property, RUNS);
});

test('what an event came to is seen from the last two shifts that begin at or before it', () => {
  const property = fc.property(laneEvents(), settings, (events, { longestShift }) => {
    const shifts = fold(events, longestShift);
    const { outcomes } = tickThrough(events, longestShift);
    for (const event of events) {
      const lastTwo = shifts.filter((shift) => shift.from <= event.occurredAt).slice(-2);
      assert.equal(outcomeOf(event, lastTwo), outcomes.get(event.id));
      assert.equal(outcomeOf(event, lastTwo.toReversed()), outcomes.get(event.id));
    }
  });
  fc.assert(property, RUNS);
});

test('a fold that begins at a moment of certainty tells the same shifts from there on', () => {
  let found = 0;
  const property = fc.property(laneEvents(), settings, fc.nat(LAST_MOMENT), (events, { longestShift, most }, at) => {
    const upTo = events.filter((event) => event.occurredAt <= at);
    const from = certainBefore(upTo, most);
    if (from === undefined) return;
    found += 1;
    assert.ok(from <= at);
    const since = fold(
      events.filter((event) => event.occurredAt >= from),
      longestShift,
    );
    assert.deepEqual(
      since,
      fold(events, longestShift).filter((shift) => shift.from >= from),
    );
  });
  fc.assert(property, RUNS);
  assert.ok(found > 500, `only ${found} histories had such a moment`);
});

test('a moment of certainty stays one whatever else came before it', () => {
  const property = fc.property(laneEvents(), settings, fc.nat(LAST_MOMENT), (events, { longestShift, most }, cut) => {
    const read = events.filter((event) => event.occurredAt > cut);
    const from = certainBefore(read, most);
    if (from === undefined) return;
    const shifts = fold(read, longestShift).filter((shift) => shift.from >= from);
    assert.deepEqual(
      fold(events, longestShift).filter((shift) => shift.from >= from),
      shifts,
    );
  });
  fc.assert(property, RUNS);
});

/** As the unique constraint of the event log has it. */
function identity({ workProvider, identifierKind, identifier, kind, occurredAt }: Event): string {
  return JSON.stringify([workProvider, identifierKind, identifier, kind, occurredAt]);
}

function isBefore(cut: Instant): (event: Event) => boolean {
  return (event) => event.occurredAt < cut;
}
