import type { Invitation } from '../../accounts/linking/invitation.ts';
import { withQuery } from '../http/redirect.ts';
import { type Faults, field, hidden, isFaulty } from '../layout/fields.ts';
import { html } from '../layout/html.ts';
import type { Page } from '../layout/page.ts';
import { words } from '../text/text.ts';
import { agreement } from './agreement.ts';
import { linkFacts, whoShares } from './sharing.ts';
import type { TermsOf } from './terms.ts';

/** What the form was filled with, by us at first and then by the driver. */
type SignUpTyped = {
  readonly name: string;
  readonly email: string;
  readonly phone: string;
  readonly agreesToInsurer: boolean;
  readonly agreesToProvider: boolean;
};

export type SignUpView = {
  readonly typed: SignUpTyped;
  readonly faults: Faults;
  readonly insurer: TermsOf;
  /** The work provider whose link brought the driver here, and what was sealed for them. */
  readonly invited: { readonly token: string; readonly invitation: Invitation; readonly provider: TermsOf } | undefined;
};

export function signUpPage({ typed, faults, insurer, invited }: SignUpView): Page {
  const provider = invited?.invitation.workProviderName;
  return {
    title: words.signUp.title,
    faulty: isFaulty(faults),
    main: html`<h1>${words.signUp.title}</h1>
<p class="lead">${provider === undefined ? words.signUp.lead(insurer.whose) : words.signUp.leadWith(provider, insurer.whose)}</p>
${invited && linkFacts(invited.invitation, undefined)}
<form class="card" method="post" action="/sign-up" novalidate>
${hidden('invitation', invited?.token)}
${field({ name: 'name', label: words.fields.name, autocomplete: 'name', value: typed.name }, faults)}
${field({ name: 'email', label: words.fields.email, type: 'email', autocomplete: 'email', value: typed.email }, faults)}
${field({ name: 'phone', label: words.fields.phone, type: 'tel', autocomplete: 'tel', hint: words.fields.phoneHint, value: typed.phone }, faults)}
${field({ name: 'password', label: words.fields.password, type: 'password', autocomplete: 'new-password', hint: words.fields.passwordHint }, faults)}
${invited && whoShares(invited.invitation, insurer.whose)}
${agreement({ name: 'insurer_terms', of: insurer, label: words.terms.insurer(insurer.whose), ticked: typed.agreesToInsurer }, faults)}
${invited && agreement({ name: 'provider_terms', of: invited.provider, label: words.terms.provider(invited.provider.whose), ticked: typed.agreesToProvider }, faults)}
<button class="button">${provider === undefined ? words.signUp.submit : words.signUp.submitWith}</button>
</form>
<p class="aside">${words.signUp.haveAccount} <a href="${withQuery('/log-in', { invitation: invited?.token })}">${words.signUp.logIn}</a></p>`,
  };
}
