import type { FactEvent, Facts, Feed } from '../../core/cover/facts.ts';
import { distinctSubjects, type Subject } from '../../core/event.ts';
import { customerSubject, driverSubject } from '../../core/shift/lane.ts';
import { longestOfAll } from '../../core/shift/setting.ts';
import type { Instant } from '../../core/time/instant.ts';
import { otherReading } from '../../core/time/localTime.ts';
import type { Period } from '../../core/time/period.ts';
import { customerFacts } from '../../store/customer/facts.ts';
import { versionsOf } from '../../store/customer/versions.ts';
import { reportedNumbers } from '../../store/log/events.ts';
import { eventsEver } from '../../store/log/eventsEver.ts';
import type { Queryable } from '../../store/postgres/database.ts';
import { completeUpTo, usualLateness } from '../../store/provider/feeds.ts';
import { type Provider, providersById } from '../../store/provider/providers.ts';

/** The facts of one customer around a period, and the work providers in them. */
export type CustomerFacts = { readonly facts: Facts; readonly providers: ReadonlyMap<number, Provider> };

/** Reads everything recorded by `asOf` that may decide the customer's cover in a period, from the event log itself. */
export async function readFacts(
  db: Queryable,
  { customerNumber, from, to, asOf }: Period & { readonly customerNumber: string; readonly asOf: Instant },
): Promise<CustomerFacts> {
  const records = await customerFacts(db, customerNumber);
  const reported = await reportedNumbers(db, customerNumber, true);
  const providers = await providersById(db, [
    ...new Set([...reported, ...records.links].map(({ workProvider }) => workProvider)),
  ]);
  const feeds = await readFeeds(db, [...providers.values()], asOf);
  const subjects = subjectsOf(records.links, reported);
  const longest = Math.max(0, ...feeds.map(({ settings }) => longestOfAll(settings)));
  const events = await eventsEver(db, subjects, { from: from - LOOK_BACK * longest, to: to + 2 * longest });
  const facts = { customerNumber, ...records, feeds, reported, events: events.map(withAlternative) };
  return { facts, providers };
}

/** In longest shifts: far enough to see when a shift began that repeated logins carry on. */
const LOOK_BACK = 4;

async function readFeeds(db: Queryable, providers: readonly Provider[], asOf: Instant): Promise<Feed[]> {
  const versions = await versionsOf(
    db,
    'work_provider',
    providers.map(({ id }) => id),
  );
  const feeds: Feed[] = [];
  for (const { id, settings } of providers) {
    const complete = await completeUpTo(db, id, asOf);
    feeds.push({
      workProvider: id,
      settings,
      versions: versions.get(String(id)) ?? [],
      complete: complete ? [complete] : [],
      usualLateness: await usualLateness(db, id, asOf),
    });
  }
  return feeds;
}

/** Those under which work of the customer may be reported, and those whose logouts may end it. */
function subjectsOf(links: Facts['links'], reported: readonly Subject[]): Subject[] {
  return distinctSubjects([...links.flatMap((link) => [driverSubject(link), customerSubject(link)]), ...reported]);
}

function withAlternative(event: Omit<FactEvent, 'alternative'>): FactEvent {
  const { occurredAt, receivedAt, reading, zone } = event;
  return { ...event, alternative: otherReading({ instant: occurredAt, reading, zone, receivedAt }) ?? null };
}
