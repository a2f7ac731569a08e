import { subjectKey } from '../event.ts';
import type { Instant } from '../time/instant.ts';
import { coverThrough } from './cover.ts';
import { type Facts, knownBy, viewOf } from './facts.ts';
import { knownLanes } from './knownLanes.ts';

/** When the last cover before an instant ended, as far back as the facts reach; undefined when there was none. */
export function lastCoverEnd(facts: Facts, at: Instant): Instant | undefined {
  const view = viewOf(facts, knownBy(Infinity));
  const own = new Set(view.subjects.map(subjectKey));
  const ends = [...knownLanes(facts, view).values()]
    .filter(({ lane }) => own.has(subjectKey(lane)))
    .flatMap(({ lane, shifts }) => shifts.flatMap((shift) => coverThrough({ lane, shift }, view.eligibility)))
    .map(({ period }) => period.to)
    .filter((to) => to <= at);
  return ends.length > 0 ? Math.max(...ends) : undefined;
}
