import { withQuery } from '../http/redirect.ts';
import type { Invited } from '../invitation/withInvitation.ts';
import { type FieldErrors, hasErrors, hiddenField, postForm, textField } from '../layout/formControls.ts';
import { html } from '../layout/html.ts';
import type { Page } from '../layout/page.ts';
import { type NamedTerms, termsCheckbox } from '../terms/terms.ts';
import { texts } from '../text/texts.ts';
import { linkFacts, sharingSection } from './linkPage.ts';

const text = () => texts().signUp.signUp;

/** Content of the sign-up page. */
export type SignUpView = {
  readonly values: {
    readonly name: string;
    readonly email: string;
    readonly phone: string;
    readonly agreesToInsurer: boolean;
    readonly agreesToProvider: boolean;
  };
  readonly errors: FieldErrors;
  readonly insurer: NamedTerms;
  /** The invitation of the link that led here, with the work provider's terms. */
  readonly invited: (Invited & { readonly terms: NamedTerms }) | undefined;
};

/** Asks for name, email, phone, password and agreement to the terms. */
export function signUpPage({ values, errors, insurer, invited }: SignUpView): Page {
  const { fields } = texts().form;
  const provider = invited?.invitation.workProviderName;
  return {
    title: text().title,
    invalid: hasErrors(errors),
    main: html`<h1>${text().title}</h1>
<p class="lead">${provider === undefined ? text().lead(insurer.whose) : text().leadWith(provider, insurer.whose)}</p>
${invited && linkFacts(invited.invitation, undefined)}
${postForm(
  { action: '/sign-up', busy: text().busy, cssClass: 'card' },
  html`${hiddenField('invitation', invited?.token)}
${textField({ name: 'name', label: fields.name, autocomplete: 'name', hint: fields.nameHint(insurer.whose), value: values.name }, errors)}
${textField({ name: 'email', label: fields.email, type: 'email', autocomplete: 'email', hint: fields.emailHint(insurer.whose), value: values.email }, errors)}
${textField({ name: 'phone', label: fields.phone, type: 'tel', autocomplete: 'tel', hint: invited?.invitation.introduces ? fields.phoneHintIntroduced(invited.invitation.workProviderName) : fields.phoneHint, value: values.phone }, errors)}
${textField({ name: 'password', label: fields.password, type: 'password', autocomplete: 'new-password', hint: fields.passwordHint }, errors)}
${invited && sharingSection(invited.invitation, insurer.whose)}
${termsCheckbox(insurer, { name: 'insurer_terms', checked: values.agreesToInsurer }, errors)}
${invited && termsCheckbox(invited.terms, { name: 'provider_terms', checked: values.agreesToProvider }, errors)}
<button class="button">${provider === undefined ? text().submit : text().submitWith}</button>`,
)}
<p class="footnote">${text().haveAccount} <a href="${withQuery('/log-in', { invitation: invited?.token })}">${text().logIn}</a></p>`,
  };
}
