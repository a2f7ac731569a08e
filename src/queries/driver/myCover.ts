import type { Eligibility } from '../../core/cover/cover.ts';
import { subjectKey } from '../../core/event.ts';
import { driverSubject, endingLast, type Link } from '../../core/shift/lane.ts';
import type { Instant } from '../../core/time/instant.ts';
import { type IsoWeek, weekAt } from '../../core/time/isoWeek.ts';
import { contains } from '../../core/time/period.ts';
import { type AwaitedLink, awaitedLinksOf } from '../../store/customer/awaitedLinks.ts';
import { type ContestedDriverId, contestedDriverIdsOf } from '../../store/customer/contestedDriverIds.ts';
import { eventsBackward, reportedDriverIds } from '../../store/log/events.ts';
import type { Queryable } from '../../store/postgres/database.ts';
import { providersById } from '../../store/provider/providers.ts';
import { type Introduction, latestIntroductions } from '../../store/webhook/introductions.ts';
import { type CoverNow, coverNow } from '../cover/coverNow.ts';
import { type CustomerEligibility, readEligibility } from '../cover/eligibility.ts';
import { readFacts } from '../cover/facts.ts';
import { usualTimeZone } from './timeZone.ts';
import { periodOfWeek, readWeek, type WeekAnswer } from './week.ts';

/** What a driver sees of their own cover: this moment, one week, and who reports on them. */
export type MyCover = WeekAnswer & {
  readonly customerNumber: string;
  readonly now: Instant;
  readonly timeZone: string;
  readonly cover: CoverNow;
  /** The work providers of the week, the links and the reports, by id. */
  readonly names: ReadonlyMap<number, string>;
  /** Those that hold or will hold first. */
  readonly links: readonly Link[];
  readonly byNumber: readonly ReportsByNumber[];
  /** Agreed to, and without effect until their email is verified. */
  readonly awaited: readonly AwaitedLink[];
  /** The ids of their links whose driver ID no event has named yet. */
  readonly unreported: ReadonlySet<number>;
  /** Driver IDs that they say are theirs, and that someone else holds. */
  readonly contested: readonly ContestedDriverId[];
  /** The last one to each work provider that is notified of who they are. */
  readonly introductions: readonly Introduction[];
};

/** A work provider that has reported on a customer by customer number. */
export type ReportsByNumber = {
  readonly workProvider: number;
  readonly lastAt: Instant | undefined;
  readonly refusedSince: Instant | undefined;
};

/** `timeZone`: what the customer chose; `week`: this one unless given. */
export type MyCoverQuestion = {
  readonly customerNumber: string;
  readonly now: Instant;
  readonly timeZone: string | undefined;
  readonly week: IsoWeek | undefined;
};

export async function readMyCover(db: Queryable, question: MyCoverQuestion): Promise<MyCover> {
  const { customerNumber, now } = question;
  const own = await readEligibility(db, customerNumber);
  const providers = await providersById(db, [...new Set(own.subjects.map((subject) => subject.workProvider))]);
  const links = ownLinks(own.eligibility);
  const first = providers.get((links[0] ?? own.subjects[0])?.workProvider ?? -1);
  const timeZone = question.timeZone ?? usualTimeZone(first, now);
  const name = question.week ?? weekAt(now, timeZone);
  const period = periodOfWeek({ name, timeZone });
  const ofWeek = await readFacts(db, { customerNumber, ...period, asOf: now });
  const ofNow = contains(period, now) ? ofWeek : await readFacts(db, { customerNumber, from: now, to: now, asOf: now });
  return {
    customerNumber,
    now,
    timeZone,
    cover: coverNow(ofNow, own.eligibility, now),
    ...(await readWeek(db, own, ofWeek.facts, { name, timeZone, now })),
    names: new Map([...providers.values()].map((provider) => [provider.id, provider.name])),
    links,
    byNumber: await reportsByNumber(db, own, now),
    awaited: await awaitedLinksOf(db, customerNumber),
    unreported: await unreportedLinks(db, links),
    contested: await contestedDriverIdsOf(db, customerNumber),
    introductions: await latestIntroductions(db, customerNumber),
  };
}

async function unreportedLinks(db: Queryable, links: readonly Link[]): Promise<Set<number>> {
  const reported = new Set((await reportedDriverIds(db, links)).map((each) => subjectKey(driverSubject(each))));
  return new Set(links.filter((link) => !reported.has(subjectKey(driverSubject(link)))).map(({ id }) => id));
}

function ownLinks({ numbers, links }: Eligibility): Link[] {
  return links.filter((link) => numbers.has(link.customerNumber)).toSorted(endingLast);
}

async function reportsByNumber(
  db: Queryable,
  { eligibility, subjects }: CustomerEligibility,
  now: Instant,
): Promise<ReportsByNumber[]> {
  const named = subjects.filter((subject) => subject.identifierKind === 'policyId');
  const last = await eventsBackward(
    db,
    named.map((subject) => ({ ...subject, from: now })),
    1,
  );
  const byProvider = Map.groupBy(last, ({ workProvider }) => workProvider);
  return [...new Set(named.map(({ workProvider }) => workProvider))].map((workProvider) => ({
    workProvider,
    lastAt: byProvider
      .get(workProvider)
      ?.map(({ occurredAt }) => occurredAt)
      .reduce((latest, at) => Math.max(latest, at)),
    refusedSince: eligibility.optOuts.find((each) => each.workProvider === workProvider && contains(each.held, now))
      ?.held.from,
  }));
}
