import type { ShiftPiece } from '../../core/cover/shiftPieces.ts';
import type { Week, WeekDay } from '../../core/cover/week.ts';
import { contains, intersect, type Period, totalLength } from '../../core/time/period.ts';
import { disputePath } from '../dispute/disputePage.ts';
import { attribute, type Html, html, nothing } from '../layout/html.ts';
import { texts } from '../text/texts.ts';
import { duration, longDay, periodTimes } from '../text/times.ts';
import { totalOf } from './chartText.ts';

const text = () => texts().cover.table;

type TableData = { readonly week: Week; readonly names: ReadonlyMap<number, string> };

/** The data of the chart as a table for each day with a row for each shift. Only that of today is unfolded. */
export function weekTables(data: TableData): Html {
  const days = data.week.days.filter((day) => day.shifts.length > 0 || day.undetermined.length > 0);
  return html`${days.map((day) => dayTable(day, data))}`;
}

function dayTable(day: WeekDay, data: TableData): Html {
  const isToday = contains(day.period, data.week.now);
  return html`<details class="day-table" id="day-${day.date.toString()}"${attribute('open', isToday)}>
<summary>${longDay(day.date)}${day.worked > 0 && `: ${totalOf(day)}`}</summary>
<div class="scroll" role="region" aria-label="${longDay(day.date)}" tabindex="0"><table class="shifts">
<thead><tr><th scope="col">${text().work}</th><th scope="col">${text().cover}</th></tr></thead>
<tbody>${day.shifts.map((piece) => row(piece, day, data))}${day.undetermined.map((period) => unknownRow(period, data))}</tbody>
</table></div>
</details>`;
}

function row(piece: ShiftPiece, day: WeekDay, { week, names }: TableData): Html {
  const till = texts().cover.till[piece.till];
  return html`<tr>
<td><b>${periodTimes(piece.period, week.timeZone)}</b><br>${names.get(piece.workProvider) ?? ''}${till && html`<br><small>${till}</small>`}${disputeLink(piece)}</td>
<td>${coverOf(piece, day, week.timeZone)}</td>
</tr>`;
}

/** A link to say that a shift or a gap is wrong. One of no length is shown as it was reported, and lasts no time. */
function disputeLink({ workProvider, period }: Pick<ShiftPiece, 'workProvider' | 'period'>): Html {
  if (period.from === period.to) return nothing;
  return html`<br><a href="${disputePath(workProvider, period)}">${texts().dispute.link}</a>`;
}

function isSame(a: Period, b: Period): boolean {
  return a.from === b.from && a.to === b.to;
}

/** A time in which it is not known whether they were at work, or covered. */
function unknownRow(period: Period, { week }: TableData): Html {
  return html`<tr>
<td><b>${periodTimes(period, week.timeZone)}</b></td>
<td>${text().notKnown}<br><small>${text().whyNotKnown}</small></td>
</tr>`;
}

function coverOf(piece: ShiftPiece, day: WeekDay, timeZone: string): Html {
  const within = (period: Period) => intersect(period, piece.period) ?? [];
  const cover = day.cover.flatMap(within);
  const gaps = day.gaps.filter((gap) => gap.workProvider === piece.workProvider);
  const ownGaps = gaps.flatMap((gap) => [within(gap.period)].flat().map((period) => ({ ...gap, period })));
  const gapTexts = ownGaps.map(({ period, reason }) => {
    return html`<br><small>${cover.length > 0 && html`${periodTimes(period, timeZone)} `}${texts().cover.gap[reason]}</small>${!isSame(period, piece.period) && disputeLink({ workProvider: piece.workProvider, period })}`;
  });
  const isWhole = ownGaps.length === 0 && day.undetermined.flatMap(within).length === 0;
  return html`${coverSummary(cover, isWhole, ownGaps.length > 0, timeZone)}${gapTexts}`;
}

function coverSummary(cover: readonly Period[], isWhole: boolean, hasGaps: boolean, timeZone: string): string {
  if (cover.length === 0) return isWhole ? '–' : hasGaps ? text().none : text().notKnown;
  if (isWhole) return text().all;
  return cover.map((period) => periodTimes(period, timeZone)).join(', ');
}

/** The totals of the week in words. Undetermined work counts in none but the whole. */
export function weekTotals({ worked, covered, days }: Week): Html {
  const gap = totalLength(days.flatMap((day) => day.gaps.map(({ period }) => period)));
  const unknown = totalLength(days.flatMap((day) => day.undetermined));
  const { week } = texts().cover;
  const sentence =
    covered === worked
      ? week.totalAllCovered(duration(worked))
      : week.total(duration(worked), duration(covered), duration(gap));
  return html`${worked > 0 && html`<p class="totals">${sentence}</p>`}${unknown > 0 && html`<p class="totals">${week.notKnown(duration(unknown))}</p>`}`;
}
