import { type Refusal, refuse } from '../../core/refusal.ts';
import { type Instant, readInstant } from '../../core/time/instant.ts';
import { ALWAYS, type Period } from '../../core/time/period.ts';

type Parameter = readonly [name: string, text: string | undefined];

/**
 * The period that two parameters of a query bound: from the first on, and before the second. Refuses what is no date of
 * the calendar, and an end that does not come after its beginning.
 */
export function periodIn(
  from: Parameter,
  to: Parameter,
): { readonly tag: 'period'; readonly period: Period } | Refusal {
  if (from[1] === undefined && to[1] === undefined) return { tag: 'period', period: ALWAYS };
  const begin = from[1] === undefined ? -Infinity : instantIn(from[1]);
  if (begin === undefined) return wrong(from, 'is no date of the calendar');
  const end = to[1] === undefined ? Infinity : instantIn(to[1]);
  if (end === undefined) return wrong(to, 'is no date of the calendar');
  if (end <= begin) return wrong(to, `must come after ${from[0]}`);
  return { tag: 'period', period: { from: begin, to: end } };
}

function wrong([param, value]: Parameter, problem: string): Refusal {
  return refuse('INVALID_DATA', `${param} ${problem}`, { param, value });
}

/**
 * The instant of an RFC 3339 text, 1970 at the earliest, because nothing stored is older; undefined for no date of the
 * calendar.
 */
export function instantIn(text: string): Instant | undefined {
  const at = readInstant(text);
  return at === undefined ? undefined : Math.max(0, at);
}
