import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { zoneOffset } from '../../../src/core/feed/zoneOffset.ts';
import { HOUR, MINUTE, type Micros, SECOND } from '../../../src/core/time/instant.ts';

/** A feed of 100 events whose lateness follows from their number. */
const feed = (lateness: (n: number) => Micros): Micros[] => Array.from({ length: 100 }, (_, n) => lateness(n));
const hours = (latenesses: Micros[]) => {
  const found = zoneOffset(latenesses);
  return found && found.offset / HOUR;
};

const rows: [string, Micros[], number | undefined][] = [
  ['live and right', feed((n) => (n % 40) * SECOND), undefined],
  ['live and a little slow', feed((n) => (n % 5) * MINUTE), undefined],
  ['clocks a minute ahead', feed(() => -MINUTE), undefined],
  ['an hour late, steadily', feed((n) => HOUR + (n % 30) * SECOND), 1],
  ['an hour ahead, steadily', feed((n) => -HOUR + (n % 30) * SECOND), -1],
  ['five and a half hours ahead', feed((n) => -5.5 * HOUR + (n % 90) * SECOND), -5.5],
  ['sent every hour', feed((n) => (n % 60) * MINUTE), undefined],
  ['sent every half hour', feed((n) => (n % 30) * MINUTE), undefined],
  ['sent each night', feed((n) => 6 * HOUR + n * 7 * MINUTE), undefined],
  ['three in four an hour late', feed((n) => (n % 4 === 0 ? 10 * SECOND : HOUR + 10 * SECOND)), 1],
  ['one in four an hour late', feed((n) => (n % 4 === 0 ? HOUR + 10 * SECOND : 10 * SECOND)), undefined],
  ['a day late', feed(() => 24 * HOUR), undefined],
  ['too few to tell', Array.from({ length: 19 }, () => HOUR), undefined],
  ['none', [], undefined],
];
for (const [name, latenesses, expected] of rows) {
  test(`${name}: ${expected === undefined ? 'no fault' : `${expected} hours`}`, () =>
    assert.equal(hours(latenesses), expected));
}

test('whatever half hours a live feed is shifted by is what is found, in any order', () => {
  const live = fc.array(
    fc.integer({ min: 0, max: 120 }).map((seconds) => seconds * SECOND),
    { minLength: 20, maxLength: 60 },
  );
  fc.assert(
    fc.property(live, fc.integer({ min: -28, max: 28 }), (latenesses, halfHours) => {
      const shifted = latenesses.map((each) => each + halfHours * 30 * MINUTE);
      assert.equal(zoneOffset(shifted)?.offset, halfHours === 0 ? undefined : halfHours * 30 * MINUTE);
      assert.deepEqual(zoneOffset(shifted.toReversed()), zoneOffset(shifted));
    }),
  );
});
