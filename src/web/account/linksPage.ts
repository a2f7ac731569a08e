import type { Link } from '../../core/shift/lane.ts';
import type { MyCover, ReportsByNumber } from '../../queries/driver/myCover.ts';
import { withQuery } from '../http/redirect.ts';
import { hidden } from '../layout/fields.ts';
import { type Html, html, nothing } from '../layout/html.ts';
import type { Page } from '../layout/page.ts';
import { dayAndTime, longDate } from '../text/moments.ts';
import { myCoverWords as words } from '../text/myCover.ts';
import { introductionsTo } from './introductions.ts';

/** Who may tell the insurer when the driver is at work, with a way to stop each. */
export function linksPage(mine: MyCover): Page {
  return {
    title: words.links.title,
    main: html`<h1>${words.links.title}</h1>
<p class="lead">${words.links.lead}</p>
${lists(mine, 'h2')}`,
  };
}

/** The same as a part of another page. */
export function linksSection(mine: MyCover): Html {
  return html`<section aria-labelledby="links-title"><h2 id="links-title">${words.links.title}</h2>
${lists(mine, 'h3')}</section>`;
}

function lists(mine: MyCover, level: 'h2' | 'h3'): Html {
  const { links, awaited, byNumber, now } = mine;
  const open = links.filter((link) => link.held.to > now);
  const ended = links.filter((link) => link.held.to <= now);
  return html`${titled(level, words.links.linked, open.length > 0 ? open.map((link) => openLink(link, mine)) : [html`<li>${words.links.none}</li>`])}
${introductionsTo(open, mine)}
${
  awaited.length > 0 &&
  titled(
    level,
    words.links.awaited,
    awaited.map((each) => html`<li><p>${named(each.workProviderName, each.driverId)}</p></li>`),
  )
}
${
  byNumber.length > 0 &&
  titled(
    level,
    words.links.byNumber,
    byNumber.map((each) => reporting(each, mine)),
    words.links.byNumberLead,
  )
}
${
  ended.length > 0 &&
  titled(
    level,
    words.links.ended,
    ended.map((link) => html`<li><p>${told(link, mine)}</p></li>`),
  )
}`;
}

function titled(level: 'h2' | 'h3', title: string, items: readonly Html[], lead?: string): Html {
  const heading = level === 'h2' ? html`<h2>${title}</h2>` : html`<h3>${title}</h3>`;
  return html`${heading}${lead === undefined ? nothing : html`<p>${lead}</p>`}<ul class="links">${items}</ul>`;
}

function openLink(link: Link, mine: MyCover): Html {
  const provider = mine.names.get(link.workProvider) ?? '';
  const to = withQuery('/links/end', { link: String(link.id) });
  return html`<li><p>${told(link, mine)}</p><a class="button quiet" href="${to}">${words.links.end} ${meant(words.links.endOf(provider, link.driverId))}</a></li>`;
}

/** Which of several like buttons this is, for those who do not see what stands beside it. */
function meant(which: string): Html {
  return html`<span class="heard">${which}</span>`;
}

function told(link: Link, { names, now, timeZone }: MyCover): Html {
  const from = longDate(link.held.from, timeZone);
  const begun = link.held.from <= now ? words.links.since(from) : words.links.from(from);
  const period = link.held.to > now ? begun : words.links.period(from, longDate(link.held.to, timeZone));
  return html`${named(names.get(link.workProvider) ?? '', link.driverId)}, ${period}`;
}

function named(workProvider: string, driverId: string): Html {
  return html`<strong>${workProvider}</strong><br>${words.links.driverId(driverId)}`;
}

function reporting({ workProvider, lastAt, refusedSince }: ReportsByNumber, { names, now, timeZone }: MyCover): Html {
  const name = names.get(workProvider) ?? '';
  const last = lastAt === undefined ? '' : words.links.lastReport(dayAndTime(lastAt, timeZone, now));
  const isRefused = refusedSince !== undefined;
  return html`<li><p><strong>${name}</strong><br>${last} ${isRefused && words.links.refusedSince(longDate(refusedSince, timeZone))}</p>
<form method="post" action="${isRefused ? '/links/accept' : '/links/refuse'}">${hidden('provider', String(workProvider))}
<button class="button quiet">${isRefused ? words.links.accept : words.links.refuse} ${meant(`(${name})`)}</button></form></li>`;
}

/** Asks once more before cover stops. */
export function endLinkPage(link: Link, workProvider: string): Page {
  return {
    title: words.links.endTitle(workProvider),
    main: html`<h1>${words.links.endTitle(workProvider)}</h1>
${words.links.endText(workProvider, link.driverId).map((text) => html`<p>${text}</p>`)}
<form class="card" method="post" action="/links/end">${hidden('link', String(link.id))}
<button class="button danger">${words.links.endYes}</button>
<a class="button quiet" href="/links">${words.links.endNo}</a></form>`,
  };
}
