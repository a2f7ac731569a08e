import {
  type Cover,
  coverThrough,
  type Eligibility,
  type GapReason,
  type LaneShift,
  reasonAt,
  shiftPeriod,
} from '../../core/cover/cover.ts';
import type { Event } from '../../core/event.ts';
import { indexLinks, type Lane } from '../../core/shift/lane.ts';
import type { Shift } from '../../core/shift/timeline.ts';
import type { Instant } from '../../core/time/instant.ts';
import { contains } from '../../core/time/period.ts';
import { customerByNumber } from '../../store/customer/customers.ts';
import type { Queryable } from '../../store/postgres/database.ts';
import { type Provider, providersById } from '../../store/provider/providers.ts';
import { readEligibility } from './eligibility.ts';
import { timelineAround } from './timelineAround.ts';

/** A shift that contains the moment, and the events that opened and ended it. */
export type Evidence = {
  readonly workProvider: Provider;
  readonly work: LaneShift;
  readonly events: readonly Event[];
};

/** Why a customer is not covered at a moment: they were not at work as far as is known, or work gave no cover. */
export type NoCoverReason = 'unknown_customer' | 'no_shift' | GapReason;

/** Whether a customer was covered at a moment, and what the answer stands on. */
export type CoverAnswer =
  | { readonly tag: 'covered'; readonly through: readonly (Evidence & { readonly cover: Cover })[] }
  | { readonly tag: 'not_covered'; readonly because: readonly NoCoverReason[]; readonly work: readonly Evidence[] }
  | { readonly tag: 'undetermined'; readonly because: 'not_come_yet' };

/** The moment asked about, what was known when (Infinity: now), and the present. */
export type CoverQuestion = {
  readonly customerNumber: string;
  readonly at: Instant;
  readonly knownAt: Instant;
  readonly now: Instant;
};

/**
 * Answers from the event log itself, with only what was recorded by `knownAt`: links, refusals, corrections, events.
 * A moment that has not come yet is undetermined, for a login or logout may still come before it.
 */
export async function coverAt(db: Queryable, question: CoverQuestion): Promise<CoverAnswer> {
  const { customerNumber, at, knownAt, now } = question;
  if (at > now) return { tag: 'undetermined', because: 'not_come_yet' };
  const customer = await customerByNumber(db, customerNumber);
  if (!customer || customer.recordedAt > knownAt)
    return { tag: 'not_covered', because: ['unknown_customer'], work: [] };
  const { eligibility, lanes } = await readEligibility(db, customerNumber, knownAt);
  return judge(await workAt(db, lanes, eligibility, question), eligibility, at);
}

function judge(evidence: readonly Evidence[], eligibility: Eligibility, at: Instant): CoverAnswer {
  const through = evidence.flatMap((each) =>
    coverThrough(each.work, eligibility)
      .filter((cover) => contains(cover.period, at))
      .map((cover) => ({ ...each, cover })),
  );
  if (through.length > 0) return { tag: 'covered', through };
  const reasons = new Set<NoCoverReason>(evidence.map(({ work }) => reasonAt(work.lane, at, eligibility)));
  return { tag: 'not_covered', because: reasons.size > 0 ? [...reasons] : ['no_shift'], work: evidence };
}

async function workAt(
  db: Queryable,
  lanes: readonly Lane[],
  eligibility: Eligibility,
  { at, knownAt }: CoverQuestion,
): Promise<Evidence[]> {
  const providers = await providersById(db, [...new Set(lanes.map((lane) => lane.workProvider))]);
  const links = indexLinks(eligibility.links);
  const found: Evidence[] = [];
  for (const lane of lanes) {
    const workProvider = providers.get(lane.workProvider) as Provider;
    const around = await timelineAround(db, { lane, links, settings: workProvider.settings, at, knownAt });
    for (const shift of around.shifts.filter((each) => contains(shiftPeriod(each), at))) {
      found.push({ workProvider, work: { lane, shift }, events: eventsOf(shift, around.events) });
    }
  }
  return found;
}

function eventsOf(shift: Shift, events: readonly Event[]): Event[] {
  const ids = [shift.openedBy, shift.end.tag === 'logout' ? shift.end.endedBy : undefined];
  return ids.flatMap((id) => events.filter((event) => event.id === id));
}
