import type { ShiftPiece } from '../../core/cover/shiftPieces.ts';
import type { Week, WeekDay } from '../../core/cover/week.ts';
import { intersect, type Period } from '../../core/time/period.ts';
import { type Html, html } from '../layout/html.ts';
import { coverText } from '../text/cover.ts';
import { duration, longDay, periodTimes, weekdayAndDay } from '../text/times.ts';

const text = coverText.table;

type TableData = { readonly week: Week; readonly names: ReadonlyMap<number, string> };

/** The data of the chart as a table with a row for each shift of each day. */
export function weekTable({ week, names }: TableData, caption: string): Html {
  const days = week.days.filter((day) => day.shifts.length > 0);
  return html`<table class="shifts">
<caption class="visually-hidden">${caption}</caption>
<thead><tr><th scope="col">${text.day}</th><th scope="col">${text.work}</th><th scope="col">${text.cover}</th></tr></thead>
${days.map((day) => html`<tbody>${day.shifts.map((piece, index) => row(piece, index, day, { week, names }))}</tbody>`)}
</table>`;
}

function row(piece: ShiftPiece, index: number, day: WeekDay, { week, names }: TableData): Html {
  const head = html`<th scope="rowgroup" rowspan="${day.shifts.length}"><span aria-hidden="true">${weekdayAndDay(day.date)}</span><span class="visually-hidden">${longDay(day.date)}</span></th>`;
  const till = coverText.till[piece.till];
  return html`<tr>
${index === 0 && head}
<td><b>${periodTimes(piece.period, week.timeZone)}</b><br>${names.get(piece.workProvider) ?? ''}${till && html`<br><small>${till}</small>`}</td>
<td>${coverOf(piece, day, week.timeZone)}</td>
</tr>`;
}

function coverOf(piece: ShiftPiece, day: WeekDay, timeZone: string): Html {
  const within = (period: Period) => intersect(period, piece.period) ?? [];
  const cover = day.cover.flatMap(within);
  const gaps = day.gaps.filter((gap) => gap.workProvider === piece.workProvider);
  const ownGaps = gaps.flatMap((gap) => [within(gap.period)].flat().map((period) => ({ ...gap, period })));
  const gapTexts = ownGaps.map(({ period, reason }) => {
    return html`<br><small>${cover.length > 0 && html`${periodTimes(period, timeZone)} `}${coverText.gap[reason]}</small>`;
  });
  return html`${coverSummary(cover, ownGaps.length > 0, timeZone)}${gapTexts}`;
}

function coverSummary(cover: readonly Period[], hasGaps: boolean, timeZone: string): string {
  if (cover.length === 0) return hasGaps ? text.none : '–';
  if (!hasGaps) return text.all;
  return cover.map((period) => periodTimes(period, timeZone)).join(', ');
}

/** The totals of the week: worked, covered and not covered. */
export function weekTotals({ worked, covered }: Pick<Week, 'worked' | 'covered'>): Html {
  const totals = [
    [coverText.week.worked, worked, false],
    [coverText.week.covered, covered, false],
    [coverText.week.notCovered, worked - covered, worked > covered],
  ] as const;
  const items = totals.map(
    ([name, length, isWarning]) =>
      html`<div${isWarning && html` class="warning"`}><dt>${name}</dt><dd>${duration(length)}</dd></div>`,
  );
  return html`<dl class="totals">${items}</dl>`;
}
