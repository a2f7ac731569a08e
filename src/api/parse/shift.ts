import type { Report } from '../../core/event.ts';
import { type Instant, MINUTE, type Micros, spell } from '../../core/time/instant.ts';
import { readTimestamp } from '../../core/time/timestamp.ts';
import { isReport } from './driver.ts';
import { reportError } from './reportError.ts';
import { driverIn } from './reports.ts';

/** What is wrong with a shift that a request brings: a sentence for each field. */
export type ShiftErrors = { readonly tag: 'faults'; readonly detail: Readonly<Record<string, string>> };

/** A shift as the events that it is underneath. */
export type ParsedShift =
  | { readonly tag: 'shift'; readonly login: Report; readonly logout: Report | undefined }
  | ShiftErrors;

/** What a shift is read by. */
export type ShiftReader = { readonly timeZone: string; readonly longestShift: Micros; readonly now: Instant };

const START_WITHIN: Micros = 30 * MINUTE;
/** Stands in for a time where only the driver is looked at. */
const SOME_TIME = '2026-03-01T00:00:00Z';

/** A new shift: `{user, startTime, endTime}`. All that is wrong is told at once. */
export function parseShift(body: unknown, reader: ShiftReader): ParsedShift {
  const { user, startTime, endTime } = membersOf(body);
  const named = { ...membersOf(user), timestamp: SOME_TIME };
  const start = readTime(startTime, 'login', reader);
  const end = endTime === null || endTime === undefined ? undefined : readTime(endTime, 'logout', reader);
  const detail = {
    ...(isReport(named) ? {} : { user: reportError(named) }),
    ...(start.tag === 'read' ? startFault(start.instant, reader) : { startTime: start.why }),
    ...(end?.tag === 'refused' ? { endTime: end.why } : {}),
    ...(start.tag === 'read' && end?.tag === 'read' ? endFault(start.instant, end.instant, reader) : {}),
  };
  if (Object.keys(detail).length > 0 || start.tag === 'refused' || end?.tag === 'refused')
    return { tag: 'faults', detail };
  const driver = driverIn(named);
  return {
    tag: 'shift',
    login: { ...driver, kind: 'login', ...start.report },
    logout: end && { ...driver, kind: 'logout', ...end.report },
  };
}

/** The end of a shift that began at `from`: `{endTime}`. */
export function parseShiftEnd(
  body: unknown,
  { from, reader }: { readonly from: Instant; readonly reader: ShiftReader },
): { readonly tag: 'end'; readonly end: TimeReport } | ShiftErrors {
  const end = readTime(membersOf(body)['endTime'], 'logout', reader);
  if (end.tag === 'refused') return { tag: 'faults', detail: { endTime: end.why } };
  const detail = endFault(from, end.instant, reader);
  return Object.keys(detail).length > 0 ? { tag: 'faults', detail } : { tag: 'end', end: end.report };
}

/** The moment of a report, as it was read and as it was sent. */
export type TimeReport = Pick<Report, 'occurredAt' | 'reading' | 'asSent'>;

type Time =
  | { readonly tag: 'read'; readonly instant: Instant; readonly report: TimeReport }
  | { readonly tag: 'refused'; readonly why: string };

function readTime(value: unknown, kind: 'login' | 'logout', { timeZone, now }: ShiftReader): Time {
  if (value === undefined) return { tag: 'refused', why: 'is missing' };
  if (typeof value !== 'string') return { tag: 'refused', why: 'must be a string' };
  const read = readTimestamp(value, { timeZone, now, whenInDoubt: kind === 'login' ? 'earlier' : 'later' });
  if (read.tag === 'refused') return { tag: 'refused', why: read.problem };
  const { instant, reading } = read;
  return { tag: 'read', instant, report: { occurredAt: instant, reading, asSent: value } };
}

function startFault(start: Instant, { now }: ShiftReader): Record<string, string> {
  return Math.abs(start - now) <= START_WITHIN ? {} : { startTime: 'must lie within 30 minutes of now' };
}

function endFault(start: Instant, end: Instant, { longestShift }: ShiftReader): Record<string, string> {
  if (end <= start) return { endTime: 'must come after startTime' };
  if (end - start > longestShift) return { endTime: `must come within ${spell(longestShift)} of startTime` };
  return {};
}

function membersOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : {};
}
