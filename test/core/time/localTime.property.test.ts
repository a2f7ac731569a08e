import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { HOUR, type Instant, instantOf, toRfc3339, toTemporal } from '../../../src/core/time/instant.ts';
import { readLocal } from '../../../src/core/time/localTime.ts';

const ZONES = Intl.supportedValuesOf('timeZone');
const LATER = { now: instantOf('2100-01-01T00:00Z'), whenInDoubt: 'earlier' } as const;

/** What Temporal itself says of a wall clock, in the words of a Reading. */
function byTemporal(timeZone: string, wallClock: string): string {
  const local = Temporal.PlainDateTime.from(wallClock);
  const [earlier, later] = (['earlier', 'later'] as const).map((disambiguation) =>
    local.toZonedDateTime(timeZone, { disambiguation }),
  );
  if (!earlier || !later) throw new Error('two readings');
  if (earlier.equals(later)) return `${earlier.toInstant().toString()} local`;
  const isShown = later.toPlainDateTime().equals(local);
  return isShown ? `${earlier.toInstant().toString()} repeated_earlier` : `${later.toInstant().toString()} skipped`;
}

function read(timeZone: string, wallClock: string): string {
  const { instant, reading } = readLocal(wallClock, { ...LATER, timeZone });
  return `${toRfc3339(instant)} ${reading}`;
}

/** How far from a change of the clocks: at it by either clock or by UTC, just beside it, hours or days away. */
const distances = fc.oneof(
  fc.constantFrom(0, -1, 1, HOUR, -HOUR, HOUR - 1, HOUR / 2, 24 * HOUR, -24 * HOUR, 24 * HOUR - 1),
  fc.integer({ min: -60 * HOUR, max: 60 * HOUR }),
);
const wallClocks = fc.record({
  seed: fc.integer({ min: instantOf('2000-01-01T00:00Z'), max: instantOf('2037-01-01T00:00Z') }),
  near: fc.constantFrom('utc', 'before', 'after', 'nowhere'),
  distance: distances,
});

function wallClockOf(
  timeZone: string,
  { seed, near, distance }: { seed: Instant; near: string; distance: number },
): string {
  const change = toTemporal(seed).toZonedDateTimeISO(timeZone).getTimeZoneTransition('next');
  if (!change || near === 'nowhere') return show(seed);
  const at = Number(change.epochNanoseconds / 1000n);
  if (near === 'utc') return show(at + distance);
  const shown = near === 'after' ? change : change.subtract({ nanoseconds: 1 });
  return show(at + shown.offsetNanoseconds / 1000 + distance);
}

function show(wallClock: Instant): string {
  return toRfc3339(wallClock).slice(0, -1);
}

test('any wall clock in any zone is read as Temporal reads it, in any order', () => {
  const zone = fc.constantFrom(...ZONES);
  const sequence = fc.tuple(
    fc.uniqueArray(zone, { minLength: 1, maxLength: 3 }),
    fc.array(fc.tuple(fc.nat(2), wallClocks), { minLength: 2, maxLength: 12, size: 'max' }),
  );
  const property = fc.property(sequence, ([zones, told]) => {
    for (const [which, near] of told) {
      const timeZone = zones[which % zones.length] as string;
      const wallClock = wallClockOf(timeZone, near);
      assert.equal(
        `${timeZone} ${wallClock} ${read(timeZone, wallClock)}`,
        `${timeZone} ${wallClock} ${byTemporal(timeZone, wallClock)}`,
      );
    }
  });
  fc.assert(property, { numRuns: 1_000 });
});

test('around every change of 2026 in every zone, hour by hour, the wall clock is read as Temporal reads it', () => {
  for (const timeZone of ZONES) {
    let at: Temporal.ZonedDateTime | null = Temporal.Instant.from('2025-12-31T00:00Z').toZonedDateTimeISO(timeZone);
    for (at = at.getTimeZoneTransition('next'); at && at.year < 2027; at = at.getTimeZoneTransition('next')) {
      const change = Number(at.epochNanoseconds / 1000n);
      for (const hours of [-720, -14, -5, -1, 0, 1, 2, 10, 24, 720]) {
        const wallClock = show(change + hours * HOUR);
        assert.equal(
          `${timeZone} ${wallClock} ${read(timeZone, wallClock)}`,
          `${timeZone} ${wallClock} ${byTemporal(timeZone, wallClock)}`,
        );
      }
    }
  }
});
