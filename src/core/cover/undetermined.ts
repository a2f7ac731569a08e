import { limitOf } from '../shift/timeline.ts';
import type { Instant } from '../time/instant.ts';
import { contains, type Period, union } from '../time/period.ts';
import { answerOf, type Folded, foldedOf } from './answer.ts';
import { type Facts, knownBy, viewOf } from './facts.ts';
import { outcomeIn } from './knownLanes.ts';

/**
 * The parts of a period before `now` in which cover is undetermined by what was reported: by a logout without its login,
 * or by a doubtful time. That reports may still be on their way counts as no doubt here: it concerns all that is recent.
 * The facts reach at least a longest shift beyond the period.
 */
export function undeterminedIn(facts: Facts, { from, to }: Period, now: Instant): Period[] {
  const folded = foldedOf(facts, viewOf(facts, knownBy(Infinity)));
  const whole = { from, to: Math.min(to, now) };
  if (isCertain(folded)) return [];
  const cuts = [from, ...cutsOf(facts, folded).filter((at) => contains(whole, at)), whole.to].toSorted((a, b) => a - b);
  const pieces = cuts.slice(1).map((end, index) => ({ from: cuts[index] as Instant, to: end }));
  return union(pieces.filter((piece) => answerOf(folded, piece.from, []).tag === 'undetermined'));
}

/** No doubt arises where every logout answers a login, and every time means one instant. */
function isCertain({ view, lanes, own }: Folded): boolean {
  return own.every(({ events }) =>
    events.every(
      (event) =>
        event.alternative === null && (event.kind === 'login' || outcomeIn(event, view, lanes) !== 'no_login_before'),
    ),
  );
}

/** Every instant at which the answer may become another. */
function cutsOf({ feeds }: Facts, { view, own }: Folded): Instant[] {
  const { links, suspensions, optOuts, numbers, ends } = view.eligibility;
  const settings = feeds.flatMap((feed) => feed.settings);
  const longest = [...new Set(settings.map(({ longestShift }) => longestShift))];
  const held = [...[...links, ...optOuts].map((each) => each.held), ...suspensions];
  return [
    ...held.flatMap((period) => [period.from, period.to]),
    ...numbers.values(),
    ...ends.values(),
    ...settings.map(({ holdsFrom }) => holdsFrom),
    ...own.flatMap(({ events, limits }) =>
      events.flatMap(({ occurredAt, alternative }) =>
        [occurredAt, alternative ?? occurredAt].flatMap((at) => [
          at,
          limitOf(at, limits),
          ...longest.map((length) => at - length),
        ]),
      ),
    ),
  ];
}
