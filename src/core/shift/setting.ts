import type { Instant, Micros } from '../time/instant.ts';
import type { Limits } from './timeline.ts';

/** What shapes a work provider's shifts, from a moment on. A later setting never rewrites what came before it. */
export type Setting = {
  readonly holdsFrom: Instant;
  /** An IANA name: timestamps without offset are local time there. */
  readonly timeZone: string;
  readonly longestShift: Micros;
};

/** The setting in force at a moment. `settings` begin at -Infinity; none at all is a bug. */
export function settingAt(settings: readonly Setting[], at: Instant): Setting {
  const inForce = settings.filter((each) => each.holdsFrom <= at).toSorted((a, b) => b.holdsFrom - a.holdsFrom)[0];
  if (!inForce) throw new Error('a work provider without settings');
  return inForce;
}

/** What limits the shifts of a work provider by its settings and its end. */
export function limitsBy({ settings, end }: { readonly settings: readonly Setting[]; readonly end: Instant }): Limits {
  return { longestShift: (login) => settingAt(settings, login).longestShift, end };
}

/** No login covers more than this, whenever it was. */
export function longestOfAll(settings: readonly Setting[]): Micros {
  return Math.max(...settings.map((each) => each.longestShift));
}
