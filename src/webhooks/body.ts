import type { NotifiedCover, NotifiedShift } from '../core/cover/notice.ts';
import { type Identifier, identifierMembers } from '../core/event.ts';
import { type Instant, instantOf, toRfc3339, toRfc3339OrNull } from '../core/time/instant.ts';
import type { KeptNotice } from '../store/webhook/deliveries.ts';

/** Writes an id as the work provider knows it, or may know it. */
export type WriteId = (kind: 'event' | 'shift' | 'endpoint' | 'notice', workProvider: number, id: number) => string;

/** What is sent: the same bytes at every attempt. */
export function bodyOf(notice: KeptNotice, writeId: WriteId): string {
  return JSON.stringify({
    type: notice.type,
    timestamp: toRfc3339(notice.recordedAt),
    data: dataOf(notice, writeId),
  });
}

type ShiftFacts = Identifier & { readonly shiftId: number };

/** The facts of a notice were written by us, in the shapes that settling and the migrations give them. */
function dataOf({ type, workProvider, facts }: KeptNotice, writeId: WriteId): object {
  switch (type) {
    case 'shift.started':
    case 'shift.ended': {
      const told = facts as ShiftFacts & { is: NotifiedShift };
      return {
        shiftId: writeId('shift', workProvider, told.shiftId),
        ...identifierMembers(told),
        ...shiftData(told.is),
      };
    }
    case 'shift.amended': {
      const told = facts as ShiftFacts & { was: NotifiedShift; is: NotifiedShift | null };
      return {
        shiftId: writeId('shift', workProvider, told.shiftId),
        ...identifierMembers(told),
        was: shiftData(told.was),
        is: told.is && shiftData(told.is),
      };
    }
    case 'cover.started':
    case 'cover.ended': {
      const told = facts as ShiftFacts & { was: NotifiedCover | null; is: NotifiedCover };
      return {
        shiftId: writeId('shift', workProvider, told.shiftId),
        ...identifierMembers(told),
        ...periodData(told.is),
        was: told.was && periodData(told.was),
      };
    }
    case 'event.unmatched': {
      const told = facts as UnmatchedFacts;
      const { eventId, kind, occurredAt, receivedAt, reason } = told;
      const id = writeId('event', workProvider, eventId);
      const times = { occurredAt: toRfc3339(occurredAt), receivedAt: toRfc3339(receivedAt) };
      return { eventId: id, ...identifierMembers(told), kind, ...times, reason };
    }
    case 'link.created':
    case 'link.ended': {
      const { driverId, customerNumber, from, to } = facts as LinkFacts;
      return { driverId, policyId: customerNumber, from: asRfc3339(from), to: to === null ? null : asRfc3339(to) };
    }
    case 'endpoint.tested':
      return { endpointId: writeId('endpoint', workProvider, (facts as { endpointId: number }).endpointId) };
    default:
      throw new Error(`there is no notice of type ${type}`);
  }
}

type UnmatchedFacts = Identifier & {
  readonly eventId: number;
  readonly kind: string;
  readonly occurredAt: Instant;
  readonly receivedAt: Instant;
  readonly reason: string;
};
type LinkFacts = { driverId: string; customerNumber: string; from: string; to: string | null };

function shiftData({ from, to, endedBy }: NotifiedShift) {
  return { startedAt: toRfc3339(from), endedAt: toRfc3339OrNull(to), endedBy };
}

function periodData({ from, to }: NotifiedCover) {
  return { from: toRfc3339(from), to: toRfc3339OrNull(to) };
}

/** PostgreSQL wrote it, with whatever offset its client had. */
function asRfc3339(text: string): string {
  return toRfc3339(instantOf(text));
}
