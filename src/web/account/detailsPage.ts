import type { SignedIn } from '../../accounts/signIn.ts';
import { OPTIONAL_MAILS } from '../../store/jobs.ts';
import type { OwnPath } from '../http/redirect.ts';
import { type FieldErrors, hasErrors, hiddenField, postForm, textField } from '../layout/formControls.ts';
import { attribute, html } from '../layout/html.ts';
import { icon } from '../layout/icons.ts';
import type { Page } from '../layout/page.ts';
import { type NamedTerms, termsCheckbox } from '../terms/terms.ts';
import { texts } from '../text/texts.ts';

const text = () => texts().account.details;

/** Content of the page of the customer's details. */
export type DetailsView = {
  readonly customer: SignedIn;
  /** Something is missing: the customer checks all of it. */
  readonly isFirst: boolean;
  readonly terms: NamedTerms;
  readonly mustAgree: boolean;
  readonly values: { readonly name: string; readonly phone: string; readonly newEmail: string };
  /** The kinds of mail that they turned off. */
  readonly unwantedMails: readonly string[];
  readonly errors: FieldErrors;
  /** The page to go on to. */
  readonly to: OwnPath | undefined;
};

/** Name and phone with the terms, and below it the form that changes the email. */
export function detailsPage({
  customer,
  isFirst,
  terms,
  mustAgree,
  values,
  unwantedMails,
  errors,
  to,
}: DetailsView): Page {
  const { fields } = texts().form;
  const title = isFirst ? text().firstTitle : text().title;
  return {
    title,
    invalid: hasErrors(errors),
    main: html`<h1>${title}</h1>
${isFirst && html`<p class="lead">${text().firstLead(terms.whose)}</p>`}
${postForm(
  { action: '/details', cssClass: 'card' },
  html`${hiddenField('to', to)}
${textField({ name: 'name', label: fields.name, autocomplete: 'name', hint: fields.nameHint(terms.whose), value: values.name }, errors)}
${textField({ name: 'phone', label: fields.phone, type: 'tel', autocomplete: 'tel', hint: fields.phoneHint, value: values.phone }, errors)}
${mustAgree && termsCheckbox(terms, { name: 'insurer_terms', checked: false }, errors)}
<button class="button">${isFirst ? text().firstSubmit : text().submit}</button>`,
)}
<h2 id="email">${text().emailTitle}</h2>
<p>${text().emailLead(customer.email)}</p>
${postForm(
  { action: '/details/email', cssClass: 'card' },
  html`${textField({ name: 'new_email', label: text().newEmail, type: 'email', autocomplete: 'email', hint: fields.emailHint(terms.whose), value: values.newEmail }, errors)}
${textField({ name: 'password', label: fields.password, type: 'password', autocomplete: 'current-password' }, errors)}
<button class="button button-secondary">${text().emailSubmit}</button>`,
)}
<h2>${text().mailsTitle}</h2>
${postForm(
  { action: '/details/mails', cssClass: 'card' },
  html`<fieldset><legend>${text().mailsLead}</legend>
${OPTIONAL_MAILS.map(
  (kind) =>
    html`<div class="checkbox"><input id="${kind}" name="${kind}" type="checkbox" value="on"${attribute('checked', !unwantedMails.includes(kind))}><label for="${kind}">${text().mails[kind]}</label></div>`,
)}</fieldset>
<button class="button button-secondary">${text().mailsSubmit}</button>`,
)}`,
  };
}

/** The page that the link in the mail to the new address opens. */
export function confirmEmailPage(token: string, email: string): Page {
  return {
    title: text().confirmTitle,
    main: html`<div class="message">
${icon('mail')}
<h1>${text().confirmTitle}</h1>
${text()
  .confirm(email)
  .map((paragraph) => html`<p>${paragraph}</p>`)}
${postForm({ action: '/details/email/confirm' }, html`${hiddenField('token', token)}<button class="button">${text().confirmSubmit}</button>`)}
</div>`,
  };
}
