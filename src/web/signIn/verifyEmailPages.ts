import type { PendingVerification } from '../../accounts/emailVerification.ts';
import type { SignedIn } from '../../accounts/signIn.ts';
import { namedDriverId } from '../../core/visibleText.ts';
import { hiddenField } from '../layout/formControls.ts';
import { html } from '../layout/html.ts';
import { icon } from '../layout/icons.ts';
import { messagePage } from '../layout/messagePage.ts';
import type { Page } from '../layout/page.ts';
import { signInText } from '../text/signIn.ts';

const text = signInText.verify;

/** The page that the mailed link opens. Names the email and the links that its button confirms. */
export function verifyPage(token: string, { email, awaited }: PendingVerification): Page {
  return {
    title: text.title,
    main: html`<div class="message">
${icon('mail')}
<h1>${text.title}</h1>
<p>${text.lead(email)}</p>
${awaited.map(({ workProviderName, driverId }) => html`<p>${text.links(workProviderName, namedDriverId(driverId))}</p>`)}
<form method="post" action="/verify">${hiddenField('token', token)}<button class="button">${text.submit}</button></form>
<p class="footnote">${text.notYou}</p>
</div>`,
  };
}

/** Asks to open the mailed link. `provider` is the name of a work provider whose link waits for it. */
export function verifyFirstPage(email: string, provider: string | undefined): Page {
  return {
    title: text.firstTitle,
    main: html`<div class="message">
${icon('mail')}
<h1>${text.firstTitle}</h1>
${text.first(email, provider).map((paragraph) => html`<p>${paragraph}</p>`)}
<form method="post" action="/verify/again">
<a class="button" href="/my-cover">${text.toMyCover}</a>
<button class="button button-secondary">${text.again}</button>
</form>
</div>`,
  };
}

/** For a mailed link that was used, is too old or was never sent. */
export function expiredVerificationPage(customer: SignedIn | undefined): Page {
  const next = customer ? (['/my-cover', text.toMyCover] as const) : (['/log-in', signInText.logIn.submit] as const);
  return messagePage({ title: text.expiredTitle, text: text.expired, next: [next] });
}
