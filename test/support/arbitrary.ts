import fc from 'fast-check';
import type { Event } from '../../src/core/event.ts';
import type { Limits } from '../../src/core/shift/timeline.ts';
import type { Period } from '../../src/core/time/period.ts';

/** Moments are small whole numbers here, so that ties, touching ends and limits met exactly are the rule. */
export const LAST_MOMENT = 30;

/**
 * Events of one lane, each identity once, as the store keeps them: logins and logouts of D1, and logouts of C1 that answer
 * them. Ids follow no order of time.
 */
export function laneEvents(maxLength = 16): fc.Arbitrary<Event[]> {
  const said = fc.record({
    by: fc.constantFrom('D1', 'D1', 'D1', 'C1'),
    kind: fc.constantFrom('login' as const, 'login' as const, 'logout' as const),
    occurredAt: fc.nat(LAST_MOMENT),
  });
  return fc
    .uniqueArray(said, { selector: (each) => JSON.stringify(each), maxLength, size: 'max' })
    .map((all) =>
      all
        .filter(({ by, kind }) => by === 'D1' || kind === 'logout')
        .map(({ by, ...rest }, index) => laneEvent({ id: index + 1, ...rest, identifier: by })),
    );
}

/** An event of work provider 1, by driver ID where the identifier begins with D. */
export function laneEvent(of: Pick<Event, 'id' | 'kind' | 'occurredAt' | 'identifier'> & Partial<Event>): Event {
  const identifierKind = of.identifier.startsWith('D') ? 'driverId' : 'policyId';
  return { workProvider: 1, identifierKind, reference: '', receivedAt: 0, reading: 'offset', zone: null, ...of };
}

/** A longest shift, a change of it at some moment, and for some an end of the work provider; `most`: the longest of all. */
export const limits: fc.Arbitrary<Limits & { readonly most: number }> = fc
  .record({
    first: fc.integer({ min: 1, max: 12 }),
    later: fc.integer({ min: 1, max: 12 }),
    from: fc.nat(LAST_MOMENT),
    end: fc.option(fc.nat(LAST_MOMENT), { nil: Infinity }),
  })
  .map(({ first, later, from, end }) => ({
    longestShift: Object.assign((at: number) => (at < from ? first : later), {
      toString: () => `${first}, from ${from} on ${later}`,
    }),
    end,
    most: Math.max(first, later),
  }));

/** A period of small whole numbers; some are empty, and some have no end when asked for. */
export function periods({ withEndless = false } = {}): fc.Arbitrary<Period> {
  const end = withEndless ? fc.oneof({ weight: 4, arbitrary: fc.nat(20) }, fc.constant(Infinity)) : fc.nat(20);
  return fc.tuple(fc.nat(20), end).map(([a, b]) => ({ from: Math.min(a, b), to: Math.max(a, b) }));
}
