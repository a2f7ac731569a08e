import { type Eligibility, reasonAt } from '../../core/cover/cover.ts';
import { visibleParts } from '../../core/cover/visibleWork.ts';
import type { Instant } from '../../core/time/instant.ts';
import { contains } from '../../core/time/period.ts';
import type { Queryable } from '../../store/postgres/database.ts';
import { type CoverAnswer, coverAt, type Evidence } from './coverAt.ts';

/** Whether a customer is covered at this moment, as it may be told to themselves. */
export type CoverNow =
  | { readonly tag: 'covered'; readonly through: readonly Through[] }
  /** `because`: the most telling first; empty when they are not at work as far as is known. */
  | { readonly tag: 'not_covered'; readonly because: readonly Hindrance[] };

/** `atLatest`: when this cover ends if no logout comes before. */
type Through = { readonly workProvider: string; readonly since: Instant; readonly atLatest: Instant };

/**
 * What keeps a customer from being covered: a suspension, at work or not; or at work for someone whom they refused, or
 * in a shift that goes on outside the link it belongs to.
 */
export type Hindrance =
  | { readonly tag: 'suspended'; readonly since: Instant }
  | { readonly tag: 'refused' | 'link_ended' | 'not_linked'; readonly workProvider: string };

/** Answers from the event log itself: what is stored but not settled yet counts already. */
export async function coverNow(db: Queryable, eligibility: Eligibility, now: Instant): Promise<CoverNow> {
  const { customerNumber } = eligibility;
  const answer = await coverAt(db, { customerNumber, at: now, knownAt: Infinity, now });
  if (answer.tag === 'covered') return { tag: 'covered', through: throughOf(answer) };
  const work = answer.tag === 'not_covered' ? answer.work.filter((each) => isTheirs(each, eligibility, now)) : [];
  return {
    tag: 'not_covered',
    because: [...suspension(eligibility, now), ...work.flatMap((each) => hindrance(each, eligibility, now))],
  };
}

function throughOf({ through }: CoverAnswer & { readonly tag: 'covered' }): Through[] {
  const told = through.map(({ workProvider, cover: { period } }) => ({
    workProvider: workProvider.name,
    since: period.from,
    atLatest: period.to,
  }));
  return told.toSorted((a, b) => a.since - b.since);
}

function suspension({ suspensions }: Eligibility, now: Instant): Hindrance[] {
  const inForce = suspensions.find((period) => contains(period, now));
  return inForce ? [{ tag: 'suspended', since: inForce.from }] : [];
}

function isTheirs({ work }: Evidence, eligibility: Eligibility, now: Instant): boolean {
  return visibleParts(work, eligibility).some((part) => contains(part, now));
}

function hindrance({ work, workProvider }: Evidence, eligibility: Eligibility, now: Instant): Hindrance[] {
  const tag = reasonAt(work.lane, now, eligibility);
  if (tag === 'suspended' || tag === 'linked_to_another') return [];
  return [{ tag, workProvider: workProvider.name }];
}
