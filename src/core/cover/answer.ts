import { type Subject, subjectKey } from '../event.ts';
import type { Outcome } from '../shift/outcome.ts';
import { shiftPeriod } from '../shift/timeline.ts';
import type { Instant } from '../time/instant.ts';
import { contains } from '../time/period.ts';
import {
  type Cover,
  coverThrough,
  entitlements,
  firstBeginning,
  type GapReason,
  type LaneShift,
  reasonAt,
} from './cover.ts';
import { isDoubtful, isLoginMissing } from './doubt.ts';
import {
  type Fact,
  type FactEvent,
  type FactKind,
  type Facts,
  factsOf,
  type Known,
  knownBy,
  type View,
  viewOf,
} from './facts.ts';
import { type KnownLane, type KnownLanes, knownLanes, outcomeIn } from './knownLanes.ts';

/** Why no cover is certain: everything that could give it has been heard, and nothing does. */
export type NoCoverReason = 'unknown_customer' | 'no_shift' | GapReason;

/** Why an answer is not known: a closed list, in the order in which reasons are given (docs/semantics.md). */
export type Doubt = 'not_come_yet' | 'feed_not_complete' | 'doubtful_time' | 'logout_without_login';

/** Whether a customer was covered at an instant. `work`: the shifts that contain it and give no cover, if any. */
export type Answer =
  | { readonly tag: 'covered'; readonly through: readonly Cover[]; readonly work: readonly LaneShift[] }
  | { readonly tag: 'not_covered'; readonly because: readonly NoCoverReason[]; readonly work: readonly LaneShift[] }
  | {
      readonly tag: 'undetermined';
      readonly because: readonly Doubt[];
      /** When `feed_not_complete` will be over; null when that is no reason. */
      readonly finalFrom: Instant | null;
      readonly work: readonly LaneShift[];
    };

/** The instant asked about, the instant by which things were known (Infinity: now), and the present. */
export type Question = { readonly at: Instant; readonly knownAt: Instant; readonly now: Instant };

/**
 * The answer of what was known by `knownAt`. Covered: a login says so. Not covered: everything that could say so has been
 * heard. Undetermined whenever neither holds.
 */
export function answerAt(facts: Facts, { at, knownAt, now }: Question): Answer {
  const asOf = Math.min(knownAt, now);
  if (at > asOf) return { tag: 'undetermined', because: ['not_come_yet'], finalFrom: null, work: [] };
  const view = viewOf(facts, knownBy(knownAt));
  const incomplete = facts.feeds.flatMap((feed) => {
    const upTo = Math.max(-Infinity, ...feed.complete.filter(knownBeforeOr(knownAt)).map((each) => each.upTo));
    const finalFrom = at + feed.usualLateness;
    return upTo > at || asOf >= finalFrom ? [] : [{ workProvider: feed.workProvider, finalFrom }];
  });
  return answerOf(foldedOf(facts, view), at, incomplete);
}

function knownBeforeOr(at: Instant) {
  return ({ recordedAt }: { readonly recordedAt: Instant }) => recordedAt <= at;
}

type Incomplete = { readonly workProvider: number; readonly finalFrom: Instant };

/** A view with its lanes folded. `own`: the lanes of the customer. */
export type Folded = { readonly view: View; readonly lanes: KnownLanes; readonly own: readonly KnownLane[] };

export function foldedOf(facts: Facts, view: View): Folded {
  const lanes = knownLanes(facts, view);
  const subjects = new Set(view.subjects.map(subjectKey));
  return { view, lanes, own: [...lanes.values()].filter(({ lane }) => subjects.has(subjectKey(lane))) };
}

/** The answer at an instant that has come. `incomplete`: the feeds whose reports of it may still be on their way. */
export function answerOf({ view, lanes, own }: Folded, at: Instant, incomplete: readonly Incomplete[]): Answer {
  if (!view.exists) return { tag: 'not_covered', because: ['unknown_customer'], work: [] };
  const entitled = own.filter(({ lane }) => isEntitled(lane, view, at));
  const { through, work } = workAt(own, view, at);
  const doubtful = isDoubtful(entitled, at);
  if (through.length > 0 && !doubtful) return { tag: 'covered', through, work };
  const finalFrom = through.length > 0 ? null : lastFinal(incomplete, view, at);
  const missing = through.length === 0 && entitled.some((lane) => isLoginMissing(lane, at, view, lanes));
  const because: Doubt[] = [
    ...(finalFrom === null ? [] : ['feed_not_complete' as const]),
    ...(doubtful ? ['doubtful_time' as const] : []),
    ...(missing ? ['logout_without_login' as const] : []),
  ];
  if (because.length > 0) return { tag: 'undetermined', because, finalFrom, work };
  return { tag: 'not_covered', because: reasons(view, work, at), work };
}

/** When the last of the feeds by which the customer could be covered at the instant is complete; null: all are. */
function lastFinal(incomplete: readonly Incomplete[], view: View, at: Instant): Instant | null {
  const entitled = view.subjects.filter((subject) => isEntitled(subject, view, at));
  const late = incomplete.filter((feed) => entitled.some(({ workProvider }) => workProvider === feed.workProvider));
  return late.length > 0 ? Math.max(...late.map(({ finalFrom }) => finalFrom)) : null;
}

function reasons({ eligibility }: View, work: readonly LaneShift[], at: Instant): NoCoverReason[] {
  if (work.length > 0) return [...new Set(work.map(({ lane }) => reasonAt(lane, at, eligibility)))];
  return [at < firstBeginning(eligibility) ? 'not_a_customer_yet' : 'no_shift'];
}

/** The cover at the instant, and the shifts that contain it and give none. */
function workAt(lanes: readonly KnownLane[], { eligibility }: View, at: Instant) {
  const work = lanes.flatMap(({ lane, shifts }) =>
    shifts.filter((shift) => contains(shiftPeriod(shift), at)).map((shift) => ({ lane, shift })),
  );
  const through = work.flatMap((each) => coverThrough(each, eligibility)).filter(({ period }) => contains(period, at));
  const covering = new Set(through.map(({ laneShift }) => laneShift));
  return { through, work: work.filter((each) => !covering.has(each)) };
}

function isEntitled(subject: Subject, { eligibility }: View, at: Instant): boolean {
  return entitlements(subject, eligibility).some(({ held }) => contains(held, at));
}

/** A fact that was recorded after the instant asked about and made the answer another. */
export type Change = { readonly fact: Fact; readonly kind: FactKind; readonly at: Instant };

/**
 * Every fact recorded after the instant, and by `knownAt`, that made the answer differ from the one known at the instant;
 * in order of recording. None where both agree: that a feed was not complete yet is no difference. A fact made the
 * difference when the answer is another without it, when it alone makes the earlier answer the later one, or when it is
 * one of the fewest facts that make it so together.
 */
export function changedSince(facts: Facts, { at, knownAt }: Question): Change[] {
  const said = (known: Known) => answerOf(foldedOf(facts, viewOf(facts, known)), at, []).tag;
  const [then, later] = [knownBy(at), knownBy(knownAt)];
  const after = said(later);
  if (said(then) === after) return [];
  const recorded = nearestChanges(facts, at, (fact) => later(fact) && !then(fact));
  const tried = new Set<Parameters<Known>[0]>(recorded.map(({ fact }) => fact));
  const enough: Known = (fact) => then(fact) || tried.has(fact);
  const known = said(enough) === after ? enough : later;
  const spare = new Set<Parameters<Known>[0]>();
  for (const { fact } of recorded.toReversed()) {
    spare.add(fact);
    if (said((other) => known(other) && !spare.has(other)) !== after) spare.delete(fact);
  }
  return recorded.filter(
    ({ fact }) =>
      !spare.has(fact) ||
      said((other) => other === fact || then(other)) === after ||
      said((other) => other !== fact && later(other)) !== after,
  );
}

/** For each fact that is tried, all lanes are folded up to three times. */
const MOST_EVENTS_TRIED = 200;
const OF_EVENTS: readonly FactKind[] = ['login', 'logout', 'void', 'void_undone'];

/** The facts of events nearest to an instant, and all others, in order of recording. */
function nearestChanges(facts: Facts, at: Instant, isRecorded: Known): Change[] {
  const [ofEvents, others] = [true, false].map((isOfEvent) =>
    factsOf(facts).filter(({ fact, kind }) => OF_EVENTS.includes(kind) === isOfEvent && isRecorded(fact)),
  ) as [Change[], Change[]];
  const nearest = ofEvents.toSorted((a, b) => Math.abs(a.at - at) - Math.abs(b.at - at)).slice(0, MOST_EVENTS_TRIED);
  return [...nearest, ...others].toSorted((a, b) => recordedAt(a.fact) - recordedAt(b.fact));
}

/** When a fact was recorded. */
export function recordedAt(fact: Fact): Instant {
  return 'receivedAt' in fact ? fact.receivedAt : fact.recordedAt;
}

/** The nearest events of the customer before and after the instant, the earlier first. */
export function nearby(
  facts: Facts,
  { at, knownAt }: Question,
): { readonly event: FactEvent; readonly outcome: Outcome }[] {
  const view = viewOf(facts, knownBy(knownAt));
  const own = new Set(view.subjects.map(subjectKey));
  const events = view.events
    .filter((event) => own.has(subjectKey(event)))
    .toSorted((a, b) => a.occurredAt - b.occurredAt);
  const around = [
    events.findLast(({ occurredAt }) => occurredAt <= at),
    events.find(({ occurredAt }) => occurredAt > at),
  ];
  const lanes = knownLanes(facts, view);
  return around.flatMap((event) => (event ? [{ event, outcome: outcomeIn(event, view, lanes) }] : []));
}
