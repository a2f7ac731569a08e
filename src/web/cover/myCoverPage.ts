import { formatIsoWeek } from '../../core/time/isoWeek.ts';
import type { MyCover } from '../../queries/driver/myCover.ts';
import type { Mine } from '../account/account.ts';
import { linksSection } from '../account/linksPage.ts';
import { withQuery } from '../http/redirect.ts';
import { attribute, type Html, html } from '../layout/html.ts';
import type { Page } from '../layout/page.ts';
import { myCoverWords as words } from '../text/myCover.ts';
import { asOf, nowLive, nowSection } from './nowView.ts';
import { weekLive, weekSection } from './weekView.ts';

const LIVE_SECONDS = 10;

/** Am I covered, through whom and since when; the week; and how I am known. `version`: of what `livePart` tells. */
export function myCoverPage(mine: Mine, version: string): Page {
  const week = { week: formatIsoWeek(mine.week.name) };
  return {
    title: words.now.title,
    scripts: ['live.js'],
    main: html`<div class="my-cover" data-live-from="${withQuery('/my-cover/live', week)}" data-live-seconds="${LIVE_SECONDS}"${attribute('data-live-version', version)}>
${nowSection(mine, withQuery('/my-cover', week))}
${weekSection(mine)}
${otherWeek(mine)}
${customerNumber(mine.customerNumber)}
${linksSection(mine)}
<p class="aside">${words.zone.told(mine.timeZone)} <a href="/time-zone">${words.zone.change}</a></p>
</div>`,
  };
}

/** All parts of the page that may change while it is open, as live.js takes them. */
export function livePart(mine: Mine): string {
  return [nowLive(mine), asOf(mine), weekLive(mine)].join('\n');
}

function otherWeek({ week }: MyCover): Html {
  const [monday] = week.days;
  return html`<form class="go-to" action="/my-cover">
<p><label for="on">${words.week.redirect}</label>
<input id="on" name="on" type="date" value="${monday?.date.toString() ?? ''}" required></p>
<button class="button quiet">${words.week.go}</button>
</form>`;
}

function customerNumber(number: string): Html {
  return html`<section aria-labelledby="number-title" class="card">
<h2 id="number-title">${words.number.heading}</h2>
<p class="number"><strong class="code">${number}</strong> <button type="button" class="button quiet" data-copy="${number}" data-copied="${words.number.copied}" hidden><span role="status">${words.number.copy}</span></button></p>
<p>${words.number.purpose}</p>
</section>`;
}
