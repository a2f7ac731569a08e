import type { Instant, Micros } from './instant.ts';

/** Half-open: `from` belongs to it, `to` does not. `to` is Infinity while it has no end. */
export type Period = { readonly from: Instant; readonly to: Instant };

export const ALWAYS: Period = { from: -Infinity, to: Infinity };

export function contains(period: Period, at: Instant): boolean {
  return period.from <= at && at < period.to;
}

export function overlaps(a: Period, b: Period): boolean {
  return a.from < b.to && b.from < a.to && !isEmpty(a) && !isEmpty(b);
}

/** What both have in common, or undefined. */
export function intersect(a: Period, b: Period): Period | undefined {
  const common = { from: Math.max(a.from, b.from), to: Math.min(a.to, b.to) };
  return isEmpty(common) ? undefined : common;
}

/** What is left of `period` outside all of `holes`, in order of time. */
export function without(period: Period, holes: readonly Period[]): Period[] {
  const rest: Period[] = [];
  let from = period.from;
  for (const hole of union(holes)) {
    if (hole.from > from) rest.push({ from, to: Math.min(hole.from, period.to) });
    from = Math.max(from, hole.to);
  }
  rest.push({ from, to: period.to });
  return rest.filter((part) => !isEmpty(part));
}

/** The fewest periods that hold the same moments, in order of time; those that touch become one. */
export function union(periods: readonly Period[]): Period[] {
  const joined: Period[] = [];
  for (const period of periods.filter((each) => !isEmpty(each)).toSorted((a, b) => a.from - b.from)) {
    const last = joined.at(-1);
    if (last && period.from <= last.to)
      joined[joined.length - 1] = { from: last.from, to: Math.max(last.to, period.to) };
    else joined.push(period);
  }
  return joined;
}

export function totalLength(periods: readonly Period[]): Micros {
  return union(periods).reduce((sum, period) => sum + (period.to - period.from), 0);
}

function isEmpty(period: Period): boolean {
  return !(period.from < period.to);
}
