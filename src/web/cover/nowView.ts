import type { CoverNow, Hindrance } from '../../queries/cover/coverNow.ts';
import type { MyCover } from '../../queries/driver/myCover.ts';
import { type Html, html } from '../layout/html.ts';
import { icon } from '../layout/icons.ts';
import { coverText } from '../text/cover.ts';
import { clockTime, dayAndTime } from '../text/times.ts';

const text = coverText.now;

/** What "my cover" shows: the cover of the customer, and whether it can say how to contact the insurer. */
export type CoverView = MyCover & { readonly canContactUs: boolean };

/** Whether the driver is covered now. `refresh` is the link that reloads the page. */
export function nowSection(view: CoverView, refresh: string): Html {
  return html`<section>
${nowLive(view)}
<p class="as-of">${asOf(view)} <a href="${refresh}">${text.refresh}</a> <span class="stale">${text.stale}</span></p>
</section>`;
}

/** The part of the section that live.js keeps up to date. Screen readers read it out when it changes. */
export function nowLive(view: CoverView): Html {
  return html`<div id="answer" role="status" data-live>${answerOf(view)}</div>`;
}

function answerOf(view: CoverView): Html {
  const { cover } = view;
  switch (cover.tag) {
    case 'covered':
      return coveredNow(cover, view);
    case 'working_without_cover':
    case 'off_duty':
      return notCoveredNow(text.notCovered, reasonsOf(view));
    case 'undetermined':
      return notCoveredNow(text.undetermined, [doubtOf(cover, view), ...reasonsOf(view)]);
    default:
      return cover satisfies never;
  }
}

/** The time of the answer. live.js keeps it up to date. */
export function asOf({ now, timeZone }: MyCover): Html {
  return html`<span id="as-of" data-live>${text.asOf(clockTime(now, timeZone))}</span>`;
}

function coveredNow({ through }: CoverNow & { readonly tag: 'covered' }, { now, timeZone }: MyCover): Html {
  const providers = through.map((each) => text.through(each.workProvider, dayAndTime(each.since, timeZone, now)));
  const atLatest = Math.max(...through.map((each) => each.atLatest));
  return html`<div class="answer covered">${icon('shield')}<div>
<h1>${text.covered}</h1>
<p class="lead">${providers.join(text.and)}</p>
<p>${text.until(dayAndTime(atLatest, timeZone, now))}</p>
</div></div>`;
}

function notCoveredNow(title: string, reasons: readonly Reason[]): Html {
  return html`<div class="answer not-covered">${icon('cross')}<div>
<h1>${title}</h1>
${reasons.map(({ why, todo }) => html`<p class="lead">${why}</p>${todo !== undefined && html`<p><b>${text.todo}:</b> ${todo}</p>`}`)}
</div></div>`;
}

type Reason = { readonly why: string; readonly todo: string | undefined };

/** Why it is not known whether the driver is covered. */
function doubtOf({ until, doubts }: CoverNow & { readonly tag: 'undetermined' }, { now, timeZone }: CoverView): Reason {
  if (until !== null) return { why: text.onItsWay(dayAndTime(until, timeZone, now)), todo: undefined };
  return { why: doubts.includes('doubtful_time') ? text.doubtfulTime : text.loginMissing, todo: undefined };
}

/** Never empty: without a known reason, no work provider has reported a login, or none is able to. */
function reasonsOf(view: CoverView): Reason[] {
  const { cover, links, byNumber, awaited, names, now } = view;
  const because = cover.tag === 'covered' ? [] : cover.because;
  const known = [
    ...because.map((hindrance) => reasonOf(hindrance, view)),
    ...awaited.map((link) => coverText.notCovered.awaitingEmail(link.workProviderName)),
  ];
  if (known.length > 0) return known;
  const linked = links.filter((link) => link.held.to > now).map((link) => link.workProvider);
  const reporting = byNumber.filter((each) => each.refusedSince === undefined).map((each) => each.workProvider);
  const able = [...new Set([...linked, ...reporting])].map((id) => names.get(id) ?? '');
  const { nobodyReports, notAtWork, noneAtWork } = coverText.notCovered;
  if (able.length === 0) return [nobodyReports];
  return [able.length === 1 ? notAtWork(able[0] as string) : noneAtWork(able.join(', '))];
}

function reasonOf(hindrance: Hindrance, { now, timeZone, canContactUs }: CoverView): Reason {
  switch (hindrance.tag) {
    case 'suspended':
      return coverText.notCovered.suspended(dayAndTime(hindrance.since, timeZone, now), canContactUs);
    case 'refused':
    case 'link_ended':
    case 'not_linked':
    case 'work_provider_ended':
    case 'not_a_customer_yet':
      return coverText.notCovered[hindrance.tag](hindrance);
    default:
      return hindrance satisfies never;
  }
}
