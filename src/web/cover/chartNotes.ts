import type { GapPiece, WeekDay } from '../../core/cover/week.ts';
import type { Instant } from '../../core/time/instant.ts';
import { contains, type Period } from '../../core/time/period.ts';
import { type Html, html } from '../layout/html.ts';
import { clockTime, span } from '../text/moments.ts';
import { myCoverWords as words } from '../text/myCover.ts';
import { NARROWEST_PX, percent, type Scale, share, WIDEST_LETTER_PX } from './chartScale.ts';

/** What stands under a day of the picture: where now is, and why work went without cover. */
export type Note = { readonly kind: 'note' | 'now'; readonly text: string; readonly period: Period };

const MOST_GAPS = 3;

export function notesOf(day: WeekDay, now: Instant, timeZone: string): Note[] {
  const present: Note[] = contains(day.period, now)
    ? [{ kind: 'now', text: words.week.now(clockTime(now, timeZone)), period: { from: now, to: now } }]
    : [];
  const shown = day.gaps.slice(0, day.gaps.length > MOST_GAPS ? MOST_GAPS - 1 : MOST_GAPS);
  return [...present, ...shown.map((gap) => gapNote(gap, timeZone)), ...moreNote(day.gaps.slice(shown.length))];
}

function gapNote({ period, reason }: GapPiece, timeZone: string): Note {
  return { kind: 'note', text: `${span(period, timeZone)} ${words.gap[reason]}`, period };
}

function moreNote(rest: readonly GapPiece[]): Note[] {
  return rest[0] ? [{ kind: 'note', text: words.week.more(rest.length), period: rest[0].period }] : [];
}

/** Begins under the beginning of what it tells, or ends under its end, wherever the narrowest phone has room for it. */
export function drawnNote({ kind, text, period }: Note, y: number, scale: Scale): Html {
  const width = (text.length * WIDEST_LETTER_PX * 100) / NARROWEST_PX;
  const [from, to] = [share(period.from, scale), share(period.to, scale)];
  const [x, anchor] = from + width <= 100 ? [from, 'start'] : to - width >= 0 ? [to, 'end'] : [50, 'middle'];
  return html`<text class="${kind}" x="${percent(x)}" y="${y}" text-anchor="${anchor}">${text}</text>`;
}
