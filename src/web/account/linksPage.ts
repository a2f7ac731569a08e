import type { Insurer } from '../../core/insurer.ts';
import type { Link } from '../../core/shift/lane.ts';
import { namedDriverId } from '../../core/visibleText.ts';
import type { MyCover, ReportsByNumber } from '../../queries/driver/myCover.ts';
import type { ContestedDriverId } from '../../store/customer/contestedDriverIds.ts';
import type { Introduction } from '../../store/webhook/introductions.ts';
import { withQuery } from '../http/redirect.ts';
import { hiddenField, postForm } from '../layout/formControls.ts';
import { type Html, html, nothing } from '../layout/html.ts';
import type { Page } from '../layout/page.ts';
import { texts } from '../text/texts.ts';
import { dayAndTime, longDate } from '../text/times.ts';

const text = () => texts().account.links;

/** The customer's work providers, and whom to contact about a driver ID. */
type LinksView = MyCover & { readonly insurer: Insurer };

/** The customer's work providers, with a button to end each link. */
export function linksPage(cover: LinksView): Page {
  return {
    title: text().title,
    main: html`<h1>${text().title}</h1>
<p class="lead">${text().lead}</p>
${lists(cover, 'h2')}`,
  };
}

/** The same as a section of another page. */
export function linksSection(cover: LinksView): Html {
  return html`<section aria-labelledby="links-title"><h2 id="links-title">${text().title}</h2>
${lists(cover, 'h3')}</section>`;
}

function lists(cover: LinksView, level: 'h2' | 'h3'): Html {
  const { links, awaited, byNumber, now } = cover;
  const open = links.filter((link) => link.held.to > now);
  const ended = links.filter((link) => link.held.to <= now);
  const openItems = open.length > 0 ? open.map((link) => openLinkItem(link, cover)) : [html`<li>${text().none}</li>`];
  const awaitedItems = awaited.map(
    (each) => html`<li><p>${providerAndId(each.workProviderName, each.driverId)}</p></li>`,
  );
  const byNumberItems = byNumber.map((each) => byNumberItem(each, cover));
  const endedItems = ended.map((link) => html`<li><p>${linkText(link, cover)}</p></li>`);
  return html`${cover.contested.map((each) => contestedCard(each, cover))}
${list(level, text().linkedTitle, openItems)}
${introductionCards(open, cover)}
${awaited.length > 0 && list(level, text().awaitedTitle, awaitedItems)}
${byNumber.length > 0 && list(level, text().byCustomerNumberTitle, byNumberItems, text().byCustomerNumberLead)}
${ended.length > 0 && list(level, text().endedTitle, endedItems)}`;
}

function list(level: 'h2' | 'h3', title: string, items: readonly Html[], lead?: string): Html {
  const heading = level === 'h2' ? html`<h2>${title}</h2>` : html`<h3>${title}</h3>`;
  return html`${heading}${lead === undefined ? nothing : html`<p>${lead}</p>`}<ul class="links">${items}</ul>`;
}

function openLinkItem(link: Link, cover: MyCover): Html {
  const provider = cover.names.get(link.workProvider) ?? '';
  const to = withQuery('/links/end', { link: String(link.id) });
  return html`<li><p>${linkText(link, cover)}</p>${cover.unreported.has(link.id) && html`<p class="hint">${text().unreported(provider)}</p>`}<a class="button button-secondary" href="${to}">${text().end} ${labelSuffix(text().endOf(provider, namedDriverId(link.driverId)))}</a></li>`;
}

/** Stays until the customer holds the driver ID, or says that it is not theirs. */
function contestedCard(
  { workProvider, workProviderName, driverId, contestedAt }: ContestedDriverId,
  { insurer: { name, email, phone }, timeZone }: LinksView,
): Html {
  const ways = [phone, email].filter((way) => way !== undefined);
  return html`<div class="card warning">
<p><strong>${text().contestedTitle(namedDriverId(driverId), workProviderName)}</strong></p>
<p>${text().contested(longDate(contestedAt, timeZone))}</p>
${ways.length > 0 && html`<p>${text().contestedContact(name, ways.join(', '))}</p>`}
${postForm(
  { action: '/links/not-mine' },
  html`${hiddenField('provider', String(workProvider))}${hiddenField('driver_id', driverId)}
<button class="button button-secondary">${text().notMine} ${labelSuffix(`(${driverId})`)}</button>`,
)}</div>`;
}

/** Tells buttons with equal labels apart for screen readers. */
function labelSuffix(suffix: string): Html {
  return html`<span class="visually-hidden">${suffix}</span>`;
}

function linkText(link: Link, { names, now, timeZone }: MyCover): Html {
  const from = longDate(link.held.from, timeZone);
  const begun = link.held.from <= now ? text().since(from) : text().from(from);
  const period = link.held.to > now ? begun : text().period(from, longDate(link.held.to, timeZone));
  return html`${providerAndId(names.get(link.workProvider) ?? '', link.driverId)}, ${period}`;
}

function providerAndId(workProvider: string, driverId: string): Html {
  return html`<strong>${workProvider}</strong><br>${text().driverId(namedDriverId(driverId))}`;
}

function byNumberItem(
  { workProvider, lastAt, refusedSince }: ReportsByNumber,
  { names, now, timeZone }: MyCover,
): Html {
  const name = names.get(workProvider) ?? '';
  const last = lastAt === undefined ? '' : text().lastReport(dayAndTime(lastAt, timeZone, now));
  const isOptedOut = refusedSince !== undefined;
  return html`<li><p><strong>${name}</strong><br>${last} ${isOptedOut && text().optedOutSince(longDate(refusedSince, timeZone))}</p>
${postForm(
  { action: isOptedOut ? '/links/accept' : '/links/refuse' },
  html`${hiddenField('provider', String(workProvider))}
<button class="button button-secondary">${isOptedOut ? text().optIn : text().optOut} ${labelSuffix(`(${name})`)}</button>`,
)}</li>`;
}

/** Introductions that failed, for work providers with an open link. */
function introductionCards(open: readonly Link[], { introductions, names }: MyCover): Html {
  const linked = new Set(open.map(({ workProvider }) => workProvider));
  const own = introductions.filter(({ workProvider }) => linked.has(workProvider));
  return html`${own.map((each) => introductionCard(each, names.get(each.workProvider) ?? ''))}`;
}

function introductionCard({ workProvider, outcome }: Introduction, name: string): Html {
  switch (outcome) {
    case 'unknown':
    case 'no_answer':
      return html`<div class="card"><p>${texts().account.introductions[outcome](name)}</p>
${postForm(
  { action: '/links/introduce' },
  html`${hiddenField('provider', String(workProvider))}
<button class="button button-secondary">${texts().account.introductions.again} ${labelSuffix(`(${name})`)}</button>`,
)}</div>`;
    case 'taken':
      return html`<div class="card"><p>${texts().account.introductions.taken(name)}</p></div>`;
    case 'noted':
    case 'linked':
    case 'withdrawn':
    case null:
      return nothing;
    default:
      return outcome satisfies never;
  }
}

/** Asks to confirm that the link ends, because cover stops with it. */
export function endLinkPage(link: Link, workProvider: string): Page {
  return {
    title: text().endTitle(workProvider),
    main: html`<h1>${text().endTitle(workProvider)}</h1>
${text()
  .endText(workProvider, namedDriverId(link.driverId))
  .map((paragraph) => html`<p>${paragraph}</p>`)}
${postForm(
  { action: '/links/end', cssClass: 'card' },
  html`${hiddenField('link', String(link.id))}
<button class="button button-danger">${text().endYes}</button>
<a class="button button-secondary" href="/links">${text().endNo}</a>`,
)}`,
  };
}
