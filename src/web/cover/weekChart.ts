import type { ShiftPiece } from '../../core/cover/shiftPieces.ts';
import type { Week, WeekDay } from '../../core/cover/week.ts';
import { fromTemporal, type Micros } from '../../core/time/instant.ts';
import { contains } from '../../core/time/period.ts';
import { type Html, html } from '../layout/html.ts';
import { LOCALE } from '../text/times.ts';
import { type Band, bar, percent, type Scale, share, verticalLine } from './chartScale.ts';
import { dayLabels, drawNote, notesOf } from './chartText.ts';

/** The row of one work provider within each day. It has a letter if the week has several work providers. */
export type ChartLane = { readonly workProvider: number; readonly name: string; readonly letter: string | undefined };

// Heights in pixels.
const LANE = 8;
const LETTERED_LANE = 13;
const LANE_GAP = 3;
const BAR = 14;
const EMPTY_BAR = 4;
const NOTE = 16;
const ROW_GAP = 15;
const HOUR_LABELS = 20;
const MARKED_HOURS = [6, 12, 18];

/** The work providers of the shifts of a week, sorted by name. */
export function chartLanes(week: Week, names: ReadonlyMap<number, string>): ChartLane[] {
  const providers = [...new Set(week.days.flatMap((day) => day.shifts.map((piece) => piece.workProvider)))];
  const named = providers.map((workProvider) => ({ workProvider, name: names.get(workProvider) ?? '' }));
  const sorted = named.toSorted((a, b) => a.name.localeCompare(b.name, LOCALE));
  const letter = (index: number) => (sorted.length > 1 ? String.fromCodePoint(65 + index) : undefined);
  return sorted.map((lane, index) => ({ ...lane, letter: letter(index) }));
}

/**
 * The week as an SVG chart with a row for each day. A row has a lane for each work provider of that day, with its shifts
 * as outlines. Below the lanes is one bar: solid where work was covered, hatched where it was not.
 */
export function weekChart(week: Week, lanes: readonly ChartLane[], label: string): Html {
  const longest = Math.max(...week.days.map(({ period }) => period.to - period.from));
  const rows = week.days.map((day) => dayRow(day, week, lanes, longest));
  const tops = rows.map((_, index) => HOUR_LABELS + rows.slice(0, index).reduce((sum, row) => sum + row.height, 0));
  const height = HOUR_LABELS + rows.reduce((sum, row) => sum + row.height, 0) - ROW_GAP;
  return html`<svg class="week-chart" role="img" aria-label="${label}" width="100%" height="${height}">
<defs><pattern id="hatch" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><rect class="hatch-background" width="6" height="6"/><rect class="hatch-line" width="2.6" height="6"/></pattern></defs>
${[0, ...MARKED_HOURS, 24].map(hourLabel)}
${rows.map((row, index) => html`<g transform="translate(0 ${tops[index] as number})">${row.drawn}</g>`)}
</svg>`;
}

function hourLabel(hour: number): Html {
  const anchor = hour === 0 ? 'start' : hour === 24 ? 'end' : 'middle';
  return html`<text class="hour" x="${percent((hour / 24) * 100)}" y="11" text-anchor="${anchor}">${String(hour).padStart(2, '0')}</text>`;
}

type Row = { readonly drawn: Html; readonly height: number };

/** All rows have one scale: on the day of 23 hours the bar is shorter, so that an hour has the same width everywhere. */
function dayRow(day: WeekDay, week: Week, allLanes: readonly ChartLane[], longest: Micros): Row {
  const scale: Scale = { from: day.period.from, length: longest };
  const lanes = allLanes.filter((lane) => day.shifts.some((piece) => piece.workProvider === lane.workProvider));
  const height = allLanes.length > 1 ? LETTERED_LANE : LANE;
  const isToday = contains(day.period, week.now);
  const label = dayLabels(day, isToday);
  const cover = { top: label.height + lanes.length * (height + LANE_GAP), height: lanes.length > 0 ? BAR : EMPTY_BAR };
  const bottom = cover.top + cover.height;
  const notes = notesOf(day, week.now, week.timeZone);
  const drawn = html`${label.drawn}
${hourLines(day, week.timeZone, { top: label.height, height: bottom - label.height }, scale)}
${lanes.map((lane, index) => drawLane(day, lane, { top: label.height + index * (height + LANE_GAP), height }, scale))}
${bar('track', day.period, cover, scale)}
${day.cover.map((period) => bar('cover', period, cover, scale))}
${day.gaps.map((gap) => bar('gap', gap.period, cover, scale))}
${isToday && verticalLine('now', week.now, { top: label.height - 3, height: bottom - label.height + 6 }, scale)}
${notes.map((note, index) => drawNote(note, bottom + NOTE * (index + 1) - 3, scale))}`;
  return { drawn, height: bottom + notes.length * NOTE + ROW_GAP };
}

function hourLines({ date }: WeekDay, timeZone: string, band: Band, scale: Scale): Html[] {
  const instantAt = (hour: number) => fromTemporal(date.toZonedDateTime({ timeZone, plainTime: { hour } }).toInstant());
  return MARKED_HOURS.map((hour) => verticalLine('hour-line', instantAt(hour), band, scale));
}

function drawLane(day: WeekDay, lane: ChartLane, { top, height }: Band, scale: Scale): Html[] {
  const outline = { top: top + 0.5, height: height - 1 };
  const own = day.shifts.filter((piece) => piece.workProvider === lane.workProvider);
  return own.map(
    (piece) =>
      html`${bar('shift', piece.period, outline, scale)}${lane.letter && drawLetter(lane.letter, piece, top + height, scale)}`,
  );
}

/** The letter is inside the shift, or to its left if the shift begins at the end of the day. */
function drawLetter(letter: string, { period }: ShiftPiece, bottom: number, scale: Scale): Html {
  const from = share(period.from, scale);
  const position = from > 95 ? html`dx="-3" text-anchor="end"` : html`dx="4"`;
  return html`<text class="letter" x="${percent(from)}" ${position} y="${bottom - 3}">${letter}</text>`;
}
