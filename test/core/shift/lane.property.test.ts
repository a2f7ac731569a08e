import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { Event, Lane } from '../../../src/core/event.ts';
import { eventsOfLane, indexLinks, type Link } from '../../../src/core/shift/lane.ts';
import { fold, type Limits, type Shift } from '../../../src/core/shift/timeline.ts';
import { LAST_MOMENT, laneEvent, limits as someLimits } from '../../support/arbitrary.ts';
import { LANES } from '../../support/secondAnswer.ts';

const RUNS = { numRuns: 1_000 };
const instants = fc.nat(LAST_MOMENT);

/** Events in the given lanes, each identity once. */
function eventsIn(lanes: readonly Lane[]): fc.Arbitrary<Event[]> {
  const said = fc.record({
    lane: fc.constantFrom(...lanes),
    kind: fc.constantFrom('login' as const, 'logout' as const),
    occurredAt: instants,
  });
  return fc
    .uniqueArray(said, { selector: (each) => JSON.stringify(each), maxLength: 20, size: 'max' })
    .map((all) => all.map(({ lane, ...rest }, index) => laneEvent({ id: index + 1, ...lane, ...rest })));
}

/** Links between the driver IDs and the customers of `LANES`; each driver ID has one customer at a time. */
const someLinks: fc.Arbitrary<Link[]> = fc.tuple(linksOn('D1'), linksOn('D2')).map((all) => all.flat());

function linksOn(driverId: string): fc.Arbitrary<Link[]> {
  const turn = fc.record({ from: instants, customerNumber: fc.constantFrom('C1', 'C1', 'C2', undefined) });
  return fc.uniqueArray(turn, { selector: ({ from }) => from, maxLength: 4 }).map((turns) =>
    turns
      .toSorted((a, b) => a.from - b.from)
      .flatMap(({ from, customerNumber }, id, all) => {
        const held = { from, to: all[id + 1]?.from ?? Infinity };
        return customerNumber ? [{ id, workProvider: 1, driverId, customerNumber, held, recordedAt: 0 }] : [];
      }),
  );
}

function shiftsOf(events: readonly Event[], links: readonly Link[], limits: Limits): Shift[][] {
  return LANES.map((lane) => fold(eventsOfLane(lane, events, indexLinks(links)), limits));
}

test('links never change the shifts of a feed by one identifier', () => {
  const oneIdentifier = fc
    .constantFrom('driverId', 'policyId')
    .chain((kind) => eventsIn(LANES.filter(({ identifierKind }) => identifierKind === kind)));
  const property = fc.property(oneIdentifier, someLinks, someLinks, someLimits, (events, some, others, limits) => {
    assert.deepEqual(shiftsOf(events, some, limits), shiftsOf(events, others, limits));
  });
  fc.assert(property, RUNS);
});

test('order of arrival and repetition have no part in shifts, identifiers, references and links mixed', () => {
  const arrived = eventsIn(LANES).chain((events) =>
    fc.tuple(
      fc.constant(events),
      fc.shuffledSubarray(events, { minLength: events.length }),
      fc.shuffledSubarray(events),
    ),
  );
  const property = fc.property(arrived, someLinks, someLimits, ([events, shuffled, again], links, limits) => {
    const repeated = [...shuffled, ...again];
    assert.deepEqual(shiftsOf(repeated, links, limits), shiftsOf(events, links, limits));
  });
  fc.assert(property, RUNS);
});
