import type { WeekDay } from '../../core/cover/week.ts';
import { HOUR } from '../../core/time/instant.ts';
import { type Html, html, nothing } from '../layout/html.ts';
import { lasting, weekdayAndDay } from '../text/moments.ts';
import { myCoverWords as words } from '../text/myCover.ts';
import { NARROWEST_PX, WIDEST_LETTER_PX } from './chartScale.ts';

/** All in pixels. */
const LINE = 16;
const BASELINE = 13;
const BELOW = 6;
const WIDEST_BOLD_LETTER = 9;
const BETWEEN = 8;

/** What stands over a day of the picture: its name, and what it came to beside it, or below it where it is too long. */
export function dayLabels(day: WeekDay, isToday: boolean): { readonly drawn: Html; readonly height: number } {
  const name = `${weekdayAndDay(day.date)}${clockChange(day)}`;
  const sum = day.worked === 0 ? '' : sumOf(day);
  const lastLine = fitOneLine(name, sum) ? BASELINE : BASELINE + LINE;
  const drawn = html`<text class="${isToday ? 'day today' : 'day'}" x="0" y="${BASELINE}">${name}</text>${sum === '' ? nothing : html`<text class="sum" x="100%" y="${lastLine}" text-anchor="end">${sum}</text>`}`;
  return { drawn, height: lastLine + BELOW };
}

function fitOneLine(name: string, sum: string): boolean {
  return name.length * WIDEST_BOLD_LETTER + BETWEEN + sum.length * WIDEST_LETTER_PX <= NARROWEST_PX;
}

function sumOf({ covered, worked }: WeekDay): string {
  if (covered === worked) return words.week.allCovered(lasting(worked));
  return words.week.partCovered(lasting(covered), lasting(worked));
}

function clockChange({ period }: WeekDay): string {
  const hours = (period.to - period.from) / HOUR;
  if (hours === 24) return '';
  return ` · ${hours < 24 ? words.week.clocksForward : words.week.clocksBack}`;
}
