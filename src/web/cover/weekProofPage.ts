import type { SignedIn } from '../../accounts/signIn.ts';
import type { WeekDay } from '../../core/cover/week.ts';
import { HOUR } from '../../core/time/instant.ts';
import type { MyCover } from '../../queries/driver/myCover.ts';
import { type Html, html } from '../layout/html.ts';
import type { Page } from '../layout/page.ts';
import { texts } from '../text/texts.ts';
import { longDay, periodTimes } from '../text/times.ts';
import type { CoverView } from './nowView.ts';
import { insurerLine, moment } from './proofPage.ts';
import { weekTotals } from './weekTable.ts';
import { datesOf } from './weekView.ts';

const text = () => texts().proof;

/** The longest that reports usually take (docs/semantics.md). */
const LATEST = 48 * HOUR;

/** One sheet about a week: who, with whom, and for each day what was covered and what was not. It prints on one page. */
export function weekProofPage(customer: SignedIn, view: CoverView): Page {
  const { insurer, week, now, timeZone, waiting } = view;
  const facts: readonly (readonly [string, string | Html])[] = [
    [text().name, customer.name ?? text().notGiven],
    [text().customerNumber, html`<span class="code">${customer.customerNumber}</span>`],
    [text().insurer, insurerLine(insurer)],
    [text().week.name, `${datesOf(week.name)} (${timeZone})`],
    [text().asked, `${moment(now, timeZone)} (${timeZone})`],
  ];
  const isLate = (week.days.at(-1)?.period.to ?? 0) > now - LATEST;
  return {
    title: text().week.title,
    main: html`<div class="sheet">
<h1>${text().week.title}</h1>
<dl class="facts card">${facts.map(([name, value]) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`)}</dl>
${weekTotals(week)}
${(isLate || waiting.soon > 0 || waiting.setAside > 0) && html`<p>${text().week.mayChange}</p>`}
<div class="sheet-days">${week.days.filter((day) => day.period.from <= now).map((day) => dayList(day, view))}</div>
<p>${text().check(insurer.name)}</p>
</div>
<p class="next">${text().print}</p>`,
  };
}

function dayList(day: WeekDay, { names, timeZone }: MyCover): Html {
  const nameOf = (workProvider: number) => names.get(workProvider) ?? '';
  const lines = [
    ...day.through.map(({ period, workProvider }) => ({ period, what: text().week.covered(nameOf(workProvider)) })),
    ...day.gaps.map(({ period, workProvider, reason }) => ({
      period,
      what: text().week.notCovered(nameOf(workProvider), texts().cover.gap[reason]),
    })),
    ...day.undetermined.map((period) => ({ period, what: texts().cover.table.notKnown })),
  ].toSorted((a, b) => a.period.from - b.period.from);
  return html`<section><h2>${longDay(day.date)}</h2>
${lines.length === 0 ? html`<p>${text().week.noWork}</p>` : html`<ul>${lines.map(({ period, what }) => html`<li>${periodTimes(period, timeZone)} ${what}</li>`)}</ul>`}</section>`;
}
