import type { Insurer } from '../../core/insurer.ts';
import { type Instant, SECOND } from '../../core/time/instant.ts';
import type { CoverNow, Hindrance } from '../../queries/cover/coverNow.ts';
import type { MyCover } from '../../queries/driver/myCover.ts';
import { attribute, type Html, html } from '../layout/html.ts';
import { type IconName, icon } from '../layout/icons.ts';
import { texts } from '../text/texts.ts';
import { clockTime, dayAndTime } from '../text/times.ts';

const text = () => texts().cover.now;

/** What "my cover" shows: the cover of the customer, and whom to contact about it. */
export type CoverView = MyCover & { readonly insurer: Insurer };

/** Whether the driver is covered now. `refresh` is the link that reloads the page. */
export function nowSection(view: CoverView, refresh: string): Html {
  const time = html`<span data-as-of>${asOf(view)}</span>`;
  return html`<section>
<p class="last-known" role="status">${text().lastKnown} ${time}</p>
${nowLive(view)}
<p class="as-of"><a href="/proof">${texts().proof.link}</a> · ${text().asOf} ${time}. <a href="${refresh}">${text().refresh}</a> <span class="stale">${text().stale}</span></p>
</section>`;
}

/** The time of the answer. It is no part that is replaced, so that a minute that passes is no change. */
export function asOf({ now, timeZone }: MyCover): string {
  return clockTime(now, timeZone);
}

/** The part of the section that live.js keeps up to date. Screen readers read it out when it changes. */
export function nowLive(view: CoverView): Html {
  return html`<div id="answer" role="status" data-live>${cardOf(view)}</div>`;
}

/** As scripts count time: since 1970. */
export function inMilliseconds(at: Instant): number {
  return Math.floor(at / (SECOND / 1_000));
}

type Reason = { readonly why: string; readonly todo?: string | undefined };

type Card = {
  readonly kind: 'covered' | 'off-duty' | 'not-insured' | 'undetermined';
  readonly icon: IconName;
  readonly title: string;
  /** What the card says once it is no longer known to be so. */
  readonly was: string;
  readonly reasons: readonly Reason[];
  readonly button?: { readonly href: string; readonly label: string } | undefined;
  /** The card must not be believed after this instant. */
  readonly until?: Instant | undefined;
};

function cardOf(view: CoverView): Html {
  const { kind, icon: name, title, was, reasons, button, until } = contentOf(view);
  return html`<div class="answer ${kind}"${attribute('data-until', until === undefined ? undefined : inMilliseconds(until))}>${icon(name)}<div>
<h1>${title}</h1>
<p class="was">${was}</p>
${reasons.map(({ why, todo }) => html`<p class="lead">${why}</p>${todo !== undefined && html`<p><b>${text().todo}:</b> ${todo}</p>`}`)}
${button && html`<p><a class="button" href="${button.href}">${button.label}</a></p>`}
</div></div>`;
}

function contentOf(view: CoverView): Card {
  const { cover } = view;
  switch (cover.tag) {
    case 'covered':
      return coveredCard(cover, view);
    case 'working_without_cover':
      return notInsuredCard(cover.because, view);
    case 'off_duty':
      return { kind: 'off-duty', icon: 'pause', ...text().offDuty, reasons: offDutyReasons(cover, view) };
    case 'undetermined': {
      const until = cover.until === undefined ? undefined : text().undeterminedUntil(timeOf(cover.until, view));
      const reasons = cover.because.map((doubt, index) => ({
        why: index === 0 && until !== undefined ? `${text().doubts[doubt]} ${until}` : text().doubts[doubt],
      }));
      return { kind: 'undetermined', icon: 'question', ...text().undetermined, reasons, until: cover.until };
    }
    default:
      return cover satisfies never;
  }
}

function timeOf(at: Instant, { timeZone, now }: MyCover): string {
  return dayAndTime(at, timeZone, now);
}

function coveredCard({ through, uncovered }: CoverNow & { readonly tag: 'covered' }, view: CoverView): Card {
  const providers = through.map((each) => text().through(each.workProvider, timeOf(each.since, view)));
  const until = Math.max(...through.map((each) => each.atLatest));
  const others = uncovered.map((hindrance) => reasonOf(hindrance, view));
  return {
    kind: 'covered',
    icon: 'shield',
    ...text().covered,
    reasons: [
      { why: providers.join(text().and) },
      { why: text().until(timeOf(until, view)) },
      ...others.map(({ why, todo }) => ({ why: text().butNot(why), todo })),
    ],
    until,
  };
}

function notInsuredCard(because: readonly Hindrance[], view: CoverView): Card {
  const reasons = because.map((hindrance) => reasonOf(hindrance, view));
  return { kind: 'not-insured', icon: 'stop', ...text().notInsured, reasons, button: buttonFor(because, view.insurer) };
}

/** The one thing to do: to say that one works for them after all, or to call the insurer. */
function buttonFor(because: readonly Hindrance[], { name, phone, email }: Insurer): Card['button'] {
  if (because[0]?.tag === 'refused') return { href: '/links', label: text().toLinks };
  if (phone !== undefined) return { href: `tel:${phone.replace(/[^+\d]/g, '')}`, label: text().call(name) };
  if (email !== undefined) return { href: `mailto:${email}`, label: text().write(name) };
  return { href: '/links', label: text().toLinks };
}

/** Never empty. */
function offDutyReasons({ suspendedSince, lastCovered }: CoverNow & { readonly tag: 'off_duty' }, view: CoverView) {
  const { offDuty } = texts().cover;
  const awaited = view.awaited.map((link) => offDuty.awaitingEmail(link.workProviderName));
  const last = lastCovered === undefined ? [] : [{ why: offDuty.lastCovered(timeOf(lastCovered, view)) }];
  if (suspendedSince !== undefined)
    return [reasonOf({ tag: 'suspended', since: suspendedSince }, view), ...awaited, ...last];
  const able = namesOfReporting(view);
  const setUp = able.length > 0 ? [offDuty.setUp(able.join(text().and))] : awaited.length > 0 ? [] : [offDuty.nobody];
  return [...setUp, ...awaited, ...last];
}

/** The work providers whose reports give cover: by a link, or by customer number. */
function namesOfReporting({ links, byNumber, names, now }: MyCover): string[] {
  const linked = links.filter((link) => link.held.to > now).map((link) => link.workProvider);
  const reporting = byNumber.filter((each) => each.refusedSince === undefined).map((each) => each.workProvider);
  return [...new Set([...linked, ...reporting])].map((id) => names.get(id) ?? '');
}

function reasonOf(hindrance: Hindrance, view: CoverView): Reason {
  switch (hindrance.tag) {
    case 'suspended': {
      const { email, phone } = view.insurer;
      return texts().cover.hindrance.suspended(timeOf(hindrance.since, view), (email ?? phone) !== undefined);
    }
    case 'refused':
    case 'link_ended':
    case 'not_linked':
    case 'work_provider_ended':
    case 'not_a_customer_yet':
      return texts().cover.hindrance[hindrance.tag](hindrance);
    default:
      return hindrance satisfies never;
  }
}
