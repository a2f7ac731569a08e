import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import {
  customerSubject,
  eventsOfLane,
  indexLinks,
  type Lane,
  type Link,
  laneKey,
  lanesAnsweredBy,
  logoutSubjects,
} from '../../../src/core/shift/lane.ts';
import { fold } from '../../../src/core/shift/timeline.ts';
import { laneEvents, periods } from '../../support/arbitrary.ts';
import { at, events, FOURTEEN_HOURS, period, spell } from '../../support/notation.ts';

const driver = (identifier: string, workProvider = 1): Lane => {
  return { workProvider, identifierKind: 'driverId', identifier, reference: '' };
};
const customer = (customerNumber: string, workProvider = 1): Lane => {
  return { ...customerSubject({ workProvider, customerNumber }), reference: '' };
};

/** Links as a table: `D1 of C1 08:00–12:00`, at work provider 1. */
function links(...table: string[]): Link[] {
  return table.map((row, index) => {
    const [driverId, , customerNumber, held] = row.split(' ') as [string, string, string, string];
    return { id: index + 1, workProvider: 1, driverId, customerNumber, held: period(held), recordedAt: 0 };
  });
}

/** The lanes that a logout answers besides its own, as `D1` or `C1`. */
function others(lane: Lane, time: string, all: readonly Link[]): string {
  const [own, ...rest] = lanesAnsweredBy({ ...lane, occurredAt: at(time) }, indexLinks(all));
  assert.deepEqual(own, lane);
  return rest.map(({ identifier }) => identifier).join(' ');
}

test('a logout by customer number also answers the one driver ID that is linked to them at that instant', () => {
  const one = links('D1 of C1 08:00–12:00');
  assert.equal(others(customer('C1'), '07:59:59.999999', one), '');
  assert.equal(others(customer('C1'), '08:00', one), 'D1');
  assert.equal(others(customer('C1'), '11:59:59.999999', one), 'D1');
  assert.equal(others(customer('C1'), '12:00', one), '');
});

test('with two driver IDs at one instant it answers neither', () => {
  const two = links('D1 of C1 08:00–12:00', 'D2 of C1 10:00–…');
  assert.equal(others(customer('C1'), '09:59', two), 'D1');
  assert.equal(others(customer('C1'), '10:00', two), '');
  assert.equal(others(customer('C1'), '12:00', two), 'D2');
});

test('a logout by driver ID also answers the number of the customer linked to it at that instant', () => {
  const passed = links('D1 of C1 08:00–12:00', 'D1 of C2 12:00–…');
  assert.equal(others(driver('D1'), '11:59', passed), 'C1');
  assert.equal(others(driver('D1'), '12:00', passed), 'C2');
  assert.equal(others(driver('D1'), '07:00', passed), '');
});

test('a link at one work provider means nothing at another, nor for a namesake', () => {
  const one = links('D1 of C1 08:00–…');
  assert.equal(others(customer('C1', 2), '09:00', one), '');
  assert.equal(others(customer('D1'), '09:00', one), '');
  assert.equal(others(driver('C1'), '09:00', one), '');
});

test("a login by one identifier and a logout by the other are one shift of the login's identifier", () => {
  const all = indexLinks(links('D1 of C1 08:00–…'));
  const told = events('login@C1 09:00 | logout 12:00 | login 13:00 | logout@C1 17:00 | login@C2 18:00');
  const shiftsOf = (lane: Lane) => spell(fold(eventsOfLane(lane, told, all), FOURTEEN_HOURS), at('23:00'));
  assert.equal(shiftsOf(driver('D1')), '13:00–17:00');
  assert.equal(shiftsOf(customer('C1')), '09:00–12:00');
  assert.equal(shiftsOf(customer('C2')), '18:00–open');
});

test('events with a reference pair only with each other, across identifiers as well', () => {
  const all = indexLinks(links('D1 of C1 08:00–…'));
  const told = events('login #A 12:00 | login #B 12:10 | logout@C1 #A 12:20 | logout #B 12:40 | logout 12:15');
  const shiftsOf = (reference: string) =>
    spell(fold(eventsOfLane({ ...driver('D1'), reference }, told, all), FOURTEEN_HOURS), at('23:00'));
  assert.equal(shiftsOf('A'), '12:00–12:20');
  assert.equal(shiftsOf('B'), '12:10–12:40');
  assert.equal(shiftsOf(''), 'none');
});

const anyLink = fc.record({
  id: fc.nat(),
  workProvider: fc.constantFrom(1, 2),
  driverId: fc.constantFrom('D1', 'D2'),
  customerNumber: fc.constantFrom('C1', 'C2'),
  held: periods({ withEndless: true }),
  recordedAt: fc.constant(0),
});

test('links change nothing for a feed that reports by one identifier', () => {
  const property = fc.property(laneEvents(), fc.array(anyLink, { maxLength: 6 }), (all, some) => {
    const own = all.filter(({ identifier }) => identifier === 'D1');
    assert.deepEqual(eventsOfLane(driver('D1'), own, indexLinks(some)), own);
  });
  fc.assert(property, { numRuns: 500 });
});

test('every event of a lane is of one of the subjects that are read for it', () => {
  const property = fc.property(laneEvents(), fc.array(anyLink, { maxLength: 6 }), (all, some) => {
    const index = indexLinks(some);
    for (const lane of [driver('D1'), customer('C1'), customer('C2')]) {
      const read = logoutSubjects(lane, index).map((subject) => laneKey({ ...subject, reference: '' }));
      assert.equal(new Set(read).size, read.length);
      assert.ok(eventsOfLane(lane, all, index).every((event) => read.includes(laneKey(event))));
    }
  });
  fc.assert(property, { numRuns: 500 });
});
