import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { Eligibility, LaneShift } from '../../../src/core/cover/cover.ts';
import { weekOf } from '../../../src/core/cover/week.ts';
import { customerSubject, driverSubject } from '../../../src/core/shift/lane.ts';
import { HOUR, instantOf } from '../../../src/core/time/instant.ts';
import { weekAt } from '../../../src/core/time/isoWeek.ts';
import { intersect, type Period, totalLength, union } from '../../../src/core/time/period.ts';

/** Saturday noon before the clocks go back in London. */
const START = instantOf('2026-10-24T11:00:00Z');
const hours = (from: number, length: number): Period => ({
  from: START + from * HOUR,
  to: START + (from + length) * HOUR,
});

const period = fc
  .tuple(fc.integer({ min: -40, max: 40 }), fc.integer({ min: 0, max: 13 }))
  .map(([from, length]) => hours(from, length));
const lane = fc.constantFrom(
  { ...driverSubject({ workProvider: 1, driverId: 'D1' }), reference: '' },
  { ...customerSubject({ workProvider: 1, customerNumber: 'C1' }), reference: '' },
  { ...customerSubject({ workProvider: 2, customerNumber: 'C1' }), reference: '' },
);
const work: fc.Arbitrary<LaneShift> = fc.tuple(lane, period).map(([its, { from, to }]) => ({
  lane: its,
  shift: { from, openedBy: 1, limitAt: from + 14 * HOUR, logout: { at: Math.max(to, from + 1), id: 2 } },
}));

/** Links on one driver ID, one after the other, of this customer and of another. */
const eligibility: fc.Arbitrary<Eligibility> = fc
  .tuple(
    fc.array(fc.tuple(fc.boolean(), fc.integer({ min: 1, max: 30 })), { maxLength: 5 }),
    fc.array(period, { maxLength: 2 }),
    fc.array(period, { maxLength: 2 }),
  )
  .map(([holders, suspensions, refused]) => ({
    customerNumber: 'C1',
    numbers: new Map([['C1', -Infinity]]),
    ends: new Map<number, number>(),
    links: holders.map(([own, length], id) => ({
      id,
      workProvider: 1,
      driverId: 'D1',
      customerNumber: own ? 'C1' : 'C2',
      recordedAt: START,
      held: hours(-40 + holders.slice(0, id).reduce((sum, each) => sum + each[1], 0), length),
    })),
    suspensions,
    optOuts: refused.map((held) => ({ workProvider: 2, held })),
  }));

test('on every day, work is covered or shown as a gap, and nothing is shown from the time of another holder', () => {
  fc.assert(
    fc.property(
      fc.array(work, { maxLength: 8 }),
      eligibility,
      fc.integer({ min: -40, max: 60 }),
      (works, known, now) => {
        const week = weekOf(works, known, {
          name: weekAt(START, 'Europe/London'),
          timeZone: 'Europe/London',
          now: START + now * HOUR,
        });
        const anothers = known.links.filter((link) => link.customerNumber === 'C2').map((link) => link.held);
        for (const day of week.days) {
          const open = union(day.gaps.map((gap) => gap.period));
          assert.equal(totalLength([...day.cover, ...open]), day.worked);
          assert.equal(totalLength(day.cover), day.covered);
          for (const told of [...day.shifts, ...day.gaps])
            assert.ok(intersect(told.period, { from: -Infinity, to: week.now }) ?? told.period.from === told.period.to);
          const byDriverId =
            works.some((each) => each.lane.identifierKind === 'driverId') &&
            works.every((each) => each.lane.identifierKind === 'driverId');
          if (byDriverId)
            for (const held of anothers)
              assert.ok([...day.shifts, ...day.gaps].every((told) => !intersect(told.period, held)));
        }
        assert.equal(week.days.length, 7);
        assert.equal(union(week.days.map((day) => day.period)).length, 1);
      },
    ),
  );
});
