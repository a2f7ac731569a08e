import type { Report } from '../../core/event.ts';
import { formatDuration, type Instant, MINUTE, type Micros, toRfc3339 } from '../../core/time/instant.ts';
import { membersOf, type Problem, readDriver } from './driver.ts';
import { type EventTime, type ReadBy, readEventTime } from './eventTime.ts';

/** What is wrong with a shift that a request brings: a sentence without its subject for each member. */
export type ShiftProblems = { readonly tag: 'refused'; readonly problems: Readonly<Record<string, string>> };

/** A shift as the events that are stored for it. */
export type ParsedShift =
  | { readonly tag: 'shift'; readonly login: Report; readonly logout: Report | undefined }
  | ShiftProblems;

const START_WITHIN: Micros = 30 * MINUTE;

/**
 * A new shift `{user, startTime, endTime}`, at most `longestShift` long. Names everything that is wrong with it at
 * once.
 */
export function parseShift(body: unknown, by: ReadBy, longestShift: Micros): ParsedShift {
  const members = membersOf(body) ?? {};
  const { user, endTime } = members;
  const named = readDriver(membersOf(user) ?? {});
  const start = readEventTime(members, 'startTime', 'login', by);
  const end = endTime === null || endTime === undefined ? undefined : readEventTime(members, 'endTime', 'logout', by);
  const problems = {
    ...(named.tag === 'refused' && { user: named.problem }),
    ...(start.tag === 'refused' ? { startTime: withoutName(start) } : startProblem(start.time.occurredAt, by.now)),
    ...(end?.tag === 'refused' && { endTime: withoutName(end) }),
    ...(start.tag === 'read' && end?.tag === 'read' && endProblem(start.time.occurredAt, end.time, longestShift)),
  };
  const isRefused = named.tag === 'refused' || start.tag === 'refused' || end?.tag === 'refused';
  if (isRefused || Object.keys(problems).length > 0) return { tag: 'refused', problems };
  // The same beginning is the same shift, and two shifts of one driver end each by themselves.
  const reference = `v2 ${toRfc3339(start.time.occurredAt)}`;
  return {
    tag: 'shift',
    login: { ...named.driver, kind: 'login', reference, ...start.time },
    logout: end && { ...named.driver, kind: 'logout', reference, ...end.time },
  };
}

/** The end `{endTime}` of a shift that began at `start`. */
export function parseShiftEnd(
  body: unknown,
  by: ReadBy,
  { start, longestShift }: { readonly start: Instant; readonly longestShift: Micros },
): { readonly tag: 'end'; readonly end: EventTime } | ShiftProblems {
  const end = readEventTime(membersOf(body) ?? {}, 'endTime', 'logout', by);
  if (end.tag === 'refused') return { tag: 'refused', problems: { endTime: withoutName(end) } };
  const problems = endProblem(start, end.time, longestShift);
  return problems ? { tag: 'refused', problems } : { tag: 'end', end: end.time };
}

function startProblem(start: Instant, now: Instant): Record<string, string> | undefined {
  return Math.abs(start - now) <= START_WITHIN ? undefined : { startTime: 'must lie within 30 minutes of now' };
}

function endProblem(
  start: Instant,
  { occurredAt }: EventTime,
  longestShift: Micros,
): Record<string, string> | undefined {
  if (occurredAt <= start) return { endTime: 'must come after startTime' };
  if (occurredAt - start > longestShift)
    return { endTime: `must come within ${formatDuration(longestShift)} of startTime` };
  return undefined;
}

/** The problem without the name of the member, which stands beside it. */
function withoutName({ problem, at }: Problem): string {
  return problem.startsWith(`${at.param} `) ? problem.slice(at.param.length + 1) : problem;
}
