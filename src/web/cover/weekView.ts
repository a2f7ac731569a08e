import type { Week } from '../../core/cover/week.ts';
import { formatIsoWeek, type IsoWeek, mondayOf, weekAt, weeksLater } from '../../core/time/isoWeek.ts';
import type { MyCover } from '../../queries/driver/myCover.ts';
import { withQuery } from '../http/redirect.ts';
import { type Html, html } from '../layout/html.ts';
import { texts } from '../text/texts.ts';
import { dateRange, duration } from '../text/times.ts';
import { type ProviderMark, providerMarks, weekChart } from './weekChart.ts';
import { weekTables, weekTotals } from './weekTable.ts';

const text = () => texts().cover.week;

/** The section about one week. Its heading and its links to other weeks are outside the part that is kept up to date. */
export function weekSection(cover: MyCover): Html {
  const { name } = cover.week;
  return html`<section aria-labelledby="week-title">
<h2 id="week-title"><span class="visually-hidden">${text().number(name.week)}: </span>${datesOf(name)}</h2>
${weekLinks(cover)}
<p><a href="${withQuery('/proof', { week: formatIsoWeek(name) })}">${texts().proof.week.link}</a></p>
${weekLive(cover)}
</section>`;
}

/** `16–22 November 2026` */
export function datesOf(week: IsoWeek): string {
  const monday = mondayOf(week);
  return dateRange(monday, monday.add({ days: 6 }));
}

function weekLinks({ week, now, timeZone }: MyCover): Html {
  const isCurrent = formatIsoWeek(week.name) === formatIsoWeek(weekAt(now, timeZone));
  const to = (later: number) => withQuery('/my-cover', { week: formatIsoWeek(weeksLater(week.name, later)) });
  return html`<div class="week-links">
<a class="button button-secondary" href="${to(-1)}" rel="prev"><span aria-hidden="true">←</span> ${text().previous}</a>
${!isCurrent && html`<a class="button button-secondary" href="${to(1)}" rel="next">${text().next} <span aria-hidden="true">→</span></a>`}
</div>`;
}

/** The part of the section that live.js keeps up to date: totals, chart and table. */
export function weekLive({ week, names, waiting }: MyCover): Html {
  const marks = providerMarks(week, names);
  const dates = datesOf(week.name);
  const chartLabel = text().chart(dates, duration(week.worked), duration(week.covered));
  const isOver = (week.days.at(-1)?.period.to ?? 0) <= week.now;
  const isEmpty = week.days.every((day) => day.shifts.length === 0 && day.undetermined.length === 0);
  const shifts = () => html`${legend(week, marks)}${weekChart(week, marks, chartLabel)}${weekTables({ week, names })}`;
  const noShifts = waiting.soon === 0 && html`<p>${isOver ? text().empty : text().nothingYet}</p>`;
  return html`<div id="week" data-live>
${waiting.soon > 0 && html`<p class="hint">${text().soon}</p>`}
${waiting.setAside > 0 && html`<p class="incomplete">${text().setAside}</p>`}
${weekTotals(week)}
${isEmpty ? noShifts : shifts()}
</div>`;
}

/** What each kind of bar in the picture stands for. Kinds that the week lacks are left out. */
function legend({ days }: Week, marks: readonly ProviderMark[]): Html {
  const has = (kind: 'gaps' | 'undetermined') => days.some((day) => day[kind].length > 0);
  return html`<ul class="legend" aria-label="${text().legend}">
${marks.map(({ name, tint, letter }) => html`<li>${swatch(`cover ${tint}`)} ${letter && html`<b>${letter}</b> `}${text().coveredBy(name)}</li>`)}
${has('gaps') && html`<li>${swatch('gap')} ${text().gap}</li>`}
${has('undetermined') && html`<li>${swatch('undetermined')} ${text().undetermined}</li>`}
</ul>`;
}

function swatch(cssClass: string): Html {
  return html`<svg class="week-chart swatch" width="22" height="12" aria-hidden="true" focusable="false"><rect class="${cssClass}" x=".5" y=".5" width="21" height="11" rx="2"/></svg>`;
}
