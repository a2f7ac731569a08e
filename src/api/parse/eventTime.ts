import type { EventKind, Report } from '../../core/event.ts';
import { type Setting, settingAt } from '../../core/shift/setting.ts';
import type { Instant } from '../../core/time/instant.ts';
import { readTimestamp } from '../../core/time/timestamp.ts';
import type { Caller } from '../http/authenticate.ts';
import { type Members, missing, type Problem } from './driver.ts';

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
 * Reads the member `param` of a request, which says when an event occurred. In a repeated hour a login in doubt is read
 * early and a logout late, so that doubt never costs a driver cover. `problem` is a whole sentence.
 */
export function readEventTime(
  members: Members,
  param: string,
  kind: EventKind,
  by: ReadBy,
): { readonly tag: 'read'; readonly time: EventTime } | Problem {
  const sent = members[param];
  if (sent === undefined) return missing(param, members, `${param} is missing`);
  return readTimeAt(sent, { param, name: param }, kind, by);
}

/** Reads one time, as `readEventTime` does. `name` is what the problem calls it. */
export function readTimeAt(
  sent: unknown,
  { param, name }: { readonly param: string; readonly name: string },
  kind: EventKind,
  { timeZone, zoneChanged, now }: ReadBy,
): { readonly tag: 'read'; readonly time: EventTime } | Problem {
  const at = { param, value: sent };
  if (typeof sent !== 'string' && typeof sent !== 'number')
    return { tag: 'refused', problem: `${name} must be a string`, at };
  // A number is never a timestamp: it is read for what it stands for, such as seconds since 1970.
  const asSent = String(sent);
  const read = readTimestamp(asSent, { timeZone, now, whenInDoubt: kind === 'login' ? 'earlier' : 'later' });
  if (read.tag === 'refused') return { tag: 'refused', problem: `${name} ${read.problem}`, at };
  const { instant: occurredAt, reading } = read;
  const zone = reading === 'offset' ? null : timeZone;
  const ambiguous = zone !== null && (zoneChanged || reading !== 'local');
  return { tag: 'read', time: { occurredAt, reading, zone, ambiguous, asSent } };
}
