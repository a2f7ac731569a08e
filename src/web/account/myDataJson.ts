import { type Instant, toRfc3339OrNull } from '../../core/time/instant.ts';
import type { Period } from '../../core/time/period.ts';
import type { MyData } from '../../queries/driver/myData.ts';

/** All data about the customer as a JSON document. Instants are RFC 3339 in UTC. An open end is null. */
export function myDataJson(data: MyData, now: Instant): string {
  const { person, names } = data;
  const nameOf = (workProvider: number) => names.get(workProvider) ?? null;
  const document = {
    madeAt: toRfc3339OrNull(now),
    you: {
      customerNumber: person.customerNumber,
      name: person.name,
      email: person.email,
      emailVerifiedAt: toRfc3339OrNull(person.emailVerifiedAt),
      phone: person.phone,
      customerSince: toRfc3339OrNull(person.since),
      timeZone: person.timeZone ?? null,
      language: person.language,
    },
    agreements: data.agreements.map(({ document, version, agreedAt }) => ({
      termsOf: document === 'insurer' ? 'insurer' : nameOf(Number(document)),
      version,
      agreedAt: toRfc3339OrNull(agreedAt),
    })),
    links: data.links.map(({ workProvider, driverId, held }) => ({
      workProvider: nameOf(workProvider),
      driverId,
      ...fromTo(held),
    })),
    linksAwaitingYourEmail: data.awaited.map(({ workProviderName, driverId, askedAt }) => ({
      workProvider: workProviderName,
      driverId,
      askedAt: toRfc3339OrNull(askedAt),
    })),
    introductionsToWorkProviders: data.introductions.map(({ workProvider, askedAt, outcome }) => ({
      workProvider: nameOf(workProvider),
      askedAt: toRfc3339OrNull(askedAt),
      outcome,
    })),
    workProvidersYouRefused: data.refusals.map(({ workProvider, held }) => ({
      workProvider: nameOf(workProvider),
      ...fromTo(held),
    })),
    suspensions: data.suspensions.map(({ held, reason }) => ({ ...fromTo(held), reason })),
    disputes: data.disputes.map(
      ({ workProvider, about, claim, claimed, note, shared, openedAt, closedAt, answer }) => ({
        workProvider: nameOf(workProvider),
        about: fromTo(about),
        claim,
        claimed: fromTo(claimed),
        note,
        sharedWithWorkProvider: shared,
        openedAt: toRfc3339OrNull(openedAt),
        closedAt: toRfc3339OrNull(closedAt),
        answer: answer || null,
      }),
    ),
    driverIdsThatOthersHold: data.contests.map(({ workProvider, driverId, contestedAt, endedAt }) => ({
      workProvider: nameOf(workProvider),
      driverId,
      ...fromTo({ from: contestedAt, to: endedAt ?? Infinity }),
    })),
    workProvidersNotifiedOfYourNumber: data.sharedWith.map(({ workProvider, recordedAt }) => ({
      workProvider: nameOf(workProvider),
      since: toRfc3339OrNull(recordedAt),
    })),
    shifts: data.shifts.map(({ workProvider, driverId, period, till, cover, gaps }) => ({
      workProvider,
      driverId: driverId ?? null,
      from: toRfc3339OrNull(period.from),
      to: till === 'now' ? null : toRfc3339OrNull(period.to),
      endedBy: till === 'now' ? null : till,
      cover: cover.map(fromTo),
      withoutCover: gaps.map((gap) => ({ ...fromTo(gap.period), reason: gap.reason })),
    })),
    eventsNotYetInShifts: data.waiting.soon + data.waiting.setAside,
    events: data.events.map(({ id, occurredAt, receivedAt, ...event }) => ({
      id: String(id),
      ...event,
      occurredAt: toRfc3339OrNull(occurredAt),
      receivedAt: toRfc3339OrNull(receivedAt),
    })),
    signIns: data.signIns.map(({ beganAt, lastSeenAt, expiresAt }) => ({
      beganAt: toRfc3339OrNull(beganAt),
      lastSeenAt: toRfc3339OrNull(lastSeenAt),
      expiresAt: toRfc3339OrNull(expiresAt),
    })),
    audit: data.audit.map(({ at, ...line }) => ({ at: toRfc3339OrNull(at), ...line })),
  };
  return `${JSON.stringify(document, undefined, 2)}\n`;
}

function fromTo({ from, to }: Period) {
  return { from: toRfc3339OrNull(from), to: toRfc3339OrNull(to) };
}
