import { formatIsoWeek } from '../../core/time/isoWeek.ts';
import type { MyCover } from '../../queries/driver/myCover.ts';
import { linksSection } from '../account/linksPage.ts';
import { withQuery } from '../http/redirect.ts';
import { type Html, html } from '../layout/html.ts';
import type { Page } from '../layout/page.ts';
import { texts } from '../text/texts.ts';
import { liveParts, versionOf } from './liveParts.ts';
import { type CoverView, inMilliseconds, nowSection } from './nowView.ts';
import { weekSection } from './weekView.ts';

const LIVE_SECONDS = 10;

/** Cover now, one week, the customer number and the work providers. */
export function myCoverPage(view: CoverView): Page {
  const week = { week: formatIsoWeek(view.week.name) };
  return {
    title: texts().cover.now.title,
    scripts: ['live.js'],
    main: html`<div class="my-cover" data-live-from="${withQuery('/my-cover/live', week)}" data-live-seconds="${LIVE_SECONDS}" data-live-version="${versionOf(liveParts(view))}" data-live-now="${inMilliseconds(view.now)}">
${nowSection(view, withQuery('/my-cover', week))}
${weekSection(view)}
${weekForm(view)}
${customerNumberSection(view.customerNumber)}
${linksSection(view)}
<p class="footnote"><a href="/disputes">${texts().dispute.all}</a></p>
<p class="footnote">${texts().cover.timeZone(view.timeZone)} <a href="/time-zone">${texts().cover.changeTimeZone}</a></p>
</div>`,
  };
}

function weekForm({ week }: MyCover): Html {
  const [monday] = week.days;
  return html`<form class="week-form" action="/my-cover">
<p><label for="on">${texts().cover.week.goTo}</label>
<input id="on" name="on" type="date" value="${monday?.date.toString() ?? ''}" required></p>
<button class="button button-secondary">${texts().cover.week.show}</button>
</form>`;
}

/** The script shows the copy button if the browser has a clipboard. */
function customerNumberSection(number: string): Html {
  const text = texts().cover.customerNumber;
  return html`<section aria-labelledby="number-title" class="card">
<h2 id="number-title">${text.title}</h2>
<p class="customer-number"><strong class="code">${number}</strong> <button type="button" class="button button-secondary" data-copy="${number}" data-copied="${text.copied}" hidden><span role="status">${text.copy}</span></button></p>
<p>${text.purpose}</p>
</section>`;
}
