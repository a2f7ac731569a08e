import { type EndAsOf, endAsOf, endInstant, type Shift, shiftPeriod } from '../shift/timeline.ts';
import type { Instant } from '../time/instant.ts';
import { contains, overlaps, type Period, union } from '../time/period.ts';

/** What work providers are notified of by web hooks, besides `endpoint.tested`. */
export type NoticeType =
  | 'shift.started'
  | 'shift.ended'
  | 'shift.amended'
  | 'event.unmatched'
  | 'link.created'
  | 'link.ended'
  | 'cover.started'
  | 'cover.ended';

/** A shift as a work provider was notified of it. `to`: null while it goes on. */
export type NotifiedShift = {
  readonly from: Instant;
  readonly to: Instant | null;
  readonly endedBy: 'logout' | 'limit' | null;
};

/** A stretch of a customer's cover through a shift, as a work provider was notified of it. */
export type NotifiedCover = { readonly customerNumber: string; readonly from: Instant; readonly to: Instant | null };

/** All that a work provider was notified of one shift. `shift` null: that there is none. */
export type NotifiedState = { readonly shift: NotifiedShift | null; readonly cover: readonly NotifiedCover[] };

export const NOTHING_NOTIFIED: NotifiedState = { shift: null, cover: [] };

/** The cover of one customer through one shift. */
export type CustomerCover = { readonly customerNumber: string; readonly periods: readonly Period[] };

/** What there is to notify of a shift at `now`: what has begun, and its end only when it has come. */
export function currentState(shift: Shift | undefined, cover: readonly CustomerCover[], now: Instant): NotifiedState {
  if (!shift || shift.from > now) return NOTHING_NOTIFIED;
  const begun = cover.flatMap(({ customerNumber, periods }) =>
    union(periods)
      .filter(({ from }) => from <= now)
      .map(({ from, to }) => ({ customerNumber, from, to: to <= now ? to : null })),
  );
  return { shift: shiftToNotify(shift.from, endAsOf(shift, now)), cover: begun };
}

function shiftToNotify(from: Instant, end: EndAsOf): NotifiedShift {
  return end.tag === 'open' ? { from, to: null, endedBy: null } : { from, to: endInstant(end), endedBy: end.tag };
}

/** The next moment at which there is something else to notify of though nothing was reported; undefined when there is none. */
export function nextChangeAt(shift: Shift, cover: readonly CustomerCover[], now: Instant): Instant | undefined {
  const periods = [shiftPeriod(shift), ...cover.flatMap((each) => union(each.periods))];
  const next = periods
    .flatMap(({ from, to }) => [from, to])
    .reduce((least, at) => (at > now && at < least ? at : least), Infinity);
  return next === Infinity ? undefined : next;
}

/** One thing to notify of. `was`: the state that was notified before, null the first time. */
export type ShiftNotice =
  | { readonly type: 'shift.started' | 'shift.ended'; readonly is: NotifiedShift }
  /** Notified otherwise before. `is` null: there is no such shift after all. */
  | { readonly type: 'shift.amended'; readonly was: NotifiedShift; readonly is: NotifiedShift | null }
  | { readonly type: 'cover.started' | 'cover.ended'; readonly was: NotifiedCover | null; readonly is: NotifiedCover };

/** The notices that lead from `was`, which was notified, to `is`; in the order in which they are sent. */
export function diffNotices(was: NotifiedState, is: NotifiedState): ShiftNotice[] {
  const cover = coverNotices(was.cover, is.cover);
  return [
    ...shiftNotices(was.shift, is.shift).filter(({ type }) => type === 'shift.started'),
    ...cover.filter(({ type }) => type === 'cover.started'),
    ...cover.filter(({ type }) => type === 'cover.ended'),
    ...shiftNotices(was.shift, is.shift).filter(({ type }) => type !== 'shift.started'),
  ];
}

function shiftNotices(was: NotifiedShift | null, is: NotifiedShift | null): ShiftNotice[] {
  if (!was && !is) return [];
  if (!was) return is ? [{ type: 'shift.started', is }, ...(is.to === null ? [] : [ended(is)])] : [];
  if (is && was.from === is.from && was.to === is.to && was.endedBy === is.endedBy) return [];
  return is && was.from === is.from && was.to === null ? [ended(is)] : [{ type: 'shift.amended', was, is }];
}

function ended(is: NotifiedShift): ShiftNotice {
  return { type: 'shift.ended', is };
}

function coverNotices(was: readonly NotifiedCover[], is: readonly NotifiedCover[]): ShiftNotice[] {
  const left = new Set(was);
  const notices = is.flatMap((piece) => {
    const before = partnerOf(piece, left);
    if (before) left.delete(before);
    return pieceNotices(before ?? null, piece);
  });
  return [...notices, ...[...left].map(withdrawn)];
}

/** The piece that begins with this one, else one that shares some of its time. */
function partnerOf(piece: NotifiedCover, among: ReadonlySet<NotifiedCover>): NotifiedCover | undefined {
  const own = [...among].filter(({ customerNumber }) => customerNumber === piece.customerNumber);
  return own.find(({ from }) => from === piece.from) ?? own.find((each) => overlaps(asPeriod(each), asPeriod(piece)));
}

function asPeriod({ from, to }: NotifiedCover): Period {
  return { from, to: to ?? Infinity };
}

function pieceNotices(was: NotifiedCover | null, is: NotifiedCover): ShiftNotice[] {
  const begins = was?.from !== is.from || (was.to !== null && is.to === null);
  const ends = is.to !== null && was?.to !== is.to;
  return [
    ...(begins ? [{ type: 'cover.started', was, is } as const] : []),
    ...(ends ? [{ type: 'cover.ended', was, is } as const] : []),
  ];
}

/** There was no cover after all: it ended as it began. */
function withdrawn(was: NotifiedCover): ShiftNotice {
  return { type: 'cover.ended', was, is: { ...was, to: was.from } };
}

/** Why an event came to nothing for now: something that arrives later may mend it. */
export type Unmatched = 'no_login_before' | 'unknown_driver';

/**
 * Undefined when the event has come to something. `linked`: periods in which anyone was linked to its driver ID. Whether
 * there is a customer with its number is not asked: a work provider could find out which numbers exist.
 */
export function unmatchedBecause(event: {
  readonly identifierKind: 'driverId' | 'policyId';
  readonly occurredAt: Instant;
  readonly linked: readonly Period[];
  readonly hadNoLogin: boolean;
}): Unmatched | undefined {
  const { identifierKind, linked, occurredAt } = event;
  if (identifierKind === 'driverId' && !linked.some((held) => contains(held, occurredAt))) return 'unknown_driver';
  return event.hadNoLogin ? 'no_login_before' : undefined;
}
