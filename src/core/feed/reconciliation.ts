import type { EventKind, IdentifierKind } from '../event.ts';
import type { Steps } from '../steps.ts';
import { HOUR, type Instant, MINUTE, type Micros } from '../time/instant.ts';
import { pairNearest } from './nearestPairs.ts';

/** One login or logout of one driver, as a list or the log has it. */
export type ReportedEvent = {
  readonly identifierKind: IdentifierKind;
  readonly identifier: string;
  readonly reference: string;
  readonly kind: EventKind;
  readonly occurredAt: Instant;
};

/** How a list of events and the log differ. */
export type Reconciliation<L extends ReportedEvent, S extends ReportedEvent> = {
  /** In both. */
  readonly agreeing: number;
  /** In the list, and not in the log. */
  readonly missing: readonly L[];
  /** In the log, and not in the list. */
  readonly extra: readonly S[];
  /** In both, at different instants. */
  readonly different: readonly { readonly listed: L; readonly stored: S }[];
};

/** Clocks that differ, seconds that were cut off. */
const NEAR: Micros = 15 * MINUTE;
/** Zones differ by whole quarters of an hour; wrong settings of one by no more than this. */
const QUARTER: Micros = 15 * MINUTE;
const FURTHEST_OFFSET: Micros = 14 * HOUR;
/** A list is shifted as a whole when this share of what can be paired, and so many, are apart by one and the same time. */
const MOST_OF_THEM = 0.6;
const FEWEST_SHIFTED = 3;
const MOST_ASKED = 256;
const EVENTS_A_STEP = 256;

/**
 * Compares what a work provider has listed with what is stored. A list of which most is apart from the log by one and
 * the same time is paired by that time first. Then what agrees to the microsecond; then, once more, most of the rest by
 * one time; then what lies near, the nearest first; then what is apart by a whole number of quarter hours. Each event is
 * paired at most once. Repeated entries count once. The time it takes grows little faster than the lists. It yields every
 * millisecond or so, so that the caller can do other work in between.
 */
export function* reconcile<L extends ReportedEvent, S extends ReportedEvent>(
  listed: readonly L[],
  stored: readonly S[],
): Steps<Reconciliation<L, S>> {
  const distinct = [...new Map(listed.map((event) => [identity(event, 0), event])).values()];
  const whole = yield* pairShifted(distinct, stored, yield* commonShift(distinct, stored));
  const exact = yield* pairShifted(whole.listed, whole.stored, 0);
  const rest = yield* pairShifted(exact.listed, exact.stored, yield* commonShift(exact.listed, exact.stored));
  const near = yield* pairNearest(rest.listed, rest.stored, who, NEAR);
  const apart = yield* pairNearest(near.listed, near.stored, whoAndQuarter, FURTHEST_OFFSET);
  const pairs = [...whole.pairs, ...exact.pairs, ...rest.pairs, ...near.pairs, ...apart.pairs];
  const different = pairs.filter((pair) => pair.listed.occurredAt !== pair.stored.occurredAt);
  return { agreeing: pairs.length - different.length, missing: apart.listed, extra: apart.stored, different };
}

/** Pairs listed events with those that are stored at the same instant plus `shift`. */
function* pairShifted<L extends ReportedEvent, S extends ReportedEvent>(
  listed: readonly L[],
  stored: readonly S[],
  shift: Micros,
): Steps<{ pairs: { listed: L; stored: S }[]; listed: L[]; stored: S[] }> {
  const inLog = new Map<string, S>();
  for (const [index, event] of stored.entries()) {
    if (index % EVENTS_A_STEP === 0) yield;
    inLog.set(identity(event, 0), event);
  }
  const pairs: { listed: L; stored: S }[] = [];
  const left: L[] = [];
  for (const [index, event] of listed.entries()) {
    if (index % EVENTS_A_STEP === 0) yield;
    const found = inLog.get(identity(event, shift));
    if (!found) left.push(event);
    else {
      pairs.push({ listed: event, stored: found });
      inLog.delete(identity(found, 0));
    }
  }
  return { pairs, listed: left, stored: [...inLog.values()] };
}

/** The one time by which most events are apart; 0 when there is none. Only some of the events are asked. */
function* commonShift(listed: readonly ReportedEvent[], stored: readonly ReportedEvent[]): Steps<Micros> {
  const asked = Math.min(listed.length, stored.length, MOST_ASKED);
  const ofListed = listed.length <= stored.length ? sample(listed, asked) : listed;
  const ofStored = listed.length <= stored.length ? stored : sample(stored, asked);
  const votes = new Map<Micros, number>();
  yield* countDifferences(ofListed, ofStored, who, NEAR, votes);
  yield* countDifferences(ofListed, ofStored, whoAndQuarter, FURTHEST_OFFSET, votes, NEAR);
  const better = (a: [Micros, number], b: [Micros, number]) => a[1] - b[1] || Math.abs(b[0]) - Math.abs(a[0]);
  const [shift, count] = [...votes].reduce((best, each) => (better(each, best) > 0 ? each : best), [0, 0]);
  return count >= Math.max(FEWEST_SHIFTED, MOST_OF_THEM * asked) ? shift : 0;
}

/** So many of the events, evenly spread in order of time. */
function sample(events: readonly ReportedEvent[], count: number): ReportedEvent[] {
  const sorted = events.toSorted(byTime);
  return Array.from({ length: count }, (_, n) => sorted[Math.floor((n * sorted.length) / count)] as ReportedEvent);
}

/** Adds the differences of all events with one key that are apart by at most `furthest`, and by more than `beyond`. */
function* countDifferences(
  listed: readonly ReportedEvent[],
  stored: readonly ReportedEvent[],
  keyOf: (event: ReportedEvent) => string,
  furthest: Micros,
  votes: Map<Micros, number>,
  beyond = -1,
): Steps<void> {
  const ofLog = Map.groupBy(stored.toSorted(byTime), keyOf);
  for (const [key, own] of Map.groupBy(listed.toSorted(byTime), keyOf)) {
    const others = ofLog.get(key) ?? [];
    let first = 0;
    for (const { occurredAt } of own) {
      yield;
      while (first < others.length && (others[first] as ReportedEvent).occurredAt < occurredAt - furthest) first++;
      for (let index = first; index < others.length; index++) {
        const apart = (others[index] as ReportedEvent).occurredAt - occurredAt;
        if (apart > furthest) break;
        if (Math.abs(apart) > beyond) votes.set(apart, (votes.get(apart) ?? 0) + 1);
      }
    }
  }
}

function identity(event: ReportedEvent, shift: Micros): string {
  return `${event.occurredAt + shift} ${who(event)}`;
}

/** Identifiers and references contain no line break. */
function who({ identifierKind, identifier, reference, kind }: ReportedEvent): string {
  return `${kind} ${identifierKind} ${identifier}\n${reference}`;
}

/** Events that share it are apart by a whole number of quarter hours. */
function whoAndQuarter(event: ReportedEvent): string {
  return `${event.occurredAt % QUARTER} ${who(event)}`;
}

function byTime(a: ReportedEvent, b: ReportedEvent): number {
  return a.occurredAt - b.occurredAt;
}
