import { formatIsoWeek, type IsoWeek, mondayOf, weekAt, weeksLater } from '../../core/time/isoWeek.ts';
import type { MyCover } from '../../queries/driver/myCover.ts';
import { withQuery } from '../http/redirect.ts';
import { type Html, html } from '../layout/html.ts';
import { dateRange, lasting } from '../text/moments.ts';
import { myCoverWords as words } from '../text/myCover.ts';
import { type ChartLane, chartLanes, weekChart } from './weekChart.ts';
import { weekTable, weekTotals } from './weekTable.ts';

/** The week: its dates and the ways to others, which stay where they are while the rest is kept true. */
export function weekSection(mine: MyCover): Html {
  const { name } = mine.week;
  return html`<section aria-labelledby="week-title">
<h2 id="week-title"><span class="heard">${words.week.number(name.week)}: </span>${datesOf(name)}</h2>
${weekNavigation(mine)}
${weekLive(mine)}
</section>`;
}

function datesOf(week: IsoWeek): string {
  const monday = mondayOf(week);
  return dateRange(monday, monday.add({ days: 6 }));
}

function weekNavigation({ week, now, timeZone }: MyCover): Html {
  const present = formatIsoWeek(weekAt(now, timeZone));
  const isPresent = formatIsoWeek(week.name) === present;
  const to = (later: number) => withQuery('/my-cover', { week: formatIsoWeek(weeksLater(week.name, later)) });
  return html`<div class="weeks">
<a class="button quiet" href="${to(-1)}" rel="prev"><span aria-hidden="true">←</span> ${words.week.previous}</a>
${!isPresent && html`<a class="button quiet" href="${to(1)}" rel="next">${words.week.next} <span aria-hidden="true">→</span></a>`}
</div>`;
}

/** What of the week may change while someone looks at it. */
export function weekLive({ week, names, waiting }: MyCover): Html {
  const isOver = (week.days.at(-1)?.period.to ?? 0) <= week.now;
  const lanes = chartLanes(week, names);
  const dates = datesOf(week.name);
  const told = words.week.picture(dates, lasting(week.worked), lasting(week.covered));
  const isEmpty = week.days.every((day) => day.shifts.length === 0);
  return html`<div id="week" data-live>
${waiting.soon > 0 && html`<p class="hint">${words.week.soon}</p>`}
${waiting.setAside > 0 && html`<p class="waiting">${words.week.setAside}</p>`}
${weekTotals(week)}
${isEmpty ? waiting.soon === 0 && html`<p>${isOver ? words.week.empty : words.week.nothingYet}</p>` : html`${legend(lanes)}${weekChart(week, lanes, told)}${weekTable(week, names, words.table.caption(dates))}`}
</div>`;
}

function legend(lanes: readonly ChartLane[]): Html {
  const lettered = lanes.filter((lane) => lane.letter !== undefined);
  return html`<ul class="legend" aria-label="${words.week.legend}">
<li>${swatch('shift')} ${words.week.shift}${lettered.length === 0 && `: ${lanes[0]?.name ?? ''}`}</li>
${lettered.map(({ letter, name }) => html`<li><b>${letter}</b> ${name}</li>`)}
<li>${swatch('cover')} ${words.week.cover}</li>
<li>${swatch('gap')} ${words.week.gap}</li>
</ul>`;
}

function swatch(kind: string): Html {
  return html`<svg class="week swatch" width="22" height="12" aria-hidden="true" focusable="false"><rect class="${kind}" x=".5" y=".5" width="21" height="11" rx="2"/></svg>`;
}
