import { type Instant, SECOND } from './time/instant.ts';
import type { Reading } from './time/localTime.ts';

export type EventKind = 'login' | 'logout';

/** How a work provider names a driver: by its own identifier, or by the insurer's customer number. */
export type IdentifierKind = 'driverId' | 'policyId';

/** The name of a driver, and which kind of name it is. */
export type Identifier = { readonly identifierKind: IdentifierKind; readonly identifier: string };

/** One driver as one work provider names them. */
export type Subject = Identifier & { readonly workProvider: number };

/** One login or logout as a request reports it, before it is stored. */
export type Report = Identifier & {
  readonly kind: EventKind;
  readonly occurredAt: Instant;
  readonly reading: Reading;
  /** The IANA zone in which a text without an offset was read; null with an offset. */
  readonly zone: string | null;
  /** Whether the text may be read otherwise another time: in a repeated hour, or after the zone was changed. */
  readonly ambiguous: boolean;
  /** Names the job that a login begins and a logout ends; '' without one. */
  readonly reference: string;
  /** The timestamp, character for character. */
  readonly asSent: string;
};

/** Where logins and logouts pair: one identifier, and the events with one reference. */
export type Lane = Subject & { readonly reference: string };

/** One stored login or logout. Its identity is its lane, kind and instant. */
export type Event = Lane & {
  readonly id: number;
  readonly kind: EventKind;
  readonly occurredAt: Instant;
  readonly receivedAt: Instant;
  readonly reading: Reading;
  readonly zone: string | null;
};

/** One text for one subject, usable as a key. */
export function subjectKey(subject: Subject): string {
  return `${subject.workProvider} ${subject.identifierKind} ${subject.identifier}`;
}

/** Each subject once; of equal ones the last. The order is that of the first of each. */
export function distinctSubjects<S extends Subject>(subjects: readonly S[]): S[] {
  return [...new Map(subjects.map((subject) => [subjectKey(subject), subject])).values()];
}

/** The identifier as the two members that JSON has for it: the member that does not apply is null. */
export function identifierMembers({ identifierKind, identifier }: Identifier): Record<IdentifierKind, string | null> {
  return {
    driverId: identifierKind === 'driverId' ? identifier : null,
    policyId: identifierKind === 'policyId' ? identifier : null,
  };
}

/** How far receipt and occurrence of an event lie apart, in whole seconds: before for one that was sent ahead. */
export function receivedApart({
  occurredAt,
  receivedAt,
}: Pick<Event, 'occurredAt' | 'receivedAt'>):
  | { readonly receivedBeforeSeconds: number }
  | { readonly receivedAfterSeconds: number } {
  const late = Math.trunc((receivedAt - occurredAt) / SECOND);
  return receivedAt < occurredAt ? { receivedBeforeSeconds: -late } : { receivedAfterSeconds: late };
}
