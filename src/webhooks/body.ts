import type { NotifiedCover, NotifiedShift } from '../core/cover/notice.ts';
import { type Identifier, identifierMembers } from '../core/event.ts';
import { type Instant, instantOf, toRfc3339, toRfc3339OrNull } from '../core/time/instant.ts';
import type { StoredNotice } from '../store/webhook/deliveries.ts';

/** Writes an id as the work provider knows it. */
export type WriteId = (kind: 'event' | 'shift' | 'endpoint' | 'notice', workProvider: number, id: number) => string;

/** The body of a notice as JSON. It has the same bytes at every attempt. Source of its form: Standard Webhooks. */
export function bodyOf(notice: StoredNotice, writeId: WriteId): string {
  return JSON.stringify({
    type: notice.type,
    timestamp: toRfc3339(notice.recordedAt),
    data: dataOf(notice, writeId),
  });
}

type ShiftFacts = Identifier & { readonly shiftId: number };

/** The casts are safe because only src/notices and the migrations write facts. Throws on an unknown type. */
function dataOf({ type, workProvider, facts }: StoredNotice, writeId: WriteId): object {
  const shiftMembers = (of: ShiftFacts) => ({
    shiftId: writeId('shift', workProvider, of.shiftId),
    ...identifierMembers(of),
  });
  switch (type) {
    case 'shift.started':
    case 'shift.ended': {
      const shift = facts as ShiftFacts & { is: NotifiedShift };
      return { ...shiftMembers(shift), ...shiftData(shift.is) };
    }
    case 'shift.amended': {
      const shift = facts as ShiftFacts & { was: NotifiedShift; is: NotifiedShift | null };
      return { ...shiftMembers(shift), was: shiftData(shift.was), is: shift.is && shiftData(shift.is) };
    }
    case 'cover.started':
    case 'cover.ended': {
      const cover = facts as ShiftFacts & { was: NotifiedCover | null; is: NotifiedCover };
      return { ...shiftMembers(cover), ...periodData(cover.is), was: cover.was && periodData(cover.was) };
    }
    case 'event.unmatched': {
      const { eventId, kind, occurredAt, receivedAt, reason, ...identifier } = facts as UnmatchedFacts;
      const id = writeId('event', workProvider, eventId);
      const times = { occurredAt: toRfc3339(occurredAt), receivedAt: toRfc3339(receivedAt) };
      return { eventId: id, ...identifierMembers(identifier), kind, ...times, reason };
    }
    case 'link.created':
    case 'link.ended': {
      const { driverId, customerNumber, from, to } = facts as LinkFacts;
      return { driverId, policyId: customerNumber, from: fromSql(from), to: to === null ? null : fromSql(to) };
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

/** A trigger wrote the facts of a link, with the UTC offset of its session. */
function fromSql(text: string): string {
  return toRfc3339(instantOf(text));
}
