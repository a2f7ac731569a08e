import type { GapPiece, WeekDay } from '../../core/cover/week.ts';
import { HOUR, type Instant } from '../../core/time/instant.ts';
import { contains, type Period } from '../../core/time/period.ts';
import { type Html, html, nothing } from '../layout/html.ts';
import { texts } from '../text/texts.ts';
import { clockTime, duration, periodTimes, weekdayAndDay } from '../text/times.ts';
import { LETTER_PX, NARROWEST_PX, percent, type Scale, share } from './chartScale.ts';

const text = () => texts().cover.week;

// All in pixels.
const LINE = 16;
const BASELINE = 13;
const SPACE_BELOW = 6;
const BOLD_LETTER = 9;
const SPACE_BETWEEN = 8;

/** The labels above the row of a day: its name, and its total beside it, or below it if both do not fit on one line. */
export function dayLabels(day: WeekDay, isToday: boolean): { readonly drawn: Html; readonly height: number } {
  const name = `${weekdayAndDay(day.date)}${clockChange(day)}`;
  const total = day.worked === 0 ? '' : totalOf(day);
  const width = name.length * BOLD_LETTER + SPACE_BETWEEN + total.length * LETTER_PX;
  const lastLine = width <= NARROWEST_PX ? BASELINE : BASELINE + LINE;
  const drawn = html`<text class="${isToday ? 'day today' : 'day'}" x="0" y="${BASELINE}">${name}</text>${total === '' ? nothing : html`<text class="total" x="100%" y="${lastLine}" text-anchor="end">${total}</text>`}`;
  return { drawn, height: lastLine + SPACE_BELOW };
}

/** How long the driver was at work that day, and how much of it was covered. */
export function totalOf({ covered, worked }: WeekDay): string {
  if (covered === worked) return text().allCovered(duration(worked));
  return text().partCovered(duration(covered), duration(worked));
}

function clockChange({ period }: WeekDay): string {
  const hours = (period.to - period.from) / HOUR;
  if (hours === 24) return '';
  return ` · ${hours < 24 ? text().clocksForward : text().clocksBack}`;
}

/** A note below the row of a day: the current time, or why work was not covered. */
type Note = { readonly cssClass: 'note' | 'now'; readonly text: string; readonly period: Period };

const MAX_GAP_NOTES = 3;

/** The notes below the row of a day. If they are too many, the last one says how many gaps it stands for. */
export function notesOf(day: WeekDay, now: Instant, timeZone: string): Note[] {
  const nowNote: Note[] = contains(day.period, now)
    ? [{ cssClass: 'now', text: text().now(clockTime(now, timeZone)), period: { from: now, to: now } }]
    : [];
  const shown = day.gaps.slice(0, day.gaps.length > MAX_GAP_NOTES ? MAX_GAP_NOTES - 1 : MAX_GAP_NOTES);
  return [...nowNote, ...shown.map((gap) => gapNote(gap, timeZone)), ...moreNote(day.gaps.slice(shown.length))];
}

function gapNote({ period, reason }: GapPiece, timeZone: string): Note {
  return { cssClass: 'note', text: `${periodTimes(period, timeZone)} ${texts().cover.gap[reason]}`, period };
}

function moreNote(rest: readonly GapPiece[]): Note[] {
  return rest[0] ? [{ cssClass: 'note', text: text().more(rest.length), period: rest[0].period }] : [];
}

/** A note, aligned with the start of its period, else with its end, else centred: the first that fits. */
export function drawNote({ cssClass, text: content, period }: Note, y: number, scale: Scale): Html {
  const width = (content.length * LETTER_PX * 100) / NARROWEST_PX;
  const [from, to] = [share(period.from, scale), share(period.to, scale)];
  const [x, anchor] = from + width <= 100 ? [from, 'start'] : to - width >= 0 ? [to, 'end'] : [50, 'middle'];
  return html`<text class="${cssClass}" x="${percent(x)}" y="${y}" text-anchor="${anchor}">${content}</text>`;
}
