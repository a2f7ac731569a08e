import { type OwnPath, withQuery } from '../http/redirect.ts';
import { type Faults, field, hidden, isFaulty } from '../layout/fields.ts';
import { html } from '../layout/html.ts';
import type { Page } from '../layout/page.ts';
import { words } from '../text/text.ts';

export type LogInView = {
  readonly email: string;
  readonly faults: Faults;
  readonly invitation: string | undefined;
  /** The page to come back to. */
  readonly to: OwnPath | undefined;
  /** The work provider whose link led here. */
  readonly provider: string | undefined;
};

export function logInPage({ email, faults, invitation, to, provider }: LogInView): Page {
  return {
    title: words.logIn.title,
    faulty: isFaulty(faults),
    main: html`<h1>${words.logIn.title}</h1>
${provider !== undefined && html`<p class="lead">${words.logIn.lead(provider)}</p>`}
<form class="card" method="post" action="/log-in" novalidate>
${hidden('invitation', invitation)}${hidden('to', to)}
${field({ name: 'email', label: words.fields.email, type: 'email', autocomplete: 'username', value: email }, faults)}
${field({ name: 'password', label: words.fields.password, type: 'password', autocomplete: 'current-password' }, faults)}
<button class="button">${words.logIn.submit}</button>
</form>
<p class="aside">${words.logIn.forgot} <a href="${withQuery('/forgot', { invitation })}">${words.logIn.forgotLink}</a></p>
<p class="aside">${words.logIn.noAccount} <a href="${withQuery('/sign-up', { invitation })}">${words.logIn.signUp}</a></p>`,
  };
}
