import { hash } from 'node:crypto';
import { MINUTE } from '../../core/time/instant.ts';
import type { Html } from '../layout/html.ts';
import { type CoverView, nowLive } from './nowView.ts';
import { weekLive } from './weekView.ts';

/** A part of the page that changes while it is open, with its version. live.js replaces it by its id. */
type LivePart = { readonly drawn: Html; readonly version: string };

/** Whether the driver is covered now, and the week. */
export function liveParts(view: CoverView): LivePart[] {
  const answer = nowLive(view);
  return [
    { drawn: answer, version: shortHash(answer.toString()) },
    { drawn: weekLive(view), version: weekVersion(view) },
  ];
}

/** The versions of the parts as one text. */
export function versionOf(parts: readonly LivePart[]): string {
  return parts.map(({ version }) => version).join('-');
}

/** The parts that differ from a version: the value of If-None-Match, or nothing. */
export function partsAfter(ifNoneMatch: string | undefined, parts: readonly LivePart[]): LivePart[] {
  const known = ifNoneMatch?.replace(/^W\//, '').replaceAll('"', '').split('-') ?? [];
  return parts.filter(({ version }, index) => version !== known[index]);
}

const WEEK_MINUTES = 10;

/**
 * A shift that goes on grows all the time. The week is large, so that growing alone makes it a new version only every
 * ten minutes.
 */
function weekVersion({ week, names, waiting, now }: CoverView): string {
  const growing: readonly string[] = ['now', 'worked', 'covered'];
  const lasting = (key: string, value: unknown) => (growing.includes(key) || value === week.now ? null : value);
  const time = Math.floor(now / (WEEK_MINUTES * MINUTE));
  return shortHash(JSON.stringify([time, week, [...names], waiting], lasting));
}

function shortHash(text: string): string {
  return hash('sha256', text).slice(0, 12);
}
