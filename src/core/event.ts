import type { Instant } from './time/instant.ts';
import type { Reading } from './time/localTime.ts';

export type EventKind = 'login' | 'logout';

/** How a work provider names a driver: by its own identifier, or by the insurer's customer number. */
export type IdentifierKind = 'driverId' | 'policyId';

/** One driver as one work provider names them. */
export type Subject = {
  readonly workProvider: number;
  readonly identifierKind: IdentifierKind;
  readonly identifier: string;
};

/** One login or logout as a request reports it, before it is stored. */
export type Report = {
  readonly identifierKind: IdentifierKind;
  readonly identifier: string;
  readonly kind: EventKind;
  readonly occurredAt: Instant;
  readonly reading: Reading;
  /** The timestamp, character for character. */
  readonly asSent: string;
};

/** One stored login or logout. Its identity is all of it but `id` and `receivedAt`. */
export type Event = Subject & {
  readonly id: number;
  readonly kind: EventKind;
  readonly occurredAt: Instant;
  readonly receivedAt: Instant;
};

/** One text for one subject, usable as a key. */
export function subjectKey(subject: Subject): string {
  return `${subject.workProvider} ${subject.identifierKind} ${subject.identifier}`;
}
