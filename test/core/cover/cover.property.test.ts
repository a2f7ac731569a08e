import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import {
  coverPeriods,
  coverThrough,
  type Eligibility,
  type GapReason,
  gapsIn,
  type LaneShift,
} from '../../../src/core/cover/cover.ts';
import type { Link } from '../../../src/core/shift/lane.ts';
import { type Shift, shiftPeriod } from '../../../src/core/shift/timeline.ts';
import type { Period } from '../../../src/core/time/period.ts';
import { periods } from '../../support/arbitrary.ts';

const MOMENTS = Array.from({ length: 24 }, (_, at) => at);

/** The second model: moment by moment, `covered` or why not, from the words of the design. */
function wordFor({ lane }: LaneShift, at: number, eligibility: Eligibility): 'covered' | GapReason {
  const holds = ({ from, to }: Period) => from <= at && at < to;
  if (at < (eligibility.numbers.get('C1') ?? 0)) return 'not_a_customer_yet';
  if (at >= (eligibility.ends.get(lane.workProvider) ?? Infinity)) return 'work_provider_ended';
  const suspended = eligibility.suspensions.some(holds);
  if (lane.identifierKind === 'policyId') {
    const refused = eligibility.optOuts.some((each) => each.workProvider === lane.workProvider && holds(each.held));
    return refused ? 'refused' : suspended ? 'suspended' : 'covered';
  }
  const onIt = eligibility.links.filter(
    (link) => link.driverId === lane.identifier && link.workProvider === lane.workProvider,
  );
  const holder = onIt.find((link) => holds(link.held))?.customerNumber;
  if (holder === 'C1') return suspended ? 'suspended' : 'covered';
  if (holder) return 'linked_to_another';
  return onIt.some((link) => link.customerNumber === 'C1' && link.held.from < at) ? 'link_ended' : 'not_linked';
}

const shifts = fc
  .record({ from: fc.nat(20), length: fc.nat(12), isOpen: fc.boolean() })
  .map(({ from, length, isOpen }): Shift => {
    const limitAt = from + Math.max(1, length);
    return {
      from,
      openedBy: 1,
      limitAt,
      logout: isOpen ? null : { at: from + Math.max(1, length), id: 2 },
    };
  });

/** Links on one driver ID, one customer at a time as the database has it. */
const linksOn = (driverId: string, workProvider: number): fc.Arbitrary<Link[]> =>
  fc.uniqueArray(fc.nat(22), { maxLength: 5 }).chain((cuts) => {
    const from = cuts.toSorted((a, b) => a - b);
    return fc.tuple(...from.map(() => fc.constantFrom('C1', 'C2', undefined))).map((customers) =>
      customers.flatMap((customerNumber, index) => {
        const held = { from: from[index] as number, to: from[index + 1] ?? Infinity };
        return customerNumber
          ? [{ id: from[index] as number, workProvider, driverId, customerNumber, held, recordedAt: 0 }]
          : [];
      }),
    );
  });

const someSuspensions = fc.array(periods({ withEndless: true }), { maxLength: 3 });
const eligibilities: fc.Arbitrary<Eligibility> = fc.record({
  customerNumber: fc.constant('C1'),
  numbers: fc.oneof(fc.constant(-Infinity), fc.nat(10)).map((begins) => new Map([['C1', begins]])),
  ends: fc.oneof(fc.nat(30), fc.constant(Infinity)).map((end) => new Map([[1, end]])),
  links: fc.tuple(linksOn('D1', 1), linksOn('D2', 1), linksOn('D1', 2)).map((all) => all.flat()),
  suspensions: someSuspensions,
  optOuts: fc.array(fc.record({ workProvider: fc.constantFrom(1, 2), held: periods({ withEndless: true }) }), {
    maxLength: 3,
  }),
});

const works: fc.Arbitrary<LaneShift> = fc.record({
  lane: fc.constantFrom(
    { workProvider: 1, identifierKind: 'driverId', identifier: 'D1', reference: '' } as const,
    { workProvider: 1, identifierKind: 'policyId', identifier: 'C1', reference: '' } as const,
  ),
  shift: shifts,
});

const isIn =
  (at: number) =>
  ({ period }: { period: Period }) =>
    period.from <= at && at < period.to;

test('cover and gaps part each shift between them: no moment is missing, none is in two, each has its reason', () => {
  const seen = new Set<string>();
  const property = fc.property(works, eligibilities, (work, eligibility) => {
    const cover = coverThrough(work, eligibility);
    const gaps = gapsIn(work, eligibility);
    const { to } = shiftPeriod(work.shift);
    for (const at of [...MOMENTS, 30, 40]) {
      const told = [...cover.filter(isIn(at)).map(() => 'covered'), ...gaps.filter(isIn(at)).map((gap) => gap.reason)];
      assert.deepEqual(told, work.shift.from <= at && at < to ? [wordFor(work, at, eligibility)] : []);
      for (const word of told) seen.add(word);
    }
    const inOrder = gaps.map((gap) => gap.period.from);
    assert.deepEqual(
      inOrder,
      inOrder.toSorted((a, b) => a - b),
    );
    assert.ok(
      [...cover, ...gaps].every(({ period }) => period.from < period.to),
      'an empty period',
    );
  });
  fc.assert(property, { numRuns: 2_000 });
  assert.equal(seen.size, 8, [...seen].join(' '));
});

test('a moment is covered when any work covers it', () => {
  const property = fc.property(fc.array(works, { maxLength: 4 }), eligibilities, (all, eligibility) => {
    const periodsFound = coverPeriods(all, eligibility);
    for (const at of MOMENTS) {
      const expected = all.some((work) => coverThrough(work, eligibility).some(isIn(at)));
      assert.equal(periodsFound.filter((period) => isIn(at)({ period })).length, expected ? 1 : 0);
    }
  });
  fc.assert(property, { numRuns: 1_000 });
});
