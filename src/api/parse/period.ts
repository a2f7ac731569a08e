import { type Refusal, refuse } from '../../core/refusal.ts';
import { type Instant, instantOf } from '../../core/time/instant.ts';
import { ALWAYS, type Period } from '../../core/time/period.ts';

/** What two parameters of a query ask for: from the one on, and before the other. A refusal when one is no date of the calendar. */
export function askedPeriod(
  [fromName, from]: readonly [string, string | undefined],
  [toName, to]: readonly [string, string | undefined],
): Period | Refusal {
  if (from === undefined && to === undefined) return ALWAYS;
  const period = { from: from === undefined ? -Infinity : read(from), to: to === undefined ? Infinity : read(to) };
  if (period.from === undefined) return refuse('INVALID_DATA', `${fromName} is no date of the calendar`);
  if (period.to === undefined) return refuse('INVALID_DATA', `${toName} is no date of the calendar`);
  return { from: period.from, to: period.to };
}

/** Nothing of ours lies before 1970. */
function read(text: string): Instant | undefined {
  try {
    return Math.max(0, instantOf(text));
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}
