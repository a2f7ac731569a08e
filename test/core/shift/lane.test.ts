import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { Event, Subject } from '../../../src/core/event.ts';
import {
  customerLane,
  driverLane,
  feedsOf,
  indexLinks,
  inLane,
  type Link,
  laneOf,
} from '../../../src/core/shift/lane.ts';
import { fold } from '../../../src/core/shift/timeline.ts';
import { laneEvents, periods } from '../../support/arbitrary.ts';
import { at, events, FOURTEEN_HOURS, period, spell } from '../../support/notation.ts';

const driver = (identifier: string, workProvider = 1): Subject => ({
  workProvider,
  identifierKind: 'driverId',
  identifier,
});
const customer = (number: string, workProvider = 1): Subject => customerLane(workProvider, number);

/** Links as a table: `D1 of C1 08:00–12:00`, at work provider 1. */
function links(...table: string[]): Link[] {
  return table.map((row, index) => {
    const [, driverId, customerNumber, held] = /^(\w+) of (\w+) (.+)$/.exec(row) as unknown as [
      string,
      string,
      string,
      string,
    ];
    return { id: index + 1, workProvider: 1, driverId, customerNumber, held: period(held), recordedAt: 0 };
  });
}

function lane(of: Subject, time: string, all: readonly Link[]): Subject {
  return laneOf(of, at(time), indexLinks(all));
}

test('an event that names a customer joins the lane of their one driver ID', () => {
  assert.deepEqual(lane(customer('C1'), '09:00', links('D1 of C1 08:00–12:00')), driver('D1'));
  assert.deepEqual(lane(customer('C1'), '09:00', links('D1 of C1 08:00–…')), driver('D1'));
});

test('it has a lane of its own before the link, from the moment the link ends, and when there is none', () => {
  const one = links('D1 of C1 08:00–12:00');
  assert.deepEqual(lane(customer('C1'), '07:59:59.999999', one), customer('C1'));
  assert.deepEqual(lane(customer('C1'), '08:00', one), driver('D1'));
  assert.deepEqual(lane(customer('C1'), '11:59:59.999999', one), driver('D1'));
  assert.deepEqual(lane(customer('C1'), '12:00', one), customer('C1'));
  assert.deepEqual(lane(customer('C1'), '09:00', []), customer('C1'));
});

test('with two driver IDs at one instant nobody can say which, so it has a lane of its own', () => {
  const two = links('D1 of C1 08:00–12:00', 'D2 of C1 10:00–…');
  assert.deepEqual(lane(customer('C1'), '09:59', two), driver('D1'));
  assert.deepEqual(lane(customer('C1'), '10:00', two), customer('C1'));
  assert.deepEqual(lane(customer('C1'), '12:00', two), driver('D2'));
});

test('a driver ID passes from one driver to another at one instant, with no moment between', () => {
  const passed = links('D1 of C1 08:00–12:00', 'D1 of C2 12:00–…');
  assert.deepEqual(lane(customer('C1'), '11:59', passed), driver('D1'));
  assert.deepEqual(lane(customer('C1'), '12:00', passed), customer('C1'));
  assert.deepEqual(lane(customer('C2'), '11:59', passed), customer('C2'));
  assert.deepEqual(lane(customer('C2'), '12:00', passed), driver('D1'));
});

test('a link at one work provider says nothing about another, and nothing about a namesake', () => {
  const one = links('D1 of C1 08:00–…');
  assert.deepEqual(lane(customer('C1', 2), '09:00', one), customer('C1', 2));
  assert.deepEqual(lane(customer('D1'), '09:00', one), customer('D1'));
  assert.deepEqual(lane(driver('C1'), '09:00', one), driver('C1'));
});

test('a driver ID is its own lane, linked or not', () => {
  assert.deepEqual(lane(driver('D1'), '09:00', []), driver('D1'));
  assert.deepEqual(lane(driver('D1'), '09:00', links('D1 of C1 08:00–…', 'D2 of C1 08:00–…')), driver('D1'));
});

test('a login by one identifier and a logout by the other are one shift', () => {
  const all = indexLinks(links('D1 of C1 08:00–…'));
  const told = events('login@C1 09:00 | logout 12:00 | login 13:00 | logout@C1 17:00 | login@C2 18:00');
  assert.equal(spell(fold(inLane(driver('D1'), told, all), FOURTEEN_HOURS), at('23:00')), '09:00–12:00 | 13:00–17:00');
  assert.equal(spell(fold(inLane(customer('C2'), told, all), FOURTEEN_HOURS), at('23:00')), '18:00–open');
});

test('each event falls in exactly one lane, and every lane can tell whose events may fall in it', () => {
  const anyLink = fc.record({
    id: fc.nat(),
    workProvider: fc.constantFrom(1, 2),
    driverId: fc.constantFrom('D1', 'D2', 'C1'),
    customerNumber: fc.constantFrom('C1', 'C2', 'D1'),
    held: periods({ withEndless: true }),
    recordedAt: fc.constant(0),
  });
  const property = fc.property(laneEvents(), fc.array(anyLink, { maxLength: 6 }), (told, all) => {
    const index = indexLinks(all);
    const lanes = uniqueLanes(told, all);
    assert.equal(lanes.flatMap((each) => inLane(each, told, index)).length, told.length);
    for (const each of lanes) {
      const feeds = feedsOf(each, index);
      assert.equal(new Set(feeds.map((feed) => JSON.stringify(feed))).size, feeds.length);
      const named = (event: Event) =>
        feeds.some((feed) => feed.identifierKind === event.identifierKind && feed.identifier === event.identifier);
      assert.ok(inLane(each, told, index).every(named));
    }
  });
  fc.assert(property, { numRuns: 500 });
});

function uniqueLanes(told: readonly Event[], all: readonly Link[]): Subject[] {
  const possible = [
    ...told.map(({ workProvider, identifierKind, identifier }) => ({ workProvider, identifierKind, identifier })),
    ...all.map(driverLane),
  ];
  return [
    ...new Map(
      possible.map((each) => [`${each.workProvider} ${each.identifierKind} ${each.identifier}`, each]),
    ).values(),
  ];
}
