import type { EventKind, Report } from '../../core/event.ts';
import { type Setting, settingAt } from '../../core/shift/setting.ts';
import type { Instant } from '../../core/time/instant.ts';
import { readTimestamp } from '../../core/time/timestamp.ts';
import type { Caller } from '../http/authenticate.ts';
import type { Problem } from './driver.ts';

/** By what the timestamps of a request are read: the zone of those without an offset, and when it arrived. */
export type ReadBy = {
  readonly timeZone: string;
  /** Whether the work provider had another zone before, by which the same text was read otherwise. */
  readonly zoneChanged: boolean;
  readonly now: Instant;
};

/** The time of a report: as it was read and as it was sent. */
export type EventTime = Pick<Report, 'occurredAt' | 'reading' | 'zone' | 'ambiguous' | 'asSent'>;

/** How the timestamps of a caller are read at `now`. */
export function readByFor({ settings }: Pick<Caller, 'settings'>, now: Instant): ReadBy {
  const { timeZone } = settingAt(settings, now);
  return { timeZone, zoneChanged: hasOtherZone(settings, timeZone), now };
}

function hasOtherZone(settings: readonly Setting[], timeZone: string): boolean {
  return settings.some((each) => each.timeZone !== timeZone);
}

/**
 * Reads a member of a request that says when an event occurred. In a repeated hour a login in doubt is read early and a
 * logout late, so that doubt never costs a driver cover. `problem` lacks its subject: the name of the member.
 */
export function readEventTime(
  sent: unknown,
  kind: EventKind,
  { timeZone, zoneChanged, now }: ReadBy,
): { readonly tag: 'read'; readonly time: EventTime } | Problem {
  if (sent === undefined) return { tag: 'refused', problem: 'is missing' };
  if (typeof sent !== 'string') return { tag: 'refused', problem: 'must be a string' };
  const read = readTimestamp(sent, { timeZone, now, whenInDoubt: kind === 'login' ? 'earlier' : 'later' });
  if (read.tag === 'refused') return read;
  const { instant: occurredAt, reading } = read;
  const zone = reading === 'offset' ? null : timeZone;
  const ambiguous = zone !== null && (zoneChanged || reading !== 'local');
  return { tag: 'read', time: { occurredAt, reading, zone, ambiguous, asSent: sent } };
}
