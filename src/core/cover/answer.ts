import { subjectKey } from '../event.ts';
import { eventsOfLane, indexLinks, type Lane, laneKey, lanesAnsweredBy } from '../shift/lane.ts';
import { best, type Outcome, outcomeOf } from '../shift/outcome.ts';
import { longestShiftBy, settingAt } from '../shift/setting.ts';
import { fold, type Shift, shiftPeriod } from '../shift/timeline.ts';
import type { Instant } from '../time/instant.ts';
import { contains } from '../time/period.ts';
import { type Cover, coverThrough, entitlements, type GapReason, type LaneShift, reasonAt } from './cover.ts';
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

/** Why no cover is certain: everything that could give it has been heard, and nothing does. */
export type NoCoverReason = 'unknown_customer' | 'no_shift' | GapReason;

/** Why an answer is not known: a closed list, in the order in which reasons are given (docs/semantics.md). */
export type Doubt = 'not_come_yet' | 'feed_not_complete' | 'doubtful_time' | 'logout_without_login';

/** Whether a customer was covered at an instant. `work`: the shifts that contain it and give no cover. */
export type Answer =
  | { readonly tag: 'covered'; readonly through: readonly Cover[] }
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
  return answerOf(facts, view, at, incomplete);
}

function knownBeforeOr(at: Instant) {
  return ({ recordedAt }: { readonly recordedAt: Instant }) => recordedAt <= at;
}

type Incomplete = { readonly workProvider: number; readonly finalFrom: Instant };

function answerOf(facts: Facts, view: View, at: Instant, incomplete: readonly Incomplete[]): Answer {
  if (!view.exists) return { tag: 'not_covered', because: ['unknown_customer'], work: [] };
  const { through, work } = workAt(facts, view, at);
  const doubtful = isDoubtful(facts, view, at, through.length > 0);
  if (through.length > 0 && !doubtful) return { tag: 'covered', through };
  const entitled = view.subjects.filter((subject) => isEntitled(view, subject, at));
  const late = incomplete.filter((feed) => entitled.some(({ workProvider }) => workProvider === feed.workProvider));
  const isLate = late.length > 0 && through.length === 0;
  const because: Doubt[] = [
    ...(isLate ? ['feed_not_complete' as const] : []),
    ...(doubtful ? ['doubtful_time' as const] : []),
    ...(through.length === 0 && isLoginMissing(facts, view, at) ? ['logout_without_login' as const] : []),
  ];
  const finalFrom = isLate ? Math.max(...late.map((feed) => feed.finalFrom)) : null;
  if (because.length > 0) return { tag: 'undetermined', because, finalFrom, work };
  return { tag: 'not_covered', because: reasons(view, work, at), work };
}

function reasons({ eligibility }: View, work: readonly LaneShift[], at: Instant): NoCoverReason[] {
  if (work.length > 0) return [...new Set(work.map(({ lane }) => reasonAt(lane, at, eligibility)))];
  return [at < eligibility.begins ? 'not_a_customer_yet' : 'no_shift'];
}

/** The shifts that contain the instant: those that give cover there, with the cover, and those that do not. */
function workAt(facts: Facts, view: View, at: Instant) {
  const shifts = lanesOf(view).flatMap((lane) => {
    return shiftsOf(facts, view, lane)
      .filter((shift) => contains(shiftPeriod(shift), at))
      .map((shift) => ({ lane, shift }));
  });
  const through = shifts
    .flatMap((each) => coverThrough(each, view.eligibility))
    .filter(({ period }) => contains(period, at));
  return { through, work: through.length > 0 ? [] : shifts };
}

function lanesOf({ subjects, events }: View): Lane[] {
  const own = new Set(subjects.map(subjectKey));
  const lanes = events.filter((event) => event.kind === 'login' && own.has(subjectKey(event)));
  return [...new Map(lanes.map((event) => [laneKey(event), laneOf(event)])).values()];
}

function laneOf({ workProvider, identifierKind, identifier, reference }: Lane): Lane {
  return { workProvider, identifierKind, identifier, reference };
}

function shiftsOf(facts: Facts, { events, eligibility }: View, lane: Lane): Shift[] {
  return fold(
    eventsOfLane(lane, events, indexLinks(eligibility.links)),
    longestShiftBy(settingsOf(facts, lane.workProvider)),
  );
}

function settingsOf({ feeds }: Facts, workProvider: number) {
  const feed = feeds.find((each) => each.workProvider === workProvider);
  if (!feed) throw new Error(`no work provider ${workProvider} among the facts`);
  return feed.settings;
}

function isEntitled({ eligibility }: View, subject: Parameters<typeof entitlements>[0], at: Instant): boolean {
  return entitlements(subject, eligibility).some(({ held }) => contains(held, at));
}

/**
 * Whether they were at work at the instant and it is not known since when: a logout that answers nothing lies after it,
 * no further away than the longest shift, with no other logout of theirs between.
 */
function isLoginMissing(facts: Facts, view: View, at: Instant): boolean {
  const own = new Set(view.subjects.filter((subject) => isEntitled(view, subject, at)).map(subjectKey));
  const logouts = view.events
    .filter((event) => event.kind === 'logout' && event.occurredAt > at && own.has(subjectKey(event)))
    .toSorted((a, b) => a.occurredAt - b.occurredAt);
  const next = new Map(logouts.toReversed().map((event) => [`${event.workProvider} ${event.reference}`, event]));
  return [...next.values()].some((logout) => {
    const { longestShift } = settingAt(settingsOf(facts, logout.workProvider), at);
    return logout.occurredAt - at <= longestShift && outcomeIn(facts, view, logout) === 'no_login_before';
  });
}

/** What an event came to as things are known. */
function outcomeIn(facts: Facts, view: View, event: FactEvent): Outcome {
  const lanes = event.kind === 'login' ? [laneOf(event)] : lanesAnsweredBy(event, indexLinks(view.eligibility.links));
  const outcomes = lanes.map((lane) => {
    const last = shiftsOf(facts, view, lane).findLast(
      ({ from }) => from < event.occurredAt || (event.kind === 'login' && from === event.occurredAt),
    );
    return outcomeOf(event, last);
  });
  return best(outcomes) as Outcome;
}

/** More would take too long to try in every combination; so many times in one repeated hour are tried one by one. */
const MOST_COMBINED = 6;

/** Whether the answer would be another if doubtful times were read otherwise. */
function isDoubtful(facts: Facts, view: View, at: Instant, covered: boolean): boolean {
  const doubtful = view.events.filter(({ alternative }) => alternative !== null);
  if (doubtful.length === 0) return false;
  const few = doubtful.length <= MOST_COMBINED;
  const choices = few
    ? Array.from({ length: 2 ** doubtful.length }, (_, bits) => doubtful.filter((__, index) => bits & (1 << index)))
    : doubtful.map((event) => [event]);
  return choices.some((otherwise) => {
    const events = view.events.map((event) =>
      otherwise.includes(event) ? { ...event, occurredAt: event.alternative ?? event.occurredAt } : event,
    );
    return workAt(facts, { ...view, events }, at).through.length > 0 !== covered;
  });
}

const MOST_CHANGES = 200;

/** A fact that was recorded after the instant asked about and made the answer another. */
export type Change = { readonly fact: Fact; readonly kind: FactKind; readonly at: Instant };

/**
 * What made the answer differ from the one that was known at the instant itself, in the order in which it was recorded.
 * Empty when both are the same: that a feed was not complete yet is no difference. A fact counts when the answer would be
 * another without it, or when it alone would have made the earlier answer another. The 200 facts nearest to the instant
 * are tried.
 */
export function changedSince(facts: Facts, { at, knownAt }: Question): Change[] {
  const said = (known: Known) => answerOf(facts, viewOf(facts, known), at, []).tag;
  const [then, later] = [knownBy(at), knownBy(knownAt)];
  const [before, after] = [said(then), said(later)];
  if (before === after) return [];
  return factsOf(facts)
    .filter(({ fact }) => later(fact) && !then(fact))
    .toSorted((a, b) => Math.abs(a.at - at) - Math.abs(b.at - at))
    .slice(0, MOST_CHANGES)
    .filter(({ fact }) => {
      if (said((other) => other === fact || then(other)) !== before) return true;
      return said((other) => other !== fact && later(other)) !== after;
    })
    .toSorted((a, b) => recordedAt(a.fact) - recordedAt(b.fact));
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
  return around.flatMap((event) => (event ? [{ event, outcome: outcomeIn(facts, view, event) }] : []));
}
