import type { PendingVerification } from '../../accounts/emailVerification.ts';
import type { SignedIn } from '../../accounts/signIn.ts';
import { hidden } from '../layout/fields.ts';
import { html } from '../layout/html.ts';
import { mark } from '../layout/marks.ts';
import { messagePage } from '../layout/messagePage.ts';
import type { Page } from '../layout/page.ts';
import { words } from '../text/text.ts';

/** Reached from the mail: says what a tap will do, to whoever reads it. */
export function verifyPage(token: string, { email, awaited }: PendingVerification): Page {
  return {
    title: words.verify.title,
    main: html`<div class="told">
${mark('mail')}
<h1>${words.verify.title}</h1>
<p>${words.verify.lead(email)}</p>
${awaited.map(({ workProviderName, driverId }) => html`<p>${words.verify.links(workProviderName, driverId)}</p>`)}
<form method="post" action="/verify">${hidden('token', token)}<button class="button">${words.verify.submit}</button></form>
<p class="aside">${words.verify.notYou}</p>
</div>`,
  };
}

/** What is still to be done before a link takes effect. */
export function verifyFirstPage(email: string, provider: string | undefined): Page {
  return {
    title: words.verify.firstTitle,
    main: html`<div class="told">
${mark('mail')}
<h1>${words.verify.firstTitle}</h1>
${words.verify.first(email, provider).map((paragraph) => html`<p>${paragraph}</p>`)}
<form method="post" action="/verify/again">
<a class="button" href="/my-cover">${words.verify.toMyCover}</a>
<button class="button quiet">${words.verify.again}</button>
</form>
</div>`,
  };
}

export function stalePage(signedIn: SignedIn | undefined): Page {
  const next = signedIn ? (['/my-cover', words.verify.toMyCover] as const) : (['/log-in', words.logIn.submit] as const);
  return messagePage({ title: words.verify.staleTitle, text: words.verify.stale, next: [next] });
}
