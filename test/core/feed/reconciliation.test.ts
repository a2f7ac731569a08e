import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { EventKind } from '../../../src/core/event.ts';
import {
  type Reconciliation,
  type ReportedEvent,
  reconcile as reconcileInSteps,
} from '../../../src/core/feed/reconciliation.ts';
import { instantOf, MINUTE } from '../../../src/core/time/instant.ts';

type Lists = [listed: readonly ReportedEvent[], stored: readonly ReportedEvent[]];

/** All steps at once. */
function reconcile(...lists: Lists): Reconciliation<ReportedEvent, ReportedEvent> {
  const steps = reconcileInSteps(...lists);
  for (let next = steps.next(); ; next = steps.next()) if (next.done) return next.value;
}

/** `+ D1 08:00 | - D1#job 12:30`: logins and logouts of one day. */
function told(text: string): ReportedEvent[] {
  const lines = text.split('|').map((each) => each.trim());
  return lines.filter(Boolean).map((line) => {
    const [sign, name, time] = line.split(' ') as [string, string, string];
    const [identifier = '', reference = ''] = name.split('#');
    const kind: EventKind = sign === '+' ? 'login' : 'logout';
    return { identifierKind: 'driverId', identifier, reference, kind, occurredAt: instantOf(`2026-03-01T${time}Z`) };
  });
}

function inWords(events: readonly ReportedEvent[]): string {
  const words = events.map((event) => {
    const time = new Date(event.occurredAt / 1000).toISOString().slice(11, 19).replace(/:00$/, '');
    return `${event.kind === 'login' ? '+' : '-'} ${event.identifier} ${time}`;
  });
  return words.toSorted().join(' | ');
}

const MONTH_OF_LOGINS: readonly ReportedEvent[] = Array.from({ length: 10_000 }, (_, n) => ({
  identifierKind: 'driverId',
  identifier: 'A',
  reference: '',
  kind: 'login',
  occurredAt: instantOf('2026-03-01T00:00Z') + n * 4 * MINUTE + ((n * 7_919) % 200) * 1_000_000,
}));

const rows: [listed: string, stored: string, expected: string][] = [
  ['', '', '0'],
  ['+ A 08:00 | - A 12:00', '+ A 08:00 | - A 12:00', '2'],
  ['+ A 08:00 | + A 08:00', '+ A 08:00', '1'],
  ['+ A 08:00 | - A 12:00', '+ A 08:00', '1 missing - A 12:00'],
  ['+ A 08:00', '+ A 08:00 | + B 09:00', '1 extra + B 09:00'],
  ['+ A 08:00', '- A 08:00', '0 missing + A 08:00 extra - A 08:00'],
  ['+ A 08:00', '+ A 08:00:30', '0 different + A 08:00 as + A 08:00:30'],
  ['+ A 08:00', '+ A 08:15', '0 different + A 08:00 as + A 08:15'],
  ['+ A 08:00', '+ A 08:16', '0 missing + A 08:00 extra + A 08:16'],
  ['+ A 08:00 | - A 12:00', '+ A 07:00 | - A 11:00', '0 different + A 08:00 as + A 07:00, - A 12:00 as - A 11:00'],
  ['+ A 08:00', '+ A 02:30', '0 different + A 08:00 as + A 02:30'],
  ['+ A 08:00 | + A 08:10', '+ A 08:10', '1 missing + A 08:00'],
  ['+ A 08:00 | + A 08:20', '+ A 08:05 | + A 08:25', '0 different + A 08:00 as + A 08:05, + A 08:20 as + A 08:25'],
  ['+ A 08:00 | + A 08:10', '+ A 08:09', '0 missing + A 08:00 different + A 08:10 as + A 08:09'],
  ['+ A 08:00', '+ A 07:50 | + A 08:01', '0 extra + A 07:50 different + A 08:00 as + A 08:01'],
  ['+ A 08:00 | + A 08:12', '+ A 08:08 | + A 08:30', '0 different + A 08:00 as + A 08:30, + A 08:12 as + A 08:08'],
  ['+ A#a 08:00', '+ A#b 08:00', '0 missing + A 08:00 extra + A 08:00'],
  ['+ A#a 08:00 | + A#b 08:00', '+ A#a 08:00 | + A#b 08:01', '1 different + A 08:00 as + A 08:01'],
  [
    '+ A 08:00 | + A 08:30 | + A 09:00 | + A 09:30 | + A 12:00',
    '+ A 09:00 | + A 09:30 | + A 10:00 | + A 10:30',
    '0 missing + A 12:00 different + A 08:00 as + A 09:00, + A 08:30 as + A 09:30, + A 09:00 as + A 10:00, + A 09:30 as + A 10:30',
  ],
  [
    '+ A 08:00 | + A 08:05 | + A 08:10 | + A 08:15',
    '+ A 08:06 | + A 08:11 | + A 08:16 | + A 08:21',
    '0 different + A 08:00 as + A 08:06, + A 08:05 as + A 08:11, + A 08:10 as + A 08:16, + A 08:15 as + A 08:21',
  ],
  [
    '+ A 08:01 | + A 08:16 | + A 08:31 | + A 08:46',
    '+ A 08:16 | + A 08:31 | + A 08:46 | + A 09:01',
    '0 different + A 08:01 as + A 08:16, + A 08:16 as + A 08:31, + A 08:31 as + A 08:46, + A 08:46 as + A 09:01',
  ],
];
for (const [listed, stored, expected] of rows) {
  test(`listed ${listed || 'nothing'}, stored ${stored || 'nothing'}: ${expected}`, () => {
    const { agreeing, missing, extra, different } = reconcile(told(listed), told(stored));
    const pairs = different.map((pair) => `${inWords([pair.listed])} as ${inWords([pair.stored])}`).toSorted();
    const parts = [
      String(agreeing),
      missing.length > 0 && `missing ${inWords(missing)}`,
      extra.length > 0 && `extra ${inWords(extra)}`,
      pairs.length > 0 && `different ${pairs.join(', ')}`,
    ];
    assert.equal(parts.filter(Boolean).join(' '), expected);
  });
}

const START = instantOf('2026-03-01T00:00Z');
/** Moments that lie too far apart to be taken for one another, and by no whole number of quarter hours. */
const farApart = fc
  .uniqueArray(fc.integer({ min: 0, max: 20 }), { minLength: 1, maxLength: 21 })
  .map((slots) => slots.map((slot) => START + slot * 31 * MINUTE + slot * 7 * 1_000_000));
const day = fc
  .array(fc.tuple(fc.constantFrom('A', 'B'), fc.constantFrom<EventKind>('login', 'logout'), farApart), { maxLength: 3 })
  .map((drivers) => {
    const all = drivers.flatMap(([identifier, kind, moments]) =>
      moments.map(
        (occurredAt): ReportedEvent => ({ identifierKind: 'driverId', identifier, reference: '', kind, occurredAt }),
      ),
    );
    return [...new Map(all.map((event) => [`${event.identifier} ${event.kind} ${event.occurredAt}`, event])).values()];
  });

test('a list reconciled with itself, in any order, agrees', () => {
  fc.assert(
    fc.property(day, (events) => {
      const found = reconcile(events.toReversed(), events);
      assert.deepEqual(found, { agreeing: events.length, missing: [], extra: [], different: [] });
    }),
  );
});

test('whatever is taken out of either side is found, and nothing else', () => {
  fc.assert(
    fc.property(day, fc.func(fc.constantFrom('both', 'list', 'log')), (events, sideOf) => {
      const side = (event: ReportedEvent) => sideOf(inWords([event]));
      const found = reconcile(
        events.filter((event) => side(event) !== 'log'),
        events.filter((event) => side(event) !== 'list'),
      );
      assert.equal(inWords(found.missing), inWords(events.filter((event) => side(event) === 'list')));
      assert.equal(inWords(found.extra), inWords(events.filter((event) => side(event) === 'log')));
      assert.deepEqual(found.different, []);
    }),
  );
});

test('nothing is lost on the way: each side is accounted for once', () => {
  const any = fc.array(
    fc.record({
      identifierKind: fc.constant('driverId' as const),
      identifier: fc.constantFrom('A', 'B'),
      reference: fc.constant(''),
      kind: fc.constantFrom<EventKind>('login', 'logout'),
      occurredAt: fc.integer({ min: 0, max: 200 }).map((n) => START + n * 5 * MINUTE),
    }),
    { maxLength: 40 },
  );
  fc.assert(
    fc.property(any, any, (listed, stored) => {
      const distinct = (events: readonly ReportedEvent[]) =>
        new Map(events.map((event) => [`${event.identifier} ${inWords([event])}`, event])).values();
      const [mine, theirs] = [[...distinct(listed)], [...distinct(stored)]];
      const { agreeing, missing, extra, different } = reconcile(mine, theirs);
      assert.equal(agreeing + missing.length + different.length, mine.length);
      assert.equal(agreeing + extra.length + different.length, theirs.length);
    }),
  );
});

test('a list that is shifted as a whole is paired by that shift, whatever else it lacks', () => {
  for (const shift of [7 * 1_000_000, 3 * MINUTE, 75 * MINUTE, -60 * MINUTE, 5.5 * 60 * MINUTE]) {
    const stored = MONTH_OF_LOGINS.map((event) => ({ ...event, occurredAt: event.occurredAt + shift }));
    const listed = MONTH_OF_LOGINS.filter((_, n) => n % 5 !== 0);
    const { different, missing, extra, agreeing } = reconcile(listed, stored);
    assert.deepEqual([agreeing, missing.length, extra.length], [0, 0, 2_000]);
    assert.ok(different.every((pair) => pair.stored.occurredAt - pair.listed.occurredAt === shift));
  }
});

test('ten thousand times that match nothing, or only nearly, are compared fast', () => {
  const apart = MONTH_OF_LOGINS.map((event) => ({ ...event, occurredAt: event.occurredAt + 365 * 24 * 60 * MINUTE }));
  const nearly = MONTH_OF_LOGINS.map((event, n) => ({
    ...event,
    occurredAt: event.occurredAt + ((n * 104_729) % 1_000) * 1_001,
  }));
  for (const stored of [apart, nearly, []]) {
    const before = process.cpuUsage().user;
    reconcile(MONTH_OF_LOGINS, stored);
    assert.ok(process.cpuUsage(undefined).user - before < 1_000_000, 'more than a second of processor time');
  }
});

test('no step of the comparison is long, whatever the lists', () => {
  const sameInstant = MONTH_OF_LOGINS.map((event, n) => ({ ...event, occurredAt: START + (n % 50) * 15 * MINUTE, n }));
  const apart = MONTH_OF_LOGINS.map((event) => ({ ...event, occurredAt: event.occurredAt + 3 * 1_000_000 }));
  for (const lists of [
    [MONTH_OF_LOGINS, apart],
    [MONTH_OF_LOGINS, []],
    [sameInstant, apart],
  ] as Lists[]) {
    let steps = 0;
    for (const _ of reconcileInSteps(...lists)) steps += 1;
    assert.ok(steps > 50, `${steps} steps`);
  }
});
