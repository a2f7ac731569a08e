import { answerAt, type Doubt } from '../../core/cover/answer.ts';
import { type Cover, type Eligibility, type LaneShift, reasonAt } from '../../core/cover/cover.ts';
import type { Facts } from '../../core/cover/facts.ts';
import { lastCoverEnd } from '../../core/cover/lastCover.ts';
import { visibleParts } from '../../core/cover/visibleWork.ts';
import type { Instant } from '../../core/time/instant.ts';
import { contains } from '../../core/time/period.ts';
import type { Provider } from '../../store/provider/providers.ts';
import type { CustomerFacts } from './facts.ts';

/** Whether a customer is covered at this instant, as they may read it themselves. */
export type CoverNow =
  /** `uncovered`: why other work at the same time is not covered. */
  | { readonly tag: 'covered'; readonly through: readonly Through[]; readonly uncovered: readonly Hindrance[] }
  /** `because`: the most important first. */
  | { readonly tag: 'working_without_cover'; readonly because: readonly Hindrance[] }
  /** Not at work as far as is known. `lastCovered`: until when they were, within the last days. */
  | {
      readonly tag: 'off_duty';
      readonly suspendedSince: Instant | undefined;
      readonly lastCovered: Instant | undefined;
    }
  /** `until`: when it will be known; undefined when that cannot be said. */
  | {
      readonly tag: 'undetermined';
      readonly because: readonly DoubtNow[];
      readonly until: Instant | undefined;
    };

/** Why the present is in doubt. That it has not been reported on yet is always so, and is none of these. */
export type DoubtNow = Exclude<Doubt, 'not_come_yet' | 'feed_not_complete'>;

/** `atLatest`: when this cover ends if no logout comes before. */
type Through = { readonly workProvider: string; readonly since: Instant; readonly atLatest: Instant };

/** What keeps work that is under way from being covered. */
export type Hindrance =
  | { readonly tag: 'suspended'; readonly since: Instant }
  | {
      readonly tag: 'refused' | 'link_ended' | 'not_linked' | 'work_provider_ended' | 'not_a_customer_yet';
      readonly workProvider: string;
    };

/** Answers from the facts around `now`, which hold also the events that are stored but not settled yet. */
export function coverNow({ facts, providers }: CustomerFacts, eligibility: Eligibility, now: Instant): CoverNow {
  const answer = answerAt(facts, { at: now, knownAt: Infinity, now });
  const uncovered = hindrances(answer.work, eligibility, now, providers);
  if (answer.tag === 'covered') return { tag: 'covered', through: throughOf(answer.through, providers), uncovered };
  const doubts = answer.tag === 'undetermined' ? answer.because.filter(isDoubtNow) : [];
  if (doubts.length > 0) return { tag: 'undetermined', because: doubts, until: endOfDoubt(facts, now) };
  if (uncovered.length > 0) return { tag: 'working_without_cover', because: uncovered };
  const suspendedSince = suspensionAt(eligibility, now)?.from;
  return { tag: 'off_duty', suspendedSince, lastCovered: lastCoverEnd(facts, now) };
}

function isDoubtNow(doubt: Doubt): doubt is DoubtNow {
  return doubt !== 'not_come_yet' && doubt !== 'feed_not_complete';
}

/** The present is in doubt by a time that lies ahead, read in one way or another: until that has come. */
function endOfDoubt({ events }: Facts, now: Instant): Instant | undefined {
  const times = events.flatMap(({ occurredAt, alternative }) => [occurredAt, alternative ?? occurredAt]);
  const ahead = times.filter((time) => time > now);
  return ahead.length > 0 ? Math.min(...ahead) : undefined;
}

function throughOf(through: readonly Cover[], providers: ReadonlyMap<number, Provider>): Through[] {
  const found = through.map(({ laneShift, period }) => ({
    workProvider: providers.get(laneShift.lane.workProvider)?.name ?? '',
    since: period.from,
    atLatest: period.to,
  }));
  return found.toSorted((a, b) => a.since - b.since);
}

function suspensionAt({ suspensions }: Eligibility, now: Instant) {
  return suspensions.find((period) => contains(period, now));
}

/** Why the work gives no cover, each reason once. A suspension is one reason for all work. */
function hindrances(
  work: readonly LaneShift[],
  eligibility: Eligibility,
  now: Instant,
  providers: ReadonlyMap<number, Provider>,
): Hindrance[] {
  const own = work.filter((each) => visibleParts(each, eligibility).some((part) => contains(part, now)));
  const suspension = suspensionAt(eligibility, now);
  const found = own.flatMap(({ lane }): Hindrance[] => {
    const tag = reasonAt(lane, now, eligibility);
    if (tag === 'linked_to_another') return [];
    if (tag === 'suspended') return suspension ? [{ tag, since: suspension.from }] : [];
    return [{ tag, workProvider: providers.get(lane.workProvider)?.name ?? '' }];
  });
  const distinct = new Map(found.map((each) => [JSON.stringify(each), each]));
  return [...distinct.values()].toSorted((a, b) => Number(b.tag === 'suspended') - Number(a.tag === 'suspended'));
}
