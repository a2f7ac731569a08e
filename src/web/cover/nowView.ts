import type { CoverNow, Hindrance } from '../../queries/cover/coverNow.ts';
import type { MyCover } from '../../queries/driver/myCover.ts';
import type { Mine } from '../account/account.ts';
import { type Html, html } from '../layout/html.ts';
import { mark } from '../layout/marks.ts';
import { clockTime, dayAndTime } from '../text/moments.ts';
import { myCoverWords as words } from '../text/myCover.ts';

/** The answer that the driver came for, in words first; read aloud when it changes. */
export function nowSection(mine: Mine, refresh: string): Html {
  return html`<section class="standing">
${nowLive(mine)}
<p class="as-of">${asOf(mine)} <a href="${refresh}">${words.now.refresh}</a> <span class="stale">${words.now.stale}</span></p>
</section>`;
}

/** What of it may change while someone looks at it. */
export function nowLive(mine: Mine): Html {
  return html`<div id="answer" role="status" data-live>${answer(mine)}</div>`;
}

function answer(mine: Mine): Html {
  const { cover } = mine;
  switch (cover.tag) {
    case 'covered':
      return coveredNow(cover, mine);
    case 'not_covered':
      return notCoveredNow(mine);
    case 'undetermined':
      return html`<div class="answer no">${mark('cross')}<div>
<h1>${words.now.undetermined}</h1>
<p class="lead">${words.now.doubtful}</p>
</div></div>`;
    default:
      return cover satisfies never;
  }
}

export function asOf({ now, timeZone }: MyCover): Html {
  return html`<span id="as-of" data-live>${words.now.asOf(clockTime(now, timeZone))}</span>`;
}

function coveredNow({ through }: CoverNow & { readonly tag: 'covered' }, { now, timeZone }: MyCover): Html {
  const spelt = through.map((each) => words.now.through(each.workProvider, dayAndTime(each.since, timeZone, now)));
  const atLatest = Math.max(...through.map((each) => each.atLatest));
  return html`<div class="answer yes">${mark('shield')}<div>
<h1>${words.now.covered}</h1>
<p class="lead">${spelt.join(words.now.and)}</p>
<p>${words.now.until(dayAndTime(atLatest, timeZone, now))}</p>
</div></div>`;
}

function notCoveredNow(mine: Mine): Html {
  return html`<div class="answer no">${mark('cross')}<div>
<h1>${words.now.notCovered}</h1>
${reasons(mine).map(({ why, todo }) => html`<p class="lead">${why}</p>${todo !== undefined && html`<p><b>${words.now.todo}:</b> ${todo}</p>`}`)}
</div></div>`;
}

type Reason = { readonly why: string; readonly todo: string | undefined };

/** Never empty: where nothing hinders, nobody has reported a login, or nobody is linked who could. */
function reasons(mine: Mine): Reason[] {
  const { cover, links, byNumber, awaited, names, now } = mine;
  const because = cover.tag === 'not_covered' ? cover.because : [];
  const told = [
    ...because.map((hindrance) => reasonOf(hindrance, mine)),
    ...awaited.map((link) => words.awaitingEmail(link.workProviderName)),
  ];
  if (told.length > 0) return told;
  const open = links.filter((link) => link.held.to > now).map((link) => link.workProvider);
  const reporting = byNumber.filter((each) => each.refusedSince === undefined).map((each) => each.workProvider);
  const able = [...new Set([...open, ...reporting])].map((id) => names.get(id) ?? '');
  if (able.length === 0) return [words.nobodyReports];
  return [able.length === 1 ? words.notAtWork(able[0] as string) : words.noneAtWork(able.join(', '))];
}

function reasonOf(hindrance: Hindrance, { now, timeZone, canContactUs }: Mine): Reason {
  switch (hindrance.tag) {
    case 'suspended':
      return words.hindrance.suspended(dayAndTime(hindrance.since, timeZone, now), canContactUs);
    case 'refused':
    case 'link_ended':
    case 'not_linked':
    case 'work_provider_ended':
    case 'not_a_customer_yet':
      return words.hindrance[hindrance.tag](hindrance);
    default:
      return hindrance satisfies never;
  }
}
