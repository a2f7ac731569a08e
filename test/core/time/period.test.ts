import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import {
  ALWAYS,
  contains,
  intersect,
  overlaps,
  type Period,
  totalLength,
  union,
  without,
} from '../../../src/core/time/period.ts';
import { periods } from '../../support/arbitrary.ts';

const MOMENTS = Array.from({ length: 22 }, (_, at) => at);

/** The second model: a period is the set of its moments. */
function momentsOf(...all: readonly Period[]): number[] {
  return MOMENTS.filter((at) => all.some(({ from, to }) => at >= from && at < to));
}

const anyPeriod = periods({ withEndless: true });
const anyPeriods = fc.array(anyPeriod, { maxLength: 6 });

function areApartAndInOrder(found: readonly Period[]): void {
  for (const [index, { from, to }] of found.entries()) {
    assert.ok(from < to, 'an empty period');
    const next = found[index + 1];
    if (next) assert.ok(to < next.from, 'periods that touch, overlap or go back');
  }
}

test('a period holds its beginning and not its end', () => {
  const morning = { from: 8, to: 12 };
  assert.deepEqual(
    [7, 8, 11, 12].map((at) => contains(morning, at)),
    [false, true, true, false],
  );
  assert.equal(contains({ from: 8, to: 8 }, 8), false);
  assert.equal(contains({ from: 8, to: Infinity }, 1e15), true);
  assert.equal(contains(ALWAYS, -1e15), true);
});

test('periods that only touch have nothing in common, and are one when united', () => {
  const [before, after] = [
    { from: 8, to: 12 },
    { from: 12, to: 14 },
  ];
  assert.equal(overlaps(before, after), false);
  assert.equal(intersect(before, after), undefined);
  assert.deepEqual(union([after, before]), [{ from: 8, to: 14 }]);
  assert.deepEqual(without(before, [after]), [before]);
});

test('contains, overlaps and intersect agree with sets of moments', () => {
  const property = fc.property(anyPeriod, anyPeriod, fc.nat(21), (a, b, at) => {
    assert.equal(contains(a, at), momentsOf(a).includes(at));
    const common = momentsOf(a).filter((each) => momentsOf(b).includes(each));
    assert.equal(overlaps(a, b), common.length > 0);
    assert.equal(overlaps(b, a), common.length > 0);
    const found = intersect(a, b);
    assert.deepEqual(found ? momentsOf(found) : [], common);
    if (found) areApartAndInOrder([found]);
  });
  fc.assert(property, { numRuns: 2_000 });
});

test('union, without and totalLength agree with sets of moments, in the fewest periods', () => {
  const property = fc.property(anyPeriod, anyPeriods, (whole, parts) => {
    const united = union(parts);
    areApartAndInOrder(united);
    assert.deepEqual(momentsOf(...united), momentsOf(...parts));

    const rest = without(whole, parts);
    areApartAndInOrder(rest);
    assert.deepEqual(
      momentsOf(...rest),
      momentsOf(whole).filter((at) => !momentsOf(...parts).includes(at)),
    );

    const endless = parts.some((part) => part.to === Infinity);
    assert.equal(totalLength(parts), endless ? Infinity : momentsOf(...parts).length);
  });
  fc.assert(property, { numRuns: 2_000 });
});

test('nothing is left of a period without itself, and all of it without nothing', () => {
  const property = fc.property(anyPeriod, (whole) => {
    assert.deepEqual(without(whole, [whole]), []);
    assert.deepEqual(without(whole, []), whole.from < whole.to ? [whole] : []);
    assert.deepEqual(without(ALWAYS, [ALWAYS]), []);
  });
  fc.assert(property);
  assert.deepEqual(without(ALWAYS, [{ from: 3, to: 5 }]), [
    { from: -Infinity, to: 3 },
    { from: 5, to: Infinity },
  ]);
});

test('what is handed in stays as it was', () => {
  const property = fc.property(anyPeriod, anyPeriods, (whole, parts) => {
    const before = structuredClone([whole, parts]);
    union(parts);
    without(whole, parts);
    totalLength(parts);
    assert.deepEqual([whole, parts], before);
  });
  fc.assert(property);
});
