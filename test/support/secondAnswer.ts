import type { Question } from '../../src/core/cover/answer.ts';
import type { FactEvent, Facts, Version } from '../../src/core/cover/facts.ts';
import type { Identifier, Lane } from '../../src/core/event.ts';
import type { Limits } from '../../src/core/shift/timeline.ts';
import { type Instant, MINUTE } from '../../src/core/time/instant.ts';
import type { Period } from '../../src/core/time/period.ts';
import { isAtWork } from './secondModel.ts';

/** The lanes of one person, of a second driver ID and of a second customer, without a reference and with one. */
export const LANES: readonly Lane[] = (['D1', 'C1', 'D2', 'C2'] as const).flatMap((identifier) =>
  ['', 'job'].map((reference) => ({
    workProvider: 1,
    identifierKind: identifier.startsWith('D') ? ('driverId' as const) : ('policyId' as const),
    identifier,
    reference,
  })),
);

/** An event by one of its readings; whom a logout answers is taken from the instant `storedAt`. */
type ReadEvent = FactEvent & { readonly storedAt: Instant };

type Held = { readonly driverId: string; readonly customerNumber: string; readonly held: Period };

/**
 * The three answers a second time, from the sentences of docs/semantics.md: one instant, every lane, and every combination
 * of readings. For customer C1, whom a merge may make one with C2, and work provider 1, and few events in doubtful time. `yes`, `no` or `undetermined: reasons`.
 */
export function secondAnswer(facts: Facts, { at, knownAt, now }: Question): string {
  const heardBy = Math.min(knownAt, now);
  if (at > heardBy) return 'undetermined: not_come_yet';
  const [feed] = facts.feeds;
  if (!feed) throw new Error('a work provider');
  const known = (versions: readonly Version[]) => versions.filter((each) => each.recordedAt <= knownAt).at(-1)?.held;
  const holds = (versions: readonly Version[]) => isIn(known(versions), at);

  const isMerged = facts.merges.some(({ versions }) => known(versions));
  const begins = new Map(
    facts.customers.flatMap(({ number, versions }) => {
      const held = isMerged || number === 'C1' ? known(versions) : undefined;
      return held ? [[number, held.from] as const] : [];
    }),
  );
  if (begins.size === 0) return 'no';
  const isOf = (number: string) => isMerged || number === 'C1';
  const mayCover = (number: string) => at >= (begins.get(number) ?? Infinity);
  const links = facts.links.flatMap((link): Held[] => {
    const held = known(link.versions);
    return held ? [{ ...link, held }] : [];
  });
  const events = facts.events
    .filter((each) => each.receivedAt <= knownAt)
    .filter((each) => each.voids.filter(({ recordedAt }) => recordedAt <= knownAt).at(-1)?.voids !== true)
    .map((each) => ({ ...each, storedAt: each.occurredAt }));
  const limits: Limits = {
    longestShift: (from) => feed.settings.filter(({ holdsFrom }) => holdsFrom <= from).at(-1)?.longestShift ?? 0,
    end: known(feed.versions)?.to ?? Infinity,
  };
  const isBarred =
    at >= limits.end || facts.suspensions.some((each) => isOf(each.customerNumber) && holds(each.versions));
  const isOptedOut = facts.optOuts.some((each) => isOf(each.customerNumber) && holds(each.versions));
  const isTheirs = ({ identifierKind, identifier }: Lane) =>
    identifierKind === 'policyId'
      ? mayCover(identifier) &&
        facts.reported.some((each) => each.identifier === identifier && each.recordedAt <= knownAt) &&
        !isOptedOut
      : links.some((link) => link.driverId === identifier && mayCover(link.customerNumber) && isIn(link.held, at));
  const own = isBarred ? [] : LANES.filter(isTheirs);
  const isCovered = (read: readonly ReadEvent[]) =>
    own.some((lane) => isAtWork(eventsIn(lane, read, links), limits, at));

  const covered = isCovered(events);
  const isComplete = feed.complete.some(({ upTo, recordedAt }) => upTo > at && recordedAt <= knownAt);
  const isLate = own.length > 0 && !isComplete && heardBy < at + feed.usualLateness;
  const isMissing = own.some((lane) => isLoginMissing(lane, at, events, links, limits));
  const doubts = [
    ...(!covered && isLate ? ['feed_not_complete'] : []),
    ...(new Set(combinations(events).map(isCovered)).size > 1 ? ['doubtful_time'] : []),
    ...(!covered && isMissing ? ['logout_without_login'] : []),
  ];
  if (doubts.length > 0) return `undetermined: ${doubts.join(' ')}`;
  return covered ? 'yes' : 'no';
}

function isIn(held: Period | null | undefined, at: Instant): boolean {
  return !!held && held.from <= at && at < held.to;
}

/** The lane's own logins, and every logout that may answer them. All are of one work provider. */
export function eventsIn<E extends Pick<ReadEvent, keyof Identifier | 'kind' | 'reference' | 'storedAt'>>(
  lane: Pick<Lane, keyof Identifier | 'reference'>,
  events: readonly E[],
  links: readonly Held[],
): E[] {
  return events.filter((event) => {
    if (event.reference !== lane.reference) return false;
    if (event.identifier === lane.identifier) return true;
    const held = links.filter((link) => isIn(link.held, event.storedAt));
    if (event.kind === 'login' || event.identifierKind === lane.identifierKind) return false;
    if (event.identifierKind === 'driverId')
      return held.some((link) => link.driverId === event.identifier && link.customerNumber === lane.identifier);
    const linked = held.filter((link) => link.customerNumber === event.identifier);
    return linked.length === 1 && linked[0]?.driverId === lane.identifier;
  });
}

/** Whether the next logout of the lane answers nothing in any lane, and lies no further away than the longest shift. */
function isLoginMissing(
  lane: Lane,
  at: Instant,
  events: readonly ReadEvent[],
  links: readonly Held[],
  limits: Limits,
): boolean {
  const later = eventsIn(lane, events, links).filter(({ kind, occurredAt }) => kind === 'logout' && occurredAt > at);
  const nextAt = Math.min(...later.map(({ occurredAt }) => occurredAt));
  if (nextAt - at > limits.longestShift(at)) return false;
  const next = later.filter(({ occurredAt }) => occurredAt === nextAt);
  return next.every((logout) =>
    LANES.map((each) => eventsIn(each, events, links))
      .filter((ofLane) => ofLane.includes(logout))
      .every((ofLane) => !answersOrRepeats(nextAt, ofLane, limits)),
  );
}

/** Whether a logout at an instant closes the shift that began last before it, or comes within a minute after its end. */
function answersOrRepeats(at: Instant, ofLane: readonly ReadEvent[], limits: Limits): boolean {
  const instants = (kind: 'login' | 'logout') =>
    ofLane.filter((event) => event.kind === kind).map(({ occurredAt }) => occurredAt);
  const before = instants('login').filter((login) => login < at);
  const last = Math.max(...before);
  const closedAt = Math.min(...instants('logout').filter((logout) => logout > last));
  const joined = before.filter((login) => !instants('logout').some((logout) => login < logout && logout < closedAt));
  const limit = Math.max(...joined.map((login) => limitOf(login, limits)));
  return closedAt <= limit + limits.longestShift(limit) && at - closedAt <= MINUTE;
}

function combinations(events: readonly ReadEvent[]): ReadEvent[][] {
  return events.reduce<ReadEvent[][]>(
    (all, event) => {
      const other = event.alternative === null ? [] : [{ ...event, occurredAt: event.alternative }];
      return all.flatMap((some) => [event, ...other].map((read) => [...some, read]));
    },
    [[]],
  );
}

function limitOf(login: Instant, { longestShift, end }: Limits): Instant {
  const limit = login + longestShift(login);
  return login < end && end < limit ? end : limit;
}
