import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type FindingCode, findings, lateness, type Observed } from '../../../src/core/feed/feedHealth.ts';
import { similarDriverIds } from '../../../src/core/feed/similarDriverIds.ts';
import type { Steps } from '../../../src/core/steps.ts';
import { HOUR, instantOf, MINUTE, type Micros, SECOND } from '../../../src/core/time/instant.ts';

const START = instantOf('2026-03-02T08:00Z');

/** So many events, a minute apart and ten seconds late, each with what the test changes. */
function feed(
  count: number,
  change: (n: number) => Partial<Observed> = () => ({}),
  late: (n: number) => Micros = () => 10 * SECOND,
): Observed[] {
  return Array.from({ length: count }, (_, n) => {
    const occurredAt = START + n * MINUTE;
    return {
      id: n,
      identifierKind: 'driverId',
      identifier: `D${n}`,
      reference: '',
      kind: 'login',
      reading: 'offset',
      occurredAt,
      receivedAt: occurredAt + late(n),
      outcome: 'opened_shift',
      endedByLimit: false,
      linked: true,
      repeated: false,
      ...change(n),
    };
  });
}

/** What steps come to, all at once. */
function whole<T>(steps: Steps<T>): T {
  for (;;) {
    const { done, value } = steps.next();
    if (done) return value;
  }
}

const judged = (events: readonly Observed[], linked: readonly string[]) => whole(findings(events, linked));

function codes(events: readonly Observed[], linked: readonly string[] = []): FindingCode[] {
  return judged(events, linked).map(({ code }) => code);
}

test('a feed that is well has no findings', () => {
  assert.deepEqual(codes(feed(100)), []);
  assert.deepEqual(codes([]), []);
});

test('a clock that is steadily ahead or behind by more than a minute is found, with how far', () => {
  const [ahead] = judged(
    feed(100, undefined, (n) => -3 * MINUTE + (n % 20) * SECOND),
    [],
  );
  assert.equal(ahead?.code, 'clock_ahead');
  assert.equal(ahead?.clock?.offset, 3 * MINUTE - 10 * SECOND);
  assert.deepEqual(codes(feed(100, undefined, (n) => 4 * MINUTE + (n % 20) * SECOND)), ['clock_behind']);
});

test('delays that differ, small offsets, wrong zones and few events are no clock that is off', () => {
  assert.deepEqual(codes(feed(100, undefined, (n) => (n % 40) * 10 * SECOND)), []);
  assert.deepEqual(codes(feed(100, undefined, () => MINUTE)), []);
  assert.deepEqual(codes(feed(100, undefined, () => HOUR)), ['time_zone_fault']);
  assert.deepEqual(codes(feed(19, undefined, () => 4 * MINUTE)), []);
});

test('events ahead of time are those received before they occurred, beyond what the clock is ahead', () => {
  assert.deepEqual(codes(feed(100, undefined, (n) => (n === 7 ? -2 * HOUR : 0))), ['events_ahead_of_time']);
  assert.deepEqual(codes(feed(100, undefined, () => -MINUTE)), []);
  const found = judged(
    feed(100, undefined, (n) => (n === 7 ? -HOUR : -3 * MINUTE)),
    [],
  );
  assert.deepEqual(
    found.map(({ code, count }) => `${code} ${count}`),
    ['clock_ahead 99', 'events_ahead_of_time 1'],
  );
});

test('a login and a logout at one instant are found by identifier and reference', () => {
  const two = (other: Partial<Observed>) =>
    feed(2, (n) => ({
      occurredAt: START,
      identifier: 'D1',
      kind: n === 0 ? 'login' : 'logout',
      ...(n === 0 ? {} : other),
    }));
  assert.deepEqual(codes(two({})), ['login_and_logout_at_one_instant']);
  assert.deepEqual(codes(two({ reference: 'job' })), []);
  assert.deepEqual(codes(two({ identifier: 'D2' })), []);
  assert.deepEqual(codes(two({ occurredAt: START + 1 })), []);
});

test('outcomes, missing logouts, repetitions and zoneless texts are counted over the same events', () => {
  const events = feed(
    10,
    (n) =>
      [
        { kind: 'logout' as const, outcome: 'no_login_before' },
        { endedByLimit: true },
        { outcome: 'repeated_login' },
        { repeated: true },
        { reading: 'local' as const },
        { outcome: 'set_aside' },
        { linked: false },
      ][n] ?? {},
  );
  const found = judged(events, []).map(
    ({ code, count, share, eventIds }) => `${code} ${count} ${share} ${eventIds.join(',')}`,
  );
  assert.deepEqual(found, [
    'missing_logouts 1 0.1 1',
    'logouts_without_login 1 0.1 0',
    'drivers_not_linked 1 0.1 6',
    'repeated_logins 1 0.1 2',
    'repeated_events 1 0.1 3',
    'timestamps_without_offset 1 0.1 4',
    'events_set_aside 1 0.1 5',
  ]);
});

test('driver IDs that look like a linked one are suggested, and no others', () => {
  const linked = ['D1', '42', 'josé', 'a b'];
  const similar = (id: string) => whole(similarDriverIds([id], linked)).map((each) => each.linked)[0];
  assert.deepEqual(['d1', ' D1', 'D1 ', 'D\u200b1', 'Ｄ１'].map(similar), ['D1', 'D1', 'D1', 'D1', 'D1']);
  assert.deepEqual(['0042', '042'].map(similar), ['42', '42']);
  assert.deepEqual(['jose\u0301', 'JOSÉ', 'ab', 'A B'].map(similar), ['josé', 'josé', 'a b', 'a b']);
  assert.deepEqual(
    ['D1', 'D01', 'D2', '420', 'jose', '0', ''].map(similar),
    Array.from({ length: 7 }, () => undefined),
  );
  const events = feed(3, (n) => ({ identifier: ['d1', 'D1', 'D9'][n] as string, linked: n === 1 }));
  const found = judged(events, linked).find(({ code }) => code === 'similar_driver_ids');
  assert.deepEqual([found?.count, found?.similar], [1, [{ reported: 'd1', linked: 'D1' }]]);
});

test('lateness is given by its nearest ranks', () => {
  assert.deepEqual(lateness(feed(100, undefined, (n) => n * SECOND)), { p50: 49, p90: 89, p99: 98, max: 99 });
  assert.deepEqual(lateness([]), { p50: null, p90: null, p99: null, max: null });
});
