import { type Instant, toRfc3339 } from '../../core/time/instant.ts';
import type { Period } from '../../core/time/period.ts';
import type { MyData } from '../../queries/driver/myData.ts';

/** Everything about a person as a file for them to keep: instants in UTC, null for what has no end. */
export function myDataJson(data: MyData, now: Instant): string {
  const { person, names } = data;
  const named = (workProvider: number) => names.get(workProvider) ?? null;
  const told = {
    madeAt: momentOf(now),
    you: {
      customerNumber: person.customerNumber,
      name: person.name,
      email: person.email,
      emailVerifiedAt: person.emailVerifiedAt === null ? null : momentOf(person.emailVerifiedAt),
      phone: person.phone,
      customerSince: momentOf(person.since),
      timeZone: person.timeZone ?? null,
    },
    agreements: data.agreements.map(({ document, version, agreedAt }) => ({
      termsOf: document === 'insurer' ? 'insurer' : named(Number(document)),
      version,
      agreedAt: momentOf(agreedAt),
    })),
    links: data.links.map(({ workProvider, driverId, held }) => ({
      workProvider: named(workProvider),
      driverId,
      ...fromTo(held),
    })),
    linksAwaitingYourEmail: data.awaited.map(({ workProviderName, driverId, askedAt }) => ({
      workProvider: workProviderName,
      driverId,
      askedAt: momentOf(askedAt),
    })),
    introductionsToWorkProviders: data.introductions.map(({ workProvider, askedAt, outcome }) => ({
      workProvider: named(workProvider),
      askedAt: momentOf(askedAt),
      outcome,
    })),
    workProvidersYouRefused: data.refusals.map(({ workProvider, held }) => ({
      workProvider: named(workProvider),
      ...fromTo(held),
    })),
    suspensions: data.suspensions.map(({ held, reason }) => ({ ...fromTo(held), reason })),
    shifts: data.shifts.map(({ workProvider, driverId, period, till, cover, gaps }) => ({
      workProvider,
      driverId: driverId ?? null,
      from: momentOf(period.from),
      to: till === 'now' ? null : momentOf(period.to),
      endedBy: till === 'now' ? null : till,
      cover: cover.map(fromTo),
      withoutCover: gaps.map((gap) => ({ ...fromTo(gap.period), reason: gap.reason })),
    })),
    eventsNotYetInShifts: data.waiting.soon + data.waiting.setAside,
    events: data.events.map(({ id, occurredAt, receivedAt, ...event }) => ({
      id: String(id),
      ...event,
      occurredAt: momentOf(occurredAt),
      receivedAt: momentOf(receivedAt),
    })),
    signIns: data.signIns.map(({ beganAt, lastSeenAt, expiresAt }) => ({
      beganAt: momentOf(beganAt),
      lastSeenAt: momentOf(lastSeenAt),
      expiresAt: momentOf(expiresAt),
    })),
    audit: data.audit.map(({ at, ...line }) => ({ at: momentOf(at), ...line })),
  };
  return `${JSON.stringify(told, undefined, 2)}\n`;
}

function fromTo({ from, to }: Period) {
  return { from: momentOf(from), to: momentOf(to) };
}

function momentOf(at: Instant): string | null {
  return Number.isFinite(at) ? toRfc3339(at) : null;
}
