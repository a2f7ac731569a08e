import { answerAt } from '../../core/cover/answer.ts';
import { type Cover, type Eligibility, type LaneShift, reasonAt } from '../../core/cover/cover.ts';
import { visibleParts } from '../../core/cover/visibleWork.ts';
import type { Instant } from '../../core/time/instant.ts';
import { contains } from '../../core/time/period.ts';
import type { Queryable } from '../../store/postgres/database.ts';
import type { Provider } from '../../store/provider/providers.ts';
import { readFacts } from './facts.ts';

/** Whether a customer is covered at this instant, as they may read it themselves. */
export type CoverNow =
  | { readonly tag: 'covered'; readonly through: readonly Through[] }
  /** `because`: the most important first; empty when they are not at work as far as is known. */
  | { readonly tag: 'not_covered'; readonly because: readonly Hindrance[] }
  /** A login or logout lies in a repeated hour and may be read either way. */
  | { readonly tag: 'undetermined' };

/** `atLatest`: when this cover ends if no logout comes before. */
type Through = { readonly workProvider: string; readonly since: Instant; readonly atLatest: Instant };

/**
 * What keeps a customer from being covered: a suspension, at work or not; or at work for a work provider that they opted
 * out of or that has ended, or in a shift that goes on outside the link it belongs to.
 */
export type Hindrance =
  | { readonly tag: 'suspended'; readonly since: Instant }
  | {
      readonly tag: 'refused' | 'link_ended' | 'not_linked' | 'work_provider_ended' | 'not_a_customer_yet';
      readonly workProvider: string;
    };

/**
 * Answers from the event log itself: events that are stored but not settled yet count already. That a report of this
 * very instant may still be on its way is so whenever nobody is at work, so it is no doubt here.
 */
export async function coverNow(db: Queryable, eligibility: Eligibility, now: Instant): Promise<CoverNow> {
  const { customerNumber } = eligibility;
  const { facts, providers } = await readFacts(db, { customerNumber, at: now, asOf: now });
  const answer = answerAt(facts, { at: now, knownAt: Infinity, now });
  if (answer.tag === 'covered') return { tag: 'covered', through: throughOf(answer.through, providers) };
  if (answer.tag === 'undetermined' && answer.because.includes('doubtful_time')) return { tag: 'undetermined' };
  const work = answer.work.filter((each) => isTheirs(each, eligibility, now));
  return {
    tag: 'not_covered',
    because: [...suspension(eligibility, now), ...work.flatMap((each) => hindrance(each, eligibility, now, providers))],
  };
}

function throughOf(through: readonly Cover[], providers: ReadonlyMap<number, Provider>): Through[] {
  const found = through.map(({ laneShift, period }) => ({
    workProvider: providers.get(laneShift.lane.workProvider)?.name ?? '',
    since: period.from,
    atLatest: period.to,
  }));
  return found.toSorted((a, b) => a.since - b.since);
}

function suspension({ suspensions }: Eligibility, now: Instant): Hindrance[] {
  const inForce = suspensions.find((period) => contains(period, now));
  return inForce ? [{ tag: 'suspended', since: inForce.from }] : [];
}

function isTheirs(laneShift: LaneShift, eligibility: Eligibility, now: Instant): boolean {
  return visibleParts(laneShift, eligibility).some((part) => contains(part, now));
}

function hindrance(
  { lane }: LaneShift,
  eligibility: Eligibility,
  now: Instant,
  providers: ReadonlyMap<number, Provider>,
): Hindrance[] {
  const tag = reasonAt(lane, now, eligibility);
  if (tag === 'suspended' || tag === 'linked_to_another') return [];
  return [{ tag, workProvider: providers.get(lane.workProvider)?.name ?? '' }];
}
