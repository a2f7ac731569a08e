import type { PendingVerification } from '../../accounts/emailVerification.ts';
import type { SignedIn } from '../../accounts/signIn.ts';
import { namedDriverId } from '../../core/visibleText.ts';
import { hiddenField, postForm } from '../layout/formControls.ts';
import { html } from '../layout/html.ts';
import { icon } from '../layout/icons.ts';
import { messagePage } from '../layout/messagePage.ts';
import type { Page } from '../layout/page.ts';
import { texts } from '../text/texts.ts';

const text = () => texts().signIn.verify;

/**
 * The page that the mailed link opens. Names the email and the links that its button confirms. In another browser than
 * the one that signed up, what was typed in there is dropped, so that it is not shown.
 */
export function verifyPage(token: string, { email, awaited }: PendingVerification, isSameBrowser: boolean): Page {
  return {
    title: text().title,
    main: html`<div class="message">
${icon('mail')}
<h1>${text().title}</h1>
<p>${isSameBrowser ? text().lead(email) : text().leadAnew(email)}</p>
${isSameBrowser ? awaited.map(({ workProviderName, driverId }) => html`<p>${text().links(workProviderName, namedDriverId(driverId))}</p>`) : html`<p>${text().anew}</p>`}
${postForm({ action: '/verify' }, html`${hiddenField('token', token)}<button class="button">${text().submit}</button>`)}
<p class="footnote">${text().notYou}</p>
</div>`,
  };
}

/** Asks to open the mailed link. `providers`: the names of the work providers whose links wait for it. */
export function verifyFirstPage(email: string, providers: readonly string[]): Page {
  return {
    title: text().firstTitle,
    main: html`<div class="message">
${icon('mail')}
<h1>${text().firstTitle}</h1>
${text()
  .first(email, providers.length > 0 ? providers.join(texts().cover.now.and) : undefined)
  .map((paragraph) => html`<p>${paragraph}</p>`)}
${postForm(
  { action: '/verify/again' },
  html`<a class="button" href="/my-cover">${text().toMyCover}</a>
<button class="button button-secondary">${text().again}</button>`,
)}
<p class="footnote">${text().wrongAddress} <a href="/details#email">${text().changeIt}</a></p>
</div>`,
  };
}

/** For a mailed link that was used, is too old or was never sent. */
export function expiredVerificationPage(customer: SignedIn | undefined): Page {
  const next = customer
    ? (['/my-cover', text().toMyCover] as const)
    : (['/log-in', texts().signIn.logIn.submit] as const);
  return messagePage({ title: text().expiredTitle, text: text().expired, next: [next] });
}
