import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { answerAt, type Question } from '../../../src/core/cover/answer.ts';
import type { FactEvent, Facts, Version, Void } from '../../../src/core/cover/facts.ts';
import { undeterminedIn } from '../../../src/core/cover/undetermined.ts';
import type { EventKind } from '../../../src/core/event.ts';
import { HOUR, type Instant, instantOf, MINUTE, toRfc3339, toTemporal } from '../../../src/core/time/instant.ts';
import { otherReading } from '../../../src/core/time/localTime.ts';
import { ALWAYS, contains, type Period } from '../../../src/core/time/period.ts';
import { readTimestamp } from '../../../src/core/time/timestamp.ts';
import { laneEvent } from '../../support/arbitrary.ts';
import { LANES, secondAnswer } from '../../support/secondAnswer.ts';

/** Zones, each with an instant at which its clocks go back; the last two have none near. */
const ZONES: readonly (readonly [string, Instant])[] = [
  ['Europe/London', instantOf('2026-10-25T01:00Z')],
  ['America/New_York', instantOf('2026-11-01T06:00Z')],
  ['Australia/Lord_Howe', instantOf('2026-04-04T15:00Z')],
  ['Africa/Casablanca', instantOf('2026-02-15T02:00Z')],
  ['America/St_Johns', instantOf('2026-11-01T04:30Z')],
  ['Pacific/Chatham', instantOf('2026-04-04T14:00Z')],
  ['Asia/Kolkata', instantOf('2026-10-25T01:00Z')],
  ['UTC', instantOf('2026-10-25T01:00Z')],
];

/** Instants are counted in quarters of an hour from the change; every zone changes at a whole quarter. */
const STEP = 15 * MINUTE;
const SPAN = 20;
const LONG_AGO = -1_000;

const steps = fc.oneof(
  { weight: 2, arbitrary: fc.integer({ min: -6, max: 6 }) },
  fc.integer({ min: -SPAN, max: SPAN }),
);
const recordings = fc.oneof({ weight: 2, arbitrary: fc.constant(LONG_AGO) }, fc.integer({ min: -SPAN, max: 3 * SPAN }));
const knowing = fc.oneof({ weight: 3, arbitrary: fc.constant(Infinity) }, fc.integer({ min: 0, max: 3 * SPAN }));

const somePeriods: fc.Arbitrary<Period> = fc
  .tuple(steps, fc.integer({ min: 1, max: 3 * SPAN }), fc.boolean())
  .map(([from, length, endless]) => ({ from, to: endless ? Infinity : from + length }));

/** Versions of one fact in steps; a few are taken back. */
function versionsOf(periods: fc.Arbitrary<Period> = somePeriods): fc.Arbitrary<Version[]> {
  const version = fc.tuple(recordings, fc.option(periods, { freq: 6 }));
  return fc
    .array(version, { minLength: 1, maxLength: 3 })
    .map((versions) =>
      versions.toSorted((a, b) => a[0] - b[0]).map(([recordedAt, held]) => ({ held, recordedAt, by: '', why: '' })),
    );
}

const ALL_ALONG: Version = { held: ALWAYS, recordedAt: -Infinity, by: '', why: '' };

function inTime<T extends { readonly versions: readonly Version[] }>(fact: T, change: Instant): T {
  const instant = (step: number) => change + step * STEP;
  const versions = fact.versions.map((each) => ({
    ...each,
    recordedAt: instant(each.recordedAt),
    held: each.held && { from: instant(each.held.from), to: instant(each.held.to) },
  }));
  return { ...fact, versions };
}

type Linked = { readonly driverId: string; readonly customerNumber: string; readonly versions: readonly Version[] };

/** Links on one driver ID: each within a time of its own, as one driver ID has one customer at a time. */
function linksOn(driverId: string): fc.Arbitrary<Linked[]> {
  return fc.uniqueArray(steps, { maxLength: 3 }).chain((cuts) => {
    const from = cuts.toSorted((a, b) => a - b);
    return fc.tuple(
      ...from.map((begin, index) => {
        const end = from[index + 1] ?? Infinity;
        const held = somePeriods.map((each) => ({
          from: Math.min(Math.max(each.from, begin), end),
          to: Math.min(Math.max(each.to, begin), end),
        }));
        const versions = versionsOf(fc.oneof(held, fc.constant({ from: begin, to: end })));
        return fc.record({
          driverId: fc.constant(driverId),
          customerNumber: fc.constantFrom('C1', 'C1', 'C2'),
          versions,
        });
      }),
    );
  });
}

const someLinks: fc.Arbitrary<Linked[]> = fc.oneof(
  fc.tuple(linksOn('D1'), linksOn('D2')).map((all) => all.flat()),
  fc.constant<Linked[]>([{ driverId: 'D1', customerNumber: 'C1', versions: [ALL_ALONG] }]),
);

const [D1, , C1] = LANES;
const sent = fc.record({
  lane: fc.oneof({ weight: 4, arbitrary: fc.constantFrom(D1, D1, C1) }, fc.constantFrom(...LANES)),
  kind: fc.constantFrom<EventKind>('login', 'logout'),
  step: steps,
  seconds: fc.constantFrom(0, 0, 0, 20),
  zoneless: fc.boolean(),
  received: fc.oneof(fc.constant(0), fc.integer({ min: -4, max: 3 * SPAN }), fc.constant(2 * SPAN)),
  voids: fc.array(recordings, { maxLength: 2 }),
});

/** Events as the store has them: read in the zone as they arrived, each identity once. */
function eventsIn(timeZone: string, change: Instant): fc.Arbitrary<FactEvent[]> {
  return fc.array(sent, { maxLength: 8 }).map((all) => {
    const events = all.map(({ lane, kind, step, seconds, zoneless, received, voids }, index): FactEvent => {
      assert.ok(lane);
      const instant = change + step * STEP + seconds * 1_000_000;
      const receivedAt = instant + received * STEP;
      const wallClock = toTemporal(instant).toZonedDateTimeISO(timeZone).toPlainDateTime().toString();
      const text = zoneless ? wallClock : toRfc3339(instant);
      const whenInDoubt = kind === 'login' ? 'earlier' : 'later';
      const read = readTimestamp(text, { timeZone, now: receivedAt, whenInDoubt });
      assert.ok(read.tag === 'read');
      const zone = zoneless ? timeZone : null;
      const alternative = otherReading({ instant: read.instant, reading: read.reading, zone, receivedAt }) ?? null;
      const corrections = voids
        .toSorted((a, b) => a - b)
        .map((at, n): Void => ({ voids: n % 2 === 0, recordedAt: change + at * STEP, by: '', why: '' }));
      const { instant: occurredAt, reading } = read;
      return { id: index + 1, ...lane, kind, occurredAt, receivedAt, reading, zone, voids: corrections, alternative };
    });
    const identity = ({ identifier, reference, kind, occurredAt }: FactEvent) =>
      [identifier, reference, kind, occurredAt].join(' ');
    return [...new Map(events.map((event) => [identity(event), event])).values()];
  });
}

const someCustomer = fc.oneof({ weight: 4, arbitrary: fc.constant([ALL_ALONG]) }, versionsOf());
const someNumber = fc.constantFrom('C1', 'C1', 'C2');

const given = fc.record({
  customers: fc.tuple(someCustomer, someCustomer),
  merges: fc.array(versionsOf(fc.constant(ALWAYS)), { maxLength: 1 }),
  links: someLinks,
  suspensions: fc.array(fc.tuple(someNumber, versionsOf()), { maxLength: 1 }),
  optOuts: fc.array(fc.tuple(someNumber, versionsOf()), { maxLength: 1 }),
  end: fc.option(versionsOf(), { freq: 1 }),
  isNamed: fc.option(recordings),
  lateness: fc.integer({ min: 1, max: 40 }),
  longest: fc.tuple(fc.integer({ min: 1, max: 24 }), fc.integer({ min: 1, max: 24 })),
  complete: fc.array(fc.tuple(steps, recordings), { maxLength: 1 }),
  asked: fc.array(fc.tuple(steps, knowing, fc.nat(1)), { minLength: 4, maxLength: 4 }),
});

type Day = { readonly facts: Facts; readonly questions: readonly Question[] };

const days: fc.Arbitrary<Day> = fc.constantFrom(...ZONES).chain(([zone, change]) =>
  fc.tuple(given, eventsIn(zone, change)).map(([of, events]): Day => {
    const instant = (step: number) => change + step * STEP;
    const fact = (versions: readonly Version[]) => inTime({ versions }, change);
    const [longest, later] = of.longest;
    const facts: Facts = {
      customerNumber: 'C1',
      customers: of.customers.map((versions, index) => ({ number: `C${index + 1}`, ...fact(versions) })),
      merges: of.merges.map((versions) => ({ numbers: ['C2', 'C1'], ...fact(versions) })),
      links: of.links.map((link, id) => inTime({ id, workProvider: 1, recordedAt: 0, ...link }, change)),
      suspensions: of.suspensions.map(([customerNumber, versions]) => ({ customerNumber, ...fact(versions) })),
      optOuts: of.optOuts.map(([customerNumber, versions]) => ({ customerNumber, workProvider: 1, ...fact(versions) })),
      feeds: [
        {
          workProvider: 1,
          settings: [
            { holdsFrom: -Infinity, timeZone: zone, longestShift: longest * STEP },
            { holdsFrom: change, timeZone: zone, longestShift: later * STEP },
          ],
          versions: of.end ? fact(of.end).versions : [],
          usualLateness: of.lateness * STEP,
          complete: of.complete.map(([upTo, at]) => ({ upTo: instant(upTo), recordedAt: instant(at) })),
        },
      ],
      reported: LANES.filter(
        ({ identifierKind, reference }) => identifierKind === 'policyId' && reference === '',
      ).flatMap((lane) => {
        const own = events.filter(({ identifier }) => identifier === lane.identifier);
        const named = of.isNamed === null ? [] : [instant(of.isNamed)];
        return [...named, ...own.map(({ receivedAt }) => receivedAt)].map((recordedAt) => ({ ...lane, recordedAt }));
      }),
      events,
    };
    const questions = of.asked.map(([step, knownAt, seconds]) => ({
      at: instant(step) + seconds * 10_000_000,
      knownAt: instant(knownAt),
      now: change + 100 * HOUR,
    }));
    return { facts, questions };
  }),
);

function inWords(facts: Facts, question: Question): string {
  const answer = answerAt(facts, question);
  switch (answer.tag) {
    case 'covered':
      return 'yes';
    case 'not_covered':
      return 'no';
    case 'undetermined':
      return `undetermined: ${answer.because.join(' ')}`;
    default:
      return answer satisfies never;
  }
}

test('answers are those of the second model on random days in eight zones, with all of it mixed', () => {
  const seen = new Map<string, number>();
  const property = fc.property(days, ({ facts, questions }) => {
    for (const question of questions) {
      const expected = secondAnswer(facts, question);
      assert.equal(inWords(facts, question), expected);
      seen.set(expected, (seen.get(expected) ?? 0) + 1);
    }
  });
  fc.assert(property, { numRuns: 6_000 });
  const countOf = (word: string) => [...seen].reduce((sum, [words, n]) => (words.includes(word) ? sum + n : sum), 0);
  for (const word of ['yes', 'no', 'not_come_yet', 'feed_not_complete', 'doubtful_time', 'logout_without_login'])
    assert.ok(countOf(word) > 100, `${word} is rare: ${countOf(word)}`);
});

test('the undetermined parts of a period hold the instants whose answers are undetermined, and no others', () => {
  const seen = { in: 0, out: 0 };
  const property = fc.property(days, ({ facts, questions }) => {
    const { now } = questions[0] as Question;
    const parts = undeterminedIn(facts, { from: now - 200 * HOUR, to: now + 200 * HOUR }, Infinity);
    for (const { at } of questions) {
      const isUndetermined = answerAt(facts, { at, knownAt: Infinity, now: Infinity }).tag === 'undetermined';
      assert.equal(
        parts.some((part) => contains(part, at)),
        isUndetermined,
        toRfc3339(at),
      );
      seen[isUndetermined ? 'in' : 'out']++;
    }
  });
  fc.assert(property, { numRuns: 1_500 });
  assert.ok(seen.in > 100 && seen.out > 100, JSON.stringify(seen));
});

test('one more login in any lane takes no cover away, and one more logout gives none', () => {
  const added = fc.record({
    lane: fc.constantFrom(...LANES),
    kind: fc.constantFrom<EventKind>('login', 'logout'),
    step: steps,
  });
  const seen = { login: 0, logout: 0 };
  const property = fc.property(days, added, ({ facts, questions }, { lane, kind, step }) => {
    const occurredAt = (questions[0] as Question).now - 100 * HOUR + step * STEP;
    const more: FactEvent = {
      ...laneEvent({ id: 1_000, ...lane, kind, occurredAt, receivedAt: -Infinity }),
      voids: [],
      alternative: null,
    };
    for (const question of questions) {
      const before = answerAt(facts, question).tag === 'covered';
      const after = answerAt({ ...facts, events: [...facts.events, more] }, question).tag === 'covered';
      if (before !== after) seen[kind]++;
      assert.ok(kind === 'login' ? after || !before : before || !after, `${kind} at ${toRfc3339(occurredAt)}`);
    }
  });
  fc.assert(property, { numRuns: 3_000 });
  assert.ok(seen.login > 20 && seen.logout > 2, JSON.stringify(seen));
});
