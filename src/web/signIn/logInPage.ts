import { type OwnPath, withQuery } from '../http/redirect.ts';
import { type FieldErrors, hasErrors, hiddenField, postForm, textField } from '../layout/formControls.ts';
import { html } from '../layout/html.ts';
import type { Page } from '../layout/page.ts';
import { texts } from '../text/texts.ts';

const text = () => texts().signIn.logIn;

/** Content of the log-in page. */
export type LogInView = {
  readonly email: string;
  readonly errors: FieldErrors;
  /** The sealed invitation of the link that led here. */
  readonly invitation: string | undefined;
  /** The page to redirect to after log-in. */
  readonly to: OwnPath | undefined;
  /** Name of the work provider of the invitation. */
  readonly provider: string | undefined;
};

/** Asks for email and password. */
export function logInPage({ email, errors, invitation, to, provider }: LogInView): Page {
  const { fields } = texts().form;
  return {
    title: text().title,
    invalid: hasErrors(errors),
    main: html`<h1>${text().title}</h1>
${provider !== undefined && html`<p class="lead">${text().lead(provider)}</p>`}
${postForm(
  { action: '/log-in', busy: text().busy, cssClass: 'card' },
  html`${hiddenField('invitation', invitation)}${hiddenField('to', to)}
${textField({ name: 'email', label: fields.email, type: 'email', autocomplete: 'username', value: email }, errors)}
${textField({ name: 'password', label: fields.password, type: 'password', autocomplete: 'current-password' }, errors)}
<button class="button">${text().submit}</button>`,
)}
<p class="footnote">${text().forgot} <a href="${withQuery('/forgot', { invitation })}">${text().forgotLink}</a></p>
<p class="footnote">${text().noAccount} <a href="${withQuery('/sign-up', { invitation })}">${text().signUp}</a></p>`,
  };
}
