import { answerAt, type Doubt } from '../../core/cover/answer.ts';
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
  /** They are at work. `because`: the most important first, at least one. */
  | { readonly tag: 'working_without_cover'; readonly because: readonly Hindrance[] }
  /** They are not at work, or nobody may report them. `because`: a suspension, if there is one. */
  | { readonly tag: 'off_duty'; readonly because: readonly Hindrance[] }
  /**
   * A report that may still come, or a correction, would decide it. `until`: when it is known for certain by itself; null
   * when time alone does not decide it. `because`: what keeps work that is known of from being covered.
   */
  | {
      readonly tag: 'undetermined';
      readonly doubts: readonly Doubt[];
      readonly until: Instant | null;
      readonly because: readonly Hindrance[];
    };

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

/** Answers from the event log itself: events that are stored but not settled yet count already. */
export async function coverNow(db: Queryable, eligibility: Eligibility, now: Instant): Promise<CoverNow> {
  const { customerNumber } = eligibility;
  const { facts, providers } = await readFacts(db, { customerNumber, at: now, asOf: now });
  const answer = answerAt(facts, { at: now, knownAt: Infinity, now });
  if (answer.tag === 'covered') return { tag: 'covered', through: throughOf(answer.through, providers) };
  const work = answer.work.filter((each) => isTheirs(each, eligibility, now));
  const because = [
    ...suspension(eligibility, now),
    ...work.flatMap((each) => hindrance(each, eligibility, now, providers)),
  ];
  if (answer.tag === 'undetermined') {
    return { tag: 'undetermined', doubts: answer.because, until: answer.finalFrom, because };
  }
  return { tag: work.length > 0 ? 'working_without_cover' : 'off_duty', because };
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
