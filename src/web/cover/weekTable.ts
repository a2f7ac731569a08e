import type { ShiftPiece } from '../../core/cover/shiftPieces.ts';
import type { Week, WeekDay } from '../../core/cover/week.ts';
import { intersect, type Period } from '../../core/time/period.ts';
import { type Html, html } from '../layout/html.ts';
import { lasting, longDay, span, weekdayAndDay } from '../text/moments.ts';
import { myCoverWords as words } from '../text/myCover.ts';

/** The facts of the picture as a table: one row for each shift of each day. */
export function weekTable(week: Week, names: ReadonlyMap<number, string>, caption: string): Html {
  const days = week.days.filter((day) => day.shifts.length > 0);
  return html`<table class="shifts">
<caption class="heard">${caption}</caption>
<thead><tr><th scope="col">${words.table.day}</th><th scope="col">${words.table.work}</th><th scope="col">${words.table.cover}</th></tr></thead>
${days.map((day) => html`<tbody>${day.shifts.map((piece, index) => row(piece, index, { day, week, names }))}</tbody>`)}
</table>`;
}

type Around = { readonly day: WeekDay; readonly week: Week; readonly names: ReadonlyMap<number, string> };

function row(piece: ShiftPiece, index: number, { day, week, names }: Around): Html {
  const head = html`<th scope="rowgroup" rowspan="${day.shifts.length}"><span aria-hidden="true">${weekdayAndDay(day.date)}</span><span class="heard">${longDay(day.date)}</span></th>`;
  return html`<tr>
${index === 0 && head}
<td><b>${span(piece.period, week.timeZone)}</b><br>${names.get(piece.workProvider) ?? ''}${words.till[piece.till] && html`<br><small>${words.till[piece.till]}</small>`}</td>
<td>${coverOf(piece, day, week.timeZone)}</td>
</tr>`;
}

function coverOf(piece: ShiftPiece, day: WeekDay, timeZone: string): Html {
  const within = (period: Period) => intersect(period, piece.period) ?? [];
  const cover = day.cover.flatMap(within);
  const gaps = day.gaps.filter((gap) => gap.workProvider === piece.workProvider);
  const without = gaps.flatMap((gap) => [within(gap.period)].flat().map((period) => ({ ...gap, period })));
  return html`${coverText(cover, without.length > 0, timeZone)}${without.map(({ period, reason }) => html`<br><small>${cover.length > 0 && html`${span(period, timeZone)} `}${words.gap[reason]}</small>`)}`;
}

function coverText(cover: readonly Period[], hasGaps: boolean, timeZone: string): string {
  if (cover.length === 0) return hasGaps ? words.table.none : '–';
  if (!hasGaps) return words.table.all;
  return cover.map((period) => span(period, timeZone)).join(', ');
}

/** `At work 31 h 20 min` and the like, as a list of three. */
export function weekTotals({ worked, covered }: Pick<Week, 'worked' | 'covered'>): Html {
  const totals = [
    [words.week.worked, worked, 'worked'],
    [words.week.covered, covered, 'covered'],
    [words.week.notCovered, worked - covered, worked > covered ? 'lacking' : 'none'],
  ] as const;
  return html`<dl class="totals">${totals.map(([name, length, kind]) => html`<div class="${kind}"><dt>${name}</dt><dd>${lasting(length)}</dd></div>`)}</dl>`;
}
